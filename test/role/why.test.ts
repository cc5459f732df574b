import { describe, expect, it } from "vitest";
import { compile } from "../../src/role/compile.js";
import { emptyRoleFile } from "../../src/role/defaults.js";
import { prove } from "../../src/role/prove.js";
import type { RoleFile } from "../../src/role/role-file.js";
import { whyOf } from "../../src/role/why.js";

function explain(change: Partial<RoleFile>) {
  const compiled = compile({ ...emptyRoleFile("why"), account: "111122223333", region: "eu-west-1", ...change });
  return whyOf(compiled, prove(compiled));
}

const bucket = { bucket: "acme-in", access: "read", prefixes: ["raw/"] } as const;

describe("why a statement is there", () => {
  it("names the choice, the reason, the source, and what fails without each action", () => {
    const statements = explain({ useCases: { training: {} }, data: [{ ...bucket, prefixes: ["raw/"] }] });
    const read = statements.find(({ actions }) => actions.some(({ action }) => action === "s3:GetObject"));
    expect(read?.reasons).toEqual([
      expect.objectContaining({
        useCase: "training",
        input: "bucket acme-in",
        source: expect.stringMatching(/^https:\/\/docs\.aws/),
      }),
    ]);
    expect(read?.actions).toEqual([
      { action: "s3:GetObject", reasons: [0], without: expect.arrayContaining(["read the input in acme-in"]) },
    ]);
    expect(read?.conditions).toEqual(["aws:ResourceAccount StringEquals 111122223333"]);
  });

  it("says of every action of every statement what fails without it", () => {
    const statements = explain({
      useCases: { training: {}, endpoint: {}, "notebook-instance": { starts: ["training", "endpoint"] }, pipeline: {} },
      data: [{ ...bucket, access: "read-write", prefixes: ["raw/"] }],
      delivery: "auto",
    });
    for (const { sid, actions, reasons } of statements) {
      expect(reasons.length, sid).toBeGreaterThan(0);
      for (const { action, without, reasons: positions } of actions) {
        expect(without.length, `${sid} ${action}`).toBeGreaterThan(0);
        expect(positions.length, `${sid} ${action}`).toBeGreaterThan(0);
      }
    }
  });
});
