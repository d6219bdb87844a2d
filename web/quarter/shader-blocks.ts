import { PATTERN, WALL_STYLES } from "./patterns";
import { FRAGMENT_LIGHT, VERTEX_LIGHT } from "./shader-common";

const number = (value: number) => value.toFixed(3);
const styles = WALL_STYLES.map((s) => `vec4(${[s.sill, s.head, s.width, s.every].map(number).join(", ")})`);
const storeys = WALL_STYLES.map((s) => number(s.storey));

export const BLOCKS_VERTEX = /* glsl */ `
attribute vec4 tint;
attribute vec4 shape;
attribute vec4 wall;
varying vec3 vPlace;
varying vec2 vLocal;
varying vec3 vFacing;
varying vec4 vTint;
flat varying float vPattern;
flat varying vec4 vWall;
flat varying vec4 vStyle;
flat varying float vStorey;
${VERTEX_LIGHT}
const vec4 STYLES[${styles.length}] = vec4[](${styles.join(", ")});
const float STOREYS[${storeys.length}] = float[](${storeys.join(", ")});
void main() {
  vec4 place = modelMatrix * vec4(position, 1.0);
  vPlace = place.xyz;
  vLocal = position.xy / 16.0;
  vFacing = shape.xyz / 127.0;
  vTint = vec4(pow(tint.rgb, vec3(2.2)), tint.a);
  vPattern = shape.w;
  vWall = wall;
  int style = int(shape.w) - ${PATTERN.wall};
  vStyle = style >= 0 ? STYLES[style] : vec4(0.0);
  vStorey = style >= 0 ? STOREYS[style] : 3.0;
  /* A step of the ground lies in the shadows of what it leads up to, not in its own. */
  bool bank = int(shape.w + 0.5) == ${PATTERN.bank};
  placeInShadow(place.xyz + (bank ? vFacing * 0.4 + vec3(0.0, 0.0, 1.2) : vec3(0.0)), bank ? vec3(0.0, 0.0, 1.0) : vFacing);
  gl_Position = projectionMatrix * viewMatrix * place;
}
`;

const WALL = /* glsl */ `
/* A wall with its windows: spread evenly over its length, one row for each storey that fits. */
vec3 wallColour(vec3 base, vec3 p, vec3 n, float px, inout vec3 shine, inout float corner) {
  float style = vPattern - ${PATTERN.wall}.0;
  float along = (abs(n.x) > 0.5 ? vLocal.y : vLocal.x) - vWall.y;
  float h = p.z - vWall.x;
  float row = floor(h / vStorey);
  float v = h - row * vStorey;
  vec3 colour = base;
  float fine = 1.0 - smoothstep(0.05, 0.22, px);
  if (style == 1.0) {
    float course = abs(fract(p.z * 4.0) - 0.5);
    colour *= 1.0 - 0.10 * fine * smoothstep(0.38, 0.5, course);
    colour *= 0.95 + 0.10 * chance(floor(vec2(along * 2.0 + floor(p.z * 4.0) * 0.5, p.z * 4.0)));
  } else if (style == 2.0) {
    colour *= 1.0 - 0.13 * fine * smoothstep(0.40, 0.5, abs(fract(along * 3.0) - 0.5));
    colour *= 0.95 + 0.10 * chance(vec2(floor(along * 3.0), vWall.x));
  } else if (style == 7.0 || style == 9.0) {
    colour *= 1.0 - 0.10 * fine * smoothstep(0.32, 0.5, abs(fract(along * 2.0) - 0.5));
  }
  /* The lowest half metre is plinth, and every storey has its edge. */
  colour *= mix(0.84, 1.0, smoothstep(0.55 - px, 0.55 + px, h));
  float edge = smoothstep(0.13 + px, 0.13, v) * step(0.5, row) * step(row, vWall.w) * (1.0 - smoothstep(0.5, 1.6, px));
  colour = mix(colour, colour * 0.86, edge * step(style, 6.5));
  float count = floor(vWall.z / vStyle.w);
  if (vWall.z >= 2.0 && count < 1.0) count = 1.0;
  /* Slanting walls are stairs of one metre: every other one has a narrow window. */
  bool stair = vWall.z < 1.5;
  if (stair && style < 6.5 && mod(floor(p.x) + floor(p.y), 4.0) < 1.5) count = 1.0;
  if (count < 1.0 || row < 0.0 || row >= vWall.w) return colour;
  float every = vWall.z / count;
  float which = floor(along / every);
  float u = along - (which + 0.5) * every;
  float wide = stair ? 0.36 : min(vStyle.z, every - 0.4) * 0.5;
  float sill = vStyle.x, head = vStyle.y;
  vec2 name = vec2(which + vWall.y * 7.0 + floor(p.x * abs(n.x) + p.y * abs(n.y)) * 3.0, row + vWall.x);
  if (style == 4.0 && row > 0.5) { wide = min(0.6, wide); sill = 0.95; head = 2.35; }
  bool door = !stair && row < 0.5 && style < 3.0 && which == floor(count * 0.5) && chance(vec2(vWall.y + vWall.x, floor(p.x * abs(n.x) + p.y * abs(n.y)))) > (vWall.z < 4.0 ? 0.86 : 0.35);
  if (door) { wide = 0.55; sill = 0.0; head = 2.25; }
  float soft = max(px * 0.7, 0.012);
  float inside = smoothstep(-soft, soft, wide - abs(u)) * smoothstep(-soft, soft, min(v - sill, head - v));
  float around = smoothstep(-soft, soft, wide + 0.13 - abs(u)) * smoothstep(-soft, soft, min(v - sill + 0.13, head + 0.13 - v));
  vec3 trim = mix(colour * 1.18, vec3(0.82, 0.79, 0.73), style < 3.0 || style == 5.0 ? 0.7 : 0.15);
  colour = mix(colour, trim, around * (1.0 - inside) * (1.0 - smoothstep(0.25, 0.9, px)));
  float luck = chance(name);
  vec3 glass = mix(vec3(0.085, 0.115, 0.14), vec3(0.30, 0.38, 0.44), smoothstep(sill, head, v) * 0.55 + luck * 0.18);
  float curtain = step(0.62, luck) * step(style, 2.5) * smoothstep(wide * 0.25, wide * 0.45, abs(u));
  glass = mix(glass, vec3(0.62, 0.58, 0.50), curtain * 0.55);
  float bar = smoothstep(0.05 + soft, 0.05, abs(u)) * (1.0 - smoothstep(0.05, 0.3, px));
  glass = mix(glass, trim, bar * (style < 3.0 && !door ? 0.85 : 0.0));
  if (door) glass = mix(vec3(0.20, 0.11, 0.07), vec3(0.07, 0.16, 0.14), step(0.5, luck));
  if (style == 8.0) glass = vec3(0.05, 0.055, 0.06);
  colour = mix(colour, glass, inside);
  float late = door ? 0.0 : step(style == 3.0 ? 0.66 : 0.46, fract(luck * 7.31));
  vec3 warm = mix(vec3(1.0, 0.52, 0.17), vec3(1.0, 0.72, 0.40), fract(luck * 13.7));
  shine += warm * inside * late * uNight * (0.66 + 0.42 * fract(luck * 3.3)) * (1.0 - 0.25 * curtain);
  corner = mix(corner, max(corner, 0.8), inside);
  return colour;
}
`;

const TOPS = /* glsl */ `
bool is(int pattern) { return int(vPattern + 0.5) == pattern; }
vec3 dots(vec3 colour, vec2 p, float share, float px) {
  vec2 at = p * 2.2;
  vec2 cell = floor(at);
  float luck = chance(cell);
  vec2 middle = vec2(chance(cell + 3.1), chance(cell + 7.7)) * 0.6 + 0.2;
  float far = length(fract(at) - middle);
  float spot = smoothstep(0.26, 0.14, far) * step(1.0 - share, luck) * (1.0 - smoothstep(0.16, 0.5, px));
  float which = fract(luck * 23.7);
  vec3 bloom = which < 0.34 ? vec3(0.92, 0.88, 0.78) : which < 0.6 ? vec3(0.88, 0.66, 0.16) : which < 0.82 ? vec3(0.72, 0.26, 0.30) : vec3(0.42, 0.34, 0.66);
  return mix(colour, bloom, spot * 0.85);
}
vec3 topColour(vec3 base, vec3 p, vec3 n, vec2 uv, float px) {
  float fine = 1.0 - smoothstep(0.10, 0.42, px);
  float wide = noise(p.xy / 11.0);
  if (is(${PATTERN.grass}) || is(${PATTERN.flowers}) || is(${PATTERN.bed})) {
    vec3 colour = base * mix(vec3(0.93, 0.96, 0.9), vec3(1.09, 1.04, 0.96), wide);
    colour *= 1.0 + (noise(p.xy * 2.6) - 0.5) * 0.16 * fine + (noise(p.xy * 0.7) - 0.5) * 0.10;
    if (is(${PATTERN.flowers})) return dots(colour, p.xy, 0.34, px);
    if (is(${PATTERN.bed})) return dots(colour * 0.94, p.xy + 17.0, 0.55, px);
    return colour;
  }
  if (is(${PATTERN.paving})) {
    vec2 stone = vec2(uv.x * 2.0 + floor(uv.y * 2.0) * 0.5, uv.y * 2.0);
    vec2 gap = abs(fract(stone) - 0.5);
    float joint = smoothstep(0.43, 0.49, max(gap.x, gap.y)) * fine;
    return base * (1.0 - 0.11 * joint) * (1.0 + (chance(floor(stone)) - 0.5) * 0.09 * fine) * (0.97 + 0.06 * wide);
  }
  if (is(${PATTERN.asphalt})) return base * (0.96 + 0.07 * wide) * (1.0 + (noise(p.xy * 5.0) - 0.5) * 0.07 * fine);
  if (is(${PATTERN.crossing})) {
    float stripe = smoothstep(-px, px, abs(fract((vWall.x > 0.5 ? p.x : p.y) * 0.5 + 0.25) - 0.5) - 0.25);
    return mix(vec3(0.105, 0.115, 0.13), base, mix(stripe, 0.5, smoothstep(0.5, 1.2, px)));
  }
  if (is(${PATTERN.gravel})) return base * (1.0 + (noise(p.xy * 6.0) - 0.5) * 0.15 * fine) * (0.96 + 0.08 * wide);
  if (is(${PATTERN.rail})) {
    float u = vWall.x > 0.5 ? p.y : p.x, w = vWall.x > 0.5 ? p.x : p.y;
    float sleeper = smoothstep(0.22, 0.28, abs(fract(u * 1.5) - 0.5)) * fine;
    return base * (1.0 - 0.16 * sleeper) * (1.0 + (noise(p.xy * 7.0) - 0.5) * 0.2 * fine);
  }
  if (is(${PATTERN.planks})) {
    float gap = smoothstep(0.40, 0.48, abs(fract(uv.y * 4.0) - 0.5)) * (1.0 - smoothstep(0.05, 0.2, px));
    return base * (1.0 - 0.2 * gap) * (0.94 + 0.12 * chance(vec2(floor(uv.y * 4.0), floor(uv.x / 3.0))));
  }
  if (is(${PATTERN.bank}) || is(${PATTERN.soil})) {
    vec3 soil = is(${PATTERN.soil}) ? base : base * vec3(0.80, 0.78, 0.76);
    soil *= 0.92 + 0.14 * noise(vec2(uv.x * 0.35, uv.y * 2.2));
    if (is(${PATTERN.soil})) soil *= 1.0 - 0.07 * smoothstep(0.3, 0.5, abs(fract(uv.y + 0.25 * noise(uv * 0.2)) - 0.5));
    return soil;
  }
  if (is(${PATTERN.tiles})) {
    vec2 tile = vec2(uv.x * 3.0 + floor(uv.y * 3.0) * 0.5, uv.y * 3.0);
    float lip = smoothstep(0.2, 0.0, fract(tile.y)) * (1.0 - smoothstep(0.06, 0.25, px));
    return base * (1.0 - 0.22 * lip) * (1.0 + (chance(floor(tile)) - 0.5) * 0.16 * fine) * (0.95 + 0.10 * wide);
  }
  if (is(${PATTERN.flat})) return base * (0.95 + 0.09 * noise(p.xy * 0.6)) * (1.0 + (noise(p.xy * 6.0) - 0.5) * 0.07 * fine);
  if (is(${PATTERN.solar})) {
    vec2 pane = abs(fract(uv * vec2(1.0, 2.0)) - 0.5);
    float frame = smoothstep(0.44, 0.48, max(pane.x, pane.y)) * fine;
    return mix(base * (0.85 + 0.4 * noise(uv * 0.3)), vec3(0.42, 0.48, 0.54), frame * 0.6);
  }
  if (is(${PATTERN.leaves})) {
    float clump = noise3(p * 1.35) * 0.55 + noise3(p * 3.7) * 0.45 * fine + 0.225 * (1.0 - fine);
    return base * (0.72 + 0.62 * clump) * mix(vec3(0.94, 1.0, 0.92), vec3(1.06, 1.02, 0.9), wide);
  }
  if (is(${PATTERN.field})) return base * (0.95 + 0.10 * wide) * (1.0 - 0.12 * fine * smoothstep(0.2, 0.5, abs(fract(p.x * 1.0 + p.y * 0.35) - 0.5)));
  return base * (0.98 + 0.04 * wide);
}
`;

export const BLOCKS_FRAGMENT = /* glsl */ `
varying vec3 vPlace;
varying vec2 vLocal;
varying vec3 vFacing;
varying vec4 vTint;
flat varying float vPattern;
flat varying vec4 vWall;
flat varying vec4 vStyle;
flat varying float vStorey;
${FRAGMENT_LIGHT}
${WALL}
${TOPS}
void main() {
  vec3 n = normalize(vFacing);
  vec3 p = vPlace - n * 0.02;
  float px = max(length(dFdx(vPlace)), length(dFdy(vPlace)));
  vec2 uv = abs(n.z) > 0.5 ? p.xy : abs(n.x) > 0.5 ? p.yz : p.xz;
  float corner = vTint.a;
  vec3 shine = vec3(0.0);
  vec3 colour = vTint.rgb;
  bool isWall = vPattern >= ${PATTERN.wall}.0 - 0.5;
  bool isLeaf = is(${PATTERN.leaves});
  if (uDetail > 0.5) {
    if (isWall) colour = wallColour(colour, p, n, px, shine, corner) * (0.98 + 0.05 * noise(p.xy / 9.0));
    else colour = topColour(colour, p, n, uv, px);
  } else if (isWall) colour = wallColour(colour, p, n, px, shine, corner);
  if (is(${PATTERN.glow})) shine += vTint.rgb * mix(0.15, 1.5, uNight);
  /* Each block is a little different, and its edges are a little round. */
  float near = (1.0 - smoothstep(0.07, 0.34, px)) * uDetail;
  vec3 lit = n;
  if (!isLeaf && near > 0.0) {
    float strength = isWall ? 0.35 : is(${PATTERN.asphalt}) || is(${PATTERN.grass}) || is(${PATTERN.crossing}) ? 0.2 : 0.9;
    colour *= 1.0 + (chance3(floor(p)) - 0.5) * 0.075 * near * strength;
    vec2 inBlock = fract(uv) - 0.5;
    vec2 rim = smoothstep(vec2(0.43), vec2(0.5), abs(inBlock)) * sign(inBlock) * near * strength;
    vec3 tilt = abs(n.z) > 0.5 ? vec3(rim, 0.0) : abs(n.x) > 0.5 ? vec3(0.0, rim) : vec3(rim.x, 0.0, rim.y);
    lit = normalize(n + tilt * 0.32);
  }
  if (is(${PATTERN.bank})) {
    /* From afar many steps are one slope: no dark line for each. */
    float slope = smoothstep(0.1, 0.42, px) * 0.8;
    lit = normalize(mix(lit, vec3(0.0, 0.0, 1.0), slope));
    corner = mix(corner, 1.0, slope);
    colour = mix(colour, vTint.rgb, slope);
  }
  float shadow = sunShadow();
  vec3 light = lightOn(p, lit, corner, isLeaf ? 0.45 : 0.0, shadow);
  if (isLeaf) light += uSunLight * vec3(0.10, 0.13, 0.03) * shadow * (1.0 - max(0.0, dot(n, uSun)));
  vec3 out1 = colour * light + shine;
  gl_FragColor = vec4(hazed(out1, distance(cameraPosition, vPlace)), 1.0);
  #include <colorspace_fragment>
}
`;
