import type { Engine } from "./engine";
import { panels } from "./panels";

/** A further part of the builder. It gets the engine once the picture is there. */
export type Extra = (engine: Engine) => void;

/** All further parts, in the order in which they begin. */
export const EXTRAS: readonly Extra[] = [panels];
