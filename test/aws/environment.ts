import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach } from "vitest";

/** Gives each test an environment that knows nothing of AWS but what is given, and an empty home. */
export function emptyEnvironment(given: Record<string, string> = {}) {
  const before = { ...process.env };
  const world = {
    home: "",
    /** Writes a file of the home. */
    write(path: string, text: string): void {
      mkdirSync(dirname(join(world.home, path)), { recursive: true });
      writeFileSync(join(world.home, path), text);
    },
  };
  beforeEach(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
    world.home = mkdtempSync(join(tmpdir(), "sagerole-aws-"));
    Object.assign(process.env, {
      HOME: world.home,
      AWS_CONFIG_FILE: join(world.home, ".aws/config"),
      AWS_SHARED_CREDENTIALS_FILE: join(world.home, ".aws/credentials"),
      AWS_EC2_METADATA_DISABLED: "true",
      ...given,
    });
  });
  afterEach(() => {
    process.env = { ...before };
    rmSync(world.home, { recursive: true });
  });
  return world;
}

/** A request as a server saw it. */
export interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** What a server answers: a status and a body; nothing at all; or a beginning that never goes on. */
type Answer = readonly [status: number, body: string] | "silence" | "stall";

const servers: (() => void)[] = [];
afterEach(() => {
  for (const close of servers.splice(0)) close();
});

/** A server of one's own on loopback, gone after the test. */
export async function serve(answer: (seen: Seen) => Answer): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const one = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body };
    seen.push(one);
    const said = answer(one);
    if (said === "silence") return;
    if (said === "stall") {
      response.writeHead(200, { "content-length": "1000" }).write("<");
      return;
    }
    response.writeHead(said[0]).end(said[1]);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}
