import { describe, expect, it } from "vitest";
import { widthOf } from "../../src/audit/width.js";
import { foundFrom, tightestOf, widthOfEveryUseCase } from "../../src/audit/yardstick.js";
import type { Statement } from "../../src/policy/document.js";
import { compile } from "../../src/role/compile.js";
import { sampleFiles } from "../catalog/samples.js";
import { allow, roleWith } from "./fixtures.js";

const width = (...statements: Statement[]) => widthOf(roleWith(statements));
const deny = (Action: string, Resource: string, more: Partial<Statement> = {}): Statement => ({
  Effect: "Deny",
  Action,
  Resource,
  ...more,
});

describe("the width of a role", () => {
  it("counts each action with each kind of resource that it reaches, once", async () => {
    // The reference knows objects, and objects by way of access points.
    const bucket = allow("s3:GetObject", "arn:aws:s3:::a/*");
    expect(await width(bucket)).toMatchObject({ actions: 1, whole: 0 });
    const both = await width(bucket, allow("s3:Get*", "arn:aws:s3:::a/*"));
    expect(both.pairs).toBe((await width(allow("s3:Get*", "arn:aws:s3:::a/*"))).pairs);
    expect(
      await width(allow("sagemaker:CreateTrainingJob", "arn:aws:sagemaker:*:111122223333:training-job/x*")),
    ).toEqual({
      actions: 1,
      pairs: 1,
      whole: 0,
    });
    expect(await width(allow("ecr:GetAuthorizationToken", "*"))).toEqual({ actions: 1, pairs: 1, whole: 1 });
    expect(await width(allow("ecr:GetAuthorizationToken", "arn:aws:ecr:*:*:repository/a"))).toMatchObject({
      actions: 0,
    });
    expect(await width()).toEqual({ actions: 0, pairs: 0, whole: 0 });
  });

  it("is whole where every resource of the kind in the account is reached", async () => {
    const jobs = (account: string) => `arn:aws:sagemaker:*:${account}:training-job/*`;
    const on = (Resource: string) => width(allow("sagemaker:StopTrainingJob", Resource));
    expect((await on(jobs("111122223333"))).whole).toBe(1);
    expect((await on(jobs("*"))).whole).toBe(1);
    expect((await on("arn:aws:sagemaker:eu-west-1:111122223333:training-job/*")).whole).toBe(0);
  });

  it("takes off what is denied, and what the boundary does not let through", async () => {
    const all = await width(allow("s3:*", "*"));
    const without = await width(allow("s3:*", "*"), deny("s3:Put*", "*"));
    expect(without.actions).toBeLessThan(all.actions);
    expect(await width(allow("s3:GetObject", "arn:aws:s3:::a/*"), deny("s3:*", "arn:aws:s3:::a/*"))).toMatchObject({
      pairs: 0,
    });
    const mfa = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } };
    expect(await width(allow("s3:*", "*"), deny("s3:Put*", "*", mfa))).toEqual(all);
    const b = "arn:aws:iam::111122223333:policy/b";
    const bounded = roleWith([allow("*", "*")], { permissionsBoundary: b });
    const texts = { [b]: { Version: "2012-10-17" as const, Statement: [allow("s3:*", "*")] } };
    expect(await widthOf({ ...bounded, texts })).toEqual(all);
  });

  it("is the same each time, and grows with what is allowed", async () => {
    const widths = [];
    for (const action of ["s3:GetObject", "s3:Get*", "s3:*", "*"]) widths.push((await width(allow(action, "*"))).pairs);
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
    expect((await width(allow("*", "*"))).pairs).toBe(widths.at(-1));
    expect((await width({ Effect: "Allow", NotAction: "s3:*", Resource: "*" })).pairs).toBe(
      (widths[3] as number) - (widths[2] as number),
    );
  });

  it("of a role that sagerole made is that of the tightest for its use cases", async () => {
    for (const id of ["training", "feature-store"]) {
      const [, file] = sampleFiles(id, 2);
      const role = foundFrom(compile(file as never));
      const tightest = await tightestOf(role, "eu-west-1");
      expect(tightest?.useCases).toContain(id);
      expect(tightest?.width).toEqual(await widthOf(role));
    }
    expect(await tightestOf(roleWith([allow("*", "*")]), "eu-west-1")).toBeUndefined();
    const every = await widthOfEveryUseCase("111122223333", "eu-west-1");
    expect(every.pairs).toBeGreaterThan(60);
    expect((await width(allow("sagemaker:*", "*"))).pairs).toBeGreaterThan(every.pairs);
  });
});
