import { openAccount } from "../../src/aws/open.js";
import type { Problem } from "../../src/base/problem.js";
import { Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.js";

/** An embedded account, opened through the SDK's own clients. */
export async function embedded(options: SandboxOptions = {}) {
  const sandbox = new Sandbox(options);
  const account = await openAccount({ embedded: { requestHandler: sandbox.handler(), region: "eu-west-1" } });
  return { sandbox, account };
}

/** The problem that work ends with. */
export async function problemOf(work: Promise<unknown>): Promise<Problem> {
  return work.then(
    () => {
      throw new Error("it worked");
    },
    (error: Problem) => error,
  );
}

/** All items of all pages. */
export async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}
