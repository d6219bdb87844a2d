/** What all shaders share: chance, noise, light with shadow, and the haze in the distance. World is z up, in metres. */
export const VERTEX_LIGHT = /* glsl */ `
#if NUM_DIR_LIGHT_SHADOWS > 0
  uniform mat4 directionalShadowMatrix[NUM_DIR_LIGHT_SHADOWS];
  varying vec4 vDirectionalShadowCoord[NUM_DIR_LIGHT_SHADOWS];
#endif
uniform float uTexel;
void placeInShadow(vec3 place, vec3 normal) {
  #if NUM_DIR_LIGHT_SHADOWS > 0
    vDirectionalShadowCoord[0] = directionalShadowMatrix[0] * vec4(place + normal * (0.03 + uTexel * 0.9), 1.0);
  #endif
}
`;

export const FRAGMENT_LIGHT = /* glsl */ `
#include <common>
#include <packing>
#include <shadowmap_pars_fragment>
uniform vec3 uSun;
uniform vec3 uSunLight;
uniform vec3 uSkyLight;
uniform vec3 uGroundLight;
uniform vec3 uBackground;
uniform vec2 uHaze;
uniform float uNight;
uniform float uTime;
uniform float uDetail;
uniform sampler2D uField;
uniform vec4 uSize;

float chance(vec2 p) {
  vec3 q = fract(vec3(p.xyx) * 0.1031);
  q += dot(q, q.yzx + 33.33);
  return fract((q.x + q.y) * q.z);
}
float chance3(vec3 p) {
  p = fract(p * 0.1031);
  p += dot(p, p.zyx + 31.32);
  return fract((p.x + p.y) * p.z);
}
float noise(vec2 p) {
  vec2 i = floor(p), f = fract(p);
  f = f * f * (3.0 - 2.0 * f);
  return mix(mix(chance(i), chance(i + vec2(1, 0)), f.x), mix(chance(i + vec2(0, 1)), chance(i + vec2(1, 1)), f.x), f.y);
}
float noise3(vec3 p) {
  vec3 i = floor(p), f = fract(p);
  f = f * f * (3.0 - 2.0 * f);
  vec2 e = vec2(0, 1);
  return mix(
    mix(mix(chance3(i), chance3(i + e.yxx), f.x), mix(chance3(i + e.xyx), chance3(i + e.yyx), f.x), f.y),
    mix(mix(chance3(i + e.xxy), chance3(i + e.yxy), f.x), mix(chance3(i + e.xyy), chance3(i + e.yyy), f.x), f.y),
    f.z);
}
float sunShadow() {
  #if defined(USE_SHADOWMAP) && NUM_DIR_LIGHT_SHADOWS > 0
    DirectionalLightShadow one = directionalLightShadows[0];
    return getShadow(directionalShadowMap[0], one.shadowMapSize, one.shadowIntensity, one.shadowBias, one.shadowRadius, vDirectionalShadowCoord[0]);
  #else
    return 1.0;
  #endif
}
/* Blurred height of what stands around (r), glow of lamps (g) and their level (b), share of houses around (a). */
vec4 fieldAt(vec3 p) {
  vec4 field = texture2D(uField, p.xy / uSize.xy);
  return vec4(field.r * 64.0, field.g, field.b * 64.0, field.a);
}
/* Light on a surface: sky from above, what the ground throws back, the sun where nothing is before it, lamps at night. */
vec3 lightOn(vec3 p, vec3 n, float corner, float wrap, float shadow) {
  vec4 field = fieldAt(p);
  float deep = clamp((field.r - p.z + 0.3) / 13.0, 0.0, 1.0);
  float open = corner * (1.0 - 0.5 * deep * (2.0 - deep) * 0.75);
  vec3 light = mix(uGroundLight, uSkyLight, n.z * 0.5 + 0.5) * open;
  float towards = max(0.0, (dot(n, uSun) + wrap) / (1.0 + wrap));
  light += uSunLight * towards * shadow * mix(1.0, corner, 0.35);
  float lamp = field.g * exp(-abs(p.z - field.b - 1.0) * 0.28);
  float windows = field.a * (1.0 - field.a) * (0.3 + 0.7 * max(0.0, n.z)) * step(p.z, field.r + 1.5);
  light += vec3(1.0, 0.58, 0.26) * windows * uNight * 0.95;
  light += vec3(1.0, 0.62, 0.28) * lamp * uNight * 1.25 * corner * (0.65 + 0.35 * n.z);
  return light;
}
/* Calm colours: a little less of each, and the brightest bent down before it burns out. */
vec3 hazed(vec3 colour, float away) {
  colour = mix(vec3(dot(colour, vec3(0.2126, 0.7152, 0.0722))), colour, 0.90);
  colour = mix(colour, colour / (0.62 + 0.52 * colour) * 0.80, smoothstep(0.55, 1.1, max(colour.r, max(colour.g, colour.b))));
  return mix(colour, uBackground, smoothstep(uHaze.x, uHaze.y, away));
}
`;
