import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Problem } from "../base/problem.js";
import type { AwsRequest } from "./protocol.js";
import type { Sandbox } from "./sandbox.js";

/** An embedded account that answers over HTTP. */
export interface ServedSandbox {
  url: string;
  close(): Promise<void>;
}

/** Largest request body, in bytes: IAM's largest document is 131,072 characters, percent-encoded. */
const LARGEST_BODY = 2_000_000;

/**
 * Answers AWS's protocols over HTTP, on loopback only. Requests for other hosts are refused, so that no page in a
 * browser can reach it by name.
 * @param port 0 for any free one
 * @throws Problem when the port is taken
 */
export async function serveSandbox(sandbox: Sandbox, { port }: { port: number }): Promise<ServedSandbox> {
  const server = createServer((request, response) => {
    const host = request.headers.host ?? "";
    if (!/^(127\.0\.0\.1|localhost|\[::1\]|[a-z0-9.-]+\.localhost)(:\d+)?$/i.test(host)) {
      response.writeHead(403, { "content-type": "text/plain" }).end("The embedded account answers on loopback only.\n");
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > LARGEST_BODY) request.destroy();
      else chunks.push(chunk);
    });
    request.on("end", async () => {
      const target = targetOf(request.url ?? "/");
      if (target === undefined) {
        response.writeHead(400, { "content-type": "text/plain" }).end("The request's path cannot be read.\n");
        return;
      }
      const answer = await sandbox.answer({
        method: request.method ?? "GET",
        ...target,
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
        body: Buffer.concat(chunks).toString("utf8"),
      });
      response.writeHead(answer.status, answer.headers).end(request.method === "HEAD" ? undefined : answer.body);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new Problem(
          "port",
          error.code === "EADDRINUSE" ? `Port ${port} is taken.` : `Port ${port} cannot be used: ${error.message}.`,
          "Choose another with --port, or leave it out for any free one.",
        ),
      );
    });
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Path, decoded, and query of a request; undefined where it has none that can be read. */
function targetOf(text: string): Pick<AwsRequest, "path" | "query"> | undefined {
  try {
    const url = new URL(text, "http://localhost");
    return { path: decodeURIComponent(url.pathname), query: Object.fromEntries(url.searchParams) };
  } catch {
    return undefined;
  }
}
