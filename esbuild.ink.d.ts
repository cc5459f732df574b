import type { BuildOptions } from "esbuild";

export const inkOptions: BuildOptions;
