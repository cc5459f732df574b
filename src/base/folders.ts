import envPaths from "env-paths";

/** Where drafts, the embedded account and journals are kept; `XDG_STATE_HOME/sagerole` on Linux. */
export function stateFolder(): string {
  return envPaths("sagerole", { suffix: "" }).log;
}
