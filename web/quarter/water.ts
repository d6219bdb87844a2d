import { ShaderMaterial } from "three";
import type { Light } from "./light";
import { WATER_FRAGMENT, WATER_VERTEX } from "./shader-water";

/** Makes the material of all water. It moves while `uTime` does. */
export function waterMaterial(light: Light): ShaderMaterial {
  return new ShaderMaterial({
    vertexShader: WATER_VERTEX,
    fragmentShader: WATER_FRAGMENT,
    uniforms: light.uniforms(),
    lights: true,
  });
}
