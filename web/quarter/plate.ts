import {
  BackSide,
  BoxGeometry,
  CanvasTexture,
  Group,
  Mesh,
  PlaneGeometry,
  ShaderMaterial,
  SphereGeometry,
  SRGBColorSpace,
  Vector2,
  Vector3,
  Vector4,
} from "three";
import type { Light } from "./light";
import { FRAGMENT_LIGHT, VERTEX_LIGHT } from "./shader-common";

/** The model stands on a plate with a rim, the plate on a soft table. */
export const RIM = 9;
export const FRONT = 20;
const THICK = 5;

const PLAIN_VERTEX = /* glsl */ `
varying vec3 vPlace;
varying vec3 vFacing;
varying vec2 vOn;
${VERTEX_LIGHT}
void main() {
  vec4 place = modelMatrix * vec4(position, 1.0);
  vPlace = place.xyz;
  vFacing = normalize(mat3(modelMatrix) * normal);
  vOn = uv;
  placeInShadow(place.xyz, vFacing);
  gl_Position = projectionMatrix * viewMatrix * place;
}
`;

const PLATE_FRAGMENT = /* glsl */ `
varying vec3 vPlace;
varying vec3 vFacing;
varying vec2 vOn;
uniform vec3 uColour;
uniform sampler2D uWords;
uniform float uHasWords;
${FRAGMENT_LIGHT}
void main() {
  vec3 n = normalize(vFacing);
  float grain = noise(vec2(vPlace.x * 0.12 + vPlace.z, vPlace.y * 2.2)) * 0.6 + noise(vec2(vPlace.x * 0.5, vPlace.y * 9.0)) * 0.4;
  vec3 colour = uColour * (0.955 + 0.09 * grain);
  if (n.z < 0.5) colour = uColour * (0.93 + 0.10 * noise(vec2((vPlace.x + vPlace.y) * 0.2, vPlace.z * 5.0)));
  vec4 words = uHasWords > 0.5 ? texture2D(uWords, vOn) : vec4(0.0);
  colour = mix(colour, mix(vec3(0.115, 0.075, 0.05), vec3(0.95, 0.82, 0.6), uNight), words.a * 0.86);
  vec2 out2 = max(vec2(0.0), abs(vPlace.xy - uSize.xy * 0.5) - uSize.xy * 0.5);
  float contact = 1.0 - 0.34 * exp(-length(out2) * 0.55) * step(0.5, n.z);
  vec3 light = mix(uGroundLight, uSkyLight, n.z * 0.5 + 0.5) * contact + uSunLight * max(0.0, dot(n, uSun)) * sunShadow();
  gl_FragColor = vec4(hazed(colour * light, distance(cameraPosition, vPlace)), 1.0);
  #include <colorspace_fragment>
}
`;

/* The table is the page's ground: brighter around the model, the plate's soft shadow on it, and nothing far away. */
const TABLE_FRAGMENT = /* glsl */ `
varying vec3 vPlace;
varying vec3 vFacing;
varying vec2 vOn;
uniform vec4 uPlate;
${FRAGMENT_LIGHT}
float outside(vec2 p) {
  vec2 d = abs(p - uPlate.xy) - uPlate.zw;
  return length(max(d, 0.0)) + min(0.0, max(d.x, d.y));
}
void main() {
  vec2 away = -uSun.xy / uSun.z * 14.0;
  float near = outside(vPlace.xy);
  float thrown = 1.0 - smoothstep(-16.0, 34.0, outside(vPlace.xy - away));
  float touch = exp(-max(0.0, near) * 0.16);
  float dark = 1.0 - (0.26 * thrown + 0.30 * touch) * mix(1.0, 1.25, uNight);
  float pool = exp(-max(0.0, near) / (uPlate.z * 0.9));
  vec3 colour = uBackground * mix(1.0, mix(0.972, 1.35, uNight), pool) * dark;
  float fade = smoothstep(uPlate.z * 1.2, uPlate.z * 3.4, near);
  gl_FragColor = vec4(mix(colour, uBackground, fade), 1.0);
  #include <colorspace_fragment>
}
`;

/* Over the model is nothing but the page's ground; who walks in it sees a sky. */
const SKY_FRAGMENT = /* glsl */ `
varying vec3 vPlace;
varying vec3 vFacing;
varying vec2 vOn;
uniform float uWalking;
${FRAGMENT_LIGHT}
void main() {
  vec3 look = normalize(vPlace - cameraPosition);
  float up = clamp(look.z, 0.0, 1.0);
  vec3 horizon = mix(vec3(0.80, 0.86, 0.88), vec3(0.10, 0.13, 0.20), uNight);
  vec3 zenith = mix(vec3(0.22, 0.46, 0.72), vec3(0.012, 0.022, 0.055), uNight);
  vec3 sky = mix(horizon, zenith, pow(up, 0.55));
  float cloud = smoothstep(0.5, 0.85, noise(look.xy / (up + 0.14) * 1.6) * 0.65 + noise(look.xy / (up + 0.14) * 4.1) * 0.35);
  sky = mix(sky, mix(vec3(0.97, 0.95, 0.92), vec3(0.09, 0.11, 0.16), uNight), cloud * 0.55 * smoothstep(0.02, 0.3, up));
  float star = step(0.9965, chance(floor(look.xy / (up + 0.3) * 190.0))) * uNight * (1.0 - cloud) * smoothstep(0.1, 0.4, up);
  sky += vec3(0.7, 0.75, 0.85) * star;
  gl_FragColor = vec4(mix(uBackground, sky, uWalking), 1.0);
  #include <colorspace_fragment>
}
`;

const PLATE_COLOURS = { light: [0.66, 0.5, 0.33], dark: [0.42, 0.3, 0.21] } as const;

/** What the quarter stands on, what it is called on its rim, and the sky for those who walk. */
export class Plate {
  readonly group = new Group();
  readonly sky: Mesh;
  private readonly plate: ShaderMaterial;
  private readonly colour: { value: Vector3 };
  private readonly label: ShaderMaterial;

  constructor(nx: number, ny: number, light: Light, words: HTMLCanvasElement | null) {
    const material = (fragment: string, own: Record<string, { value: unknown }>) =>
      new ShaderMaterial({
        vertexShader: PLAIN_VERTEX,
        fragmentShader: fragment,
        uniforms: light.uniforms(own),
        lights: true,
      });
    const [r, g, b] = PLATE_COLOURS.light;
    const colour = { value: new Vector3(r, g, b) };
    this.colour = colour;
    const [wide, deep] = [nx + 2 * RIM, ny + RIM + FRONT];
    const middle = new Vector2(nx / 2, ny / 2 - (FRONT - RIM) / 2);
    this.plate = material(PLATE_FRAGMENT, {
      uColour: colour,
      uWords: { value: null },
      uHasWords: { value: 0 },
    });
    const box = new Mesh(new BoxGeometry(wide, deep, THICK), this.plate);
    box.position.set(middle.x, middle.y, -THICK / 2);
    box.receiveShadow = true;
    this.label = material(PLATE_FRAGMENT, {
      uColour: colour,
      uWords: { value: words ? lettering(words) : null },
      uHasWords: { value: words ? 1 : 0 },
    });
    this.label.polygonOffset = true;
    this.label.polygonOffsetFactor = -2;
    this.label.polygonOffsetUnits = -2;
    const front = new Mesh(new PlaneGeometry(nx, FRONT - 4), this.label);
    front.position.set(nx / 2, -FRONT / 2, 0.01);
    const table = new Mesh(
      new PlaneGeometry(9000, 9000),
      material(TABLE_FRAGMENT, { uPlate: { value: new Vector4(middle.x, middle.y, wide / 2, deep / 2) } }),
    );
    table.position.set(middle.x, middle.y, -THICK);
    this.sky = new Mesh(new SphereGeometry(3000, 32, 16), material(SKY_FRAGMENT, {}));
    (this.sky.material as ShaderMaterial).side = BackSide;
    (this.sky.material as ShaderMaterial).depthWrite = false;
    this.sky.renderOrder = -1;
    this.sky.visible = false;
    this.group.add(table, box, this.sky);
    if (words) this.group.add(front);
  }

  theme(theme: "light" | "dark"): void {
    const [r, g, b] = PLATE_COLOURS[theme];
    this.colour.value.set(r, g, b);
  }
}

function lettering(canvas: HTMLCanvasElement): CanvasTexture {
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  texture.anisotropy = 8;
  return texture;
}

/** Draws what stands on the plate's front: the quarter, the town, a scale and an arrow to the north. */
export function plateWords(nx: number, title: string, town: string, north: number): HTMLCanvasElement | null {
  const canvas = document.createElement("canvas");
  const scale = 2048 / nx;
  canvas.width = 2048;
  canvas.height = Math.round((FRONT - 4) * scale);
  const context = canvas.getContext("2d");
  if (!context) return null;
  const [high, dark] = [canvas.height, "#000"];
  context.fillStyle = dark;
  context.strokeStyle = dark;
  context.textBaseline = "middle";
  let size = high * 0.5;
  const font = (px: number, weight: number) =>
    `${weight} ${px}px "Bricolage Grotesque", "Fira Sans", sans-serif`;
  context.font = font(size, 650);
  const room = canvas.width * 0.52;
  const taken = context.measureText(title).width;
  if (taken > room) size *= room / taken;
  context.font = font(size, 650);
  context.fillText(title, high * 0.05, high * 0.5);
  const after = high * 0.05 + context.measureText(title).width + high * 0.3;
  context.font = font(Math.min(size, high * 0.32), 400);
  if (after + context.measureText(town).width < canvas.width * 0.68)
    context.fillText(town, after, high * 0.54);
  scaleBar(context, canvas.width - high * 1.5, high * 0.56, scale, high, nx);
  arrow(context, canvas.width - high * 0.55, high / 2, high * 0.4, north);
  return canvas;
}

function scaleBar(
  context: CanvasRenderingContext2D,
  right: number,
  y: number,
  scale: number,
  high: number,
  nx: number,
): void {
  const metres = nx > 220 ? 50 : 20;
  const wide = metres * scale;
  context.lineWidth = high * 0.035;
  context.beginPath();
  context.moveTo(right - wide, y - high * 0.14);
  context.lineTo(right - wide, y);
  context.lineTo(right, y);
  context.lineTo(right, y - high * 0.14);
  context.stroke();
  context.font = `400 ${high * 0.24}px "Fira Sans", sans-serif`;
  context.textAlign = "center";
  context.fillText(`${metres} m`, right - wide / 2, y - high * 0.2);
  context.textAlign = "start";
}

function arrow(context: CanvasRenderingContext2D, x: number, y: number, size: number, north: number): void {
  context.save();
  context.translate(x, y);
  context.rotate((north * Math.PI) / 180);
  context.beginPath();
  context.moveTo(0, -size);
  context.lineTo(size * 0.42, size * 0.62);
  context.lineTo(0, size * 0.34);
  context.lineTo(-size * 0.42, size * 0.62);
  context.closePath();
  context.fill();
  context.font = `650 ${size * 0.62}px "Bricolage Grotesque", "Fira Sans", sans-serif`;
  context.fillText("N", size * 0.5, -size * 0.62);
  context.restore();
}
