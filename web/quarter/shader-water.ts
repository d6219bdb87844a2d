import { FRAGMENT_LIGHT, VERTEX_LIGHT } from "./shader-common";

export const WATER_VERTEX = /* glsl */ `
attribute vec4 tint;
attribute vec4 shape;
varying vec3 vPlace;
varying vec3 vFacing;
varying vec4 vTint;
${VERTEX_LIGHT}
void main() {
  vec4 place = modelMatrix * vec4(position, 1.0);
  vPlace = place.xyz;
  vFacing = shape.xyz / 127.0;
  vTint = vec4(pow(tint.rgb, vec3(2.2)), tint.a);
  placeInShadow(place.xyz, vFacing);
  gl_Position = projectionMatrix * viewMatrix * place;
}
`;

/* Two slow swells cross each other; the sky lies on the water where one looks flat over it, its ground shows at the shore. */
export const WATER_FRAGMENT = /* glsl */ `
varying vec3 vPlace;
varying vec3 vFacing;
varying vec4 vTint;
${FRAGMENT_LIGHT}
float swell(vec2 p) {
  float t = uTime;
  return noise(p * 0.55 + vec2(t * 0.16, t * 0.09)) * 0.6 + noise(p * 1.35 - vec2(t * 0.13, -t * 0.2)) * 0.28 + noise(p * 3.3 + vec2(-t * 0.3, t * 0.22)) * 0.12;
}
void main() {
  vec3 n = normalize(vFacing);
  float away = distance(cameraPosition, vPlace);
  vec3 look = (cameraPosition - vPlace) / away;
  float px = max(length(dFdx(vPlace)), length(dFdy(vPlace)));
  float calm = 1.0 - smoothstep(0.3, 1.4, px);
  if (n.z > 0.5) {
    float h = swell(vPlace.xy);
    vec2 slope = vec2(swell(vPlace.xy + vec2(0.25, 0.0)) - h, swell(vPlace.xy + vec2(0.0, 0.25)) - h);
    n = normalize(vec3(-slope * 1.1 * mix(0.25, 1.0, calm), 1.0));
  }
  float shore = 1.0 - vTint.a;
  float shadow = sunShadow();
  vec3 deep = vTint.rgb * vec3(0.50, 0.72, 0.80);
  vec3 shallow = mix(vTint.rgb * vec3(1.05, 1.2, 1.05), vec3(0.52, 0.56, 0.42), 0.22);
  float rim = smoothstep(0.0, 0.9, shore + (noise(vPlace.xy * 2.0 + uTime * 0.1) - 0.5) * 0.25);
  vec3 body = mix(deep, shallow, rim * 0.85);
  body *= lightOn(vPlace, vec3(0.0, 0.0, 1.0), 1.0, 0.2, mix(0.55, 1.0, shadow));
  float fresnel = 0.03 + 0.62 * pow(1.0 - max(0.0, dot(look, n)), 3.5);
  vec3 sky = mix(uSkyLight * 1.05, uBackground, 0.35 * (1.0 - uNight));
  vec3 colour = mix(body, sky, fresnel);
  float glint = pow(max(0.0, dot(normalize(look + uSun), n)), 220.0) * calm;
  colour += uSunLight * glint * shadow * 1.4;
  float foam = smoothstep(0.82, 0.97, shore + 0.22 * noise(vPlace.xy * 3.0 + vec2(uTime * 0.15)));
  colour = mix(colour, vec3(0.86, 0.9, 0.88) * (uSkyLight + uSunLight * shadow * 0.5), foam * 0.35 * step(0.5, vFacing.z));
  gl_FragColor = vec4(hazed(colour, away), 1.0);
  #include <colorspace_fragment>
}
`;
