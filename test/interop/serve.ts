import { type ChildProcess, spawn } from "node:child_process";
import { EXECUTABLE, strangerEnv } from "../e2e/terminal.js";

/** `sagerole sandbox serve`, in a process of its own. */
export interface Served {
  process: ChildProcess;
  url: string;
  /** The environment that leads a client there. */
  env: Record<string, string>;
}

/** Starts the embedded account over HTTP. @throws Error when it ends before it has said where it answers */
export async function serve(home: string): Promise<Served> {
  const server = spawn(process.execPath, [EXECUTABLE, "sandbox", "serve"], { env: strangerEnv(home) });
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    server.stdout?.on("data", (data) => {
      said += data;
      const found = /AWS_ENDPOINT_URL=(\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    server.once("exit", () => reject(new Error(`sandbox serve ended: ${said}`)));
  });
  const env = {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: "embedded",
    AWS_SECRET_ACCESS_KEY: "embedded",
    AWS_REGION: "eu-west-1",
    AWS_DEFAULT_REGION: "eu-west-1",
  };
  return { process: server, url, env };
}
