import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import type { Identity } from "../../src/aws/account.js";
import { Problem } from "../../src/base/problem.js";
import { makePlan } from "../../src/plan/make-plan.js";
import { checkEndpoint, checkPlace } from "../../src/plan/place.js";
import type { Plan } from "../../src/plan/plan.js";
import { isSavedPlan, readPlan, writePlan } from "../../src/plan/saved-plan.js";
import { allow, inline, managed, role, wanted } from "./fixtures.js";

const read = allow("Read", "s3:GetObject", "arn:aws:s3:::a/*");
const was = role({ policies: [inline("churn", read)] });
const plan = makePlan(wanted({ description: "Serves", policies: [managed("churn", read)] }), {
  arn: "arn:aws:iam::111122223333:role/churn",
  definition: was,
  versions: {},
});

type Saved = Plan & { tool: string };

/** The plan as saved, changed by hand. */
function edited(edit: (saved: Saved) => object): string {
  return JSON.stringify(edit(JSON.parse(writePlan(plan)) as Saved));
}

function refusal(text: string): Problem {
  try {
    readPlan(text, "plan.json");
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("it was read");
}

const step = (call: object) => ({ sign: "~", summary: "look at the role", call });

describe("a saved plan", () => {
  it("is told from a role file, and read back as it was", () => {
    expect(isSavedPlan(writePlan(plan))).toBe(true);
    expect(isSavedPlan("sagerole: 1\nrole:\n  name: churn\n")).toBe(false);
    expect(readPlan(writePlan(plan), "plan.json")).toEqual(plan);
  });

  it.each<[string, string, RegExp]>([
    ["what is not JSON", "{", /plan\.json is not a saved plan: it is not JSON/],
    ["other JSON", "[1]", /is not a saved plan/],
    ["no JSON object", "null", /is not a saved plan/],
    [
      "another format",
      edited((saved) => ({ ...saved, format: "sagerole.plan/2", tool: "9.0.0" })),
      new RegExp(`made by sagerole 9\\.0\\.0, and this is ${manifest.version}`),
    ],
    ["another version", edited((saved) => ({ ...saved, tool: "0.0.1" })), /made by sagerole 0\.0\.1/],
    ["a field that is missing", edited(({ steps, ...saved }) => saved), /steps: /],
    ["a field nobody knows", edited((saved) => ({ ...saved, more: 1 })), /more/],
    ["what is no account", edited((saved) => ({ ...saved, account: "me" })), /account: not an account id/],
    [
      "a call that no plan makes",
      edited((saved) => ({
        ...saved,
        steps: [...saved.steps, step({ api: "DeleteRole", input: { RoleName: "churn" } })],
      })),
      /cannot be applied/,
    ],
    [
      "a call with more than it takes",
      edited((saved) => ({
        ...saved,
        steps: [
          ...saved.steps,
          step({ api: "DeleteRolePermissionsBoundary", input: { RoleName: "churn", Force: true } }),
        ],
      })),
      /cannot be applied/,
    ],
    [
      "a call that the role it shows has nothing of",
      edited((saved) => ({
        ...saved,
        steps: [
          ...saved.steps,
          step({
            api: "AttachRolePolicy",
            input: { RoleName: "churn", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
          }),
        ],
      })),
      /changed after it was made: its calls do not lead to the role it describes/,
    ],
    [
      "a call on another role",
      edited((saved) => ({
        ...saved,
        steps: [...saved.steps, step({ api: "TagRole", input: { RoleName: "other", Tags: [] } })],
      })),
      /its TagRole is not for the role/,
    ],
    [
      "a call on a managed policy that is not the role's",
      edited((saved) => ({
        ...saved,
        steps: [
          ...saved.steps,
          step({
            api: "CreatePolicyVersion",
            input: {
              PolicyArn: "arn:aws:iam::111122223333:policy/ml-boundary",
              PolicyDocument: "{}",
              SetAsDefault: true,
            },
          }),
        ],
      })),
      /its CreatePolicyVersion is not for the role/,
    ],
    [
      "a call whose document is no JSON",
      edited((saved) => ({
        ...saved,
        steps: [
          ...saved.steps,
          step({ api: "PutRolePolicy", input: { RoleName: "churn", PolicyName: "x", PolicyDocument: "{" } }),
        ],
      })),
      /its calls do not lead/,
    ],
    [
      "another role to compare with",
      edited((saved) => ({ ...saved, live: { ...was, description: "Something else" } })),
      /its fingerprint is not/,
    ],
    [
      "another role to make",
      edited((saved) => ({ ...saved, desired: { ...saved.desired, description: "Something else" } })),
      /its calls do not lead/,
    ],
    ["another account", edited((saved) => ({ ...saved, account: "999988887777" })), /its roleArn is not/],
  ])("is refused with %s", (_, text, message) => {
    const problem = refusal(text);
    expect(problem.code).toBe("plan-file");
    expect(problem.message).toMatch(message);
    expect(problem.next).toBe("Nothing was written. Make a new plan with sagerole plan --out.");
  });

  it.each<[string, Partial<Identity>, string | undefined, string | undefined]>([
    ["is used in its own account", {}, undefined, undefined],
    ["is used in its own region", {}, "eu-west-1", undefined],
    ["is refused in another account", { account: "999988887777" }, undefined, "other-account"],
    ["is refused in another partition", { partition: "aws-cn" }, undefined, "other-account"],
    ["is refused for another region", {}, "us-east-1", "other-region"],
  ])("%s", (_, other, region, code) => {
    const identity = { account: "111122223333", partition: "aws", arn: "arn:aws:iam::111122223333:user/ana", ...other };
    const use = () => checkPlace(plan, { identity }, region);
    if (code === undefined) expect(use).not.toThrow();
    else expect(use).toThrow(expect.objectContaining({ code }));
  });

  it("is refused at another endpoint than it was made at, which is named", () => {
    const local = "http://127.0.0.1:4566";
    const there = readPlan(writePlan({ ...plan, endpoint: local }), "plan.json");
    expect(() => checkEndpoint(there, { endpoint: local })).not.toThrow();
    expect(() => checkEndpoint(there, {})).toThrow(
      expect.objectContaining({ code: "other-endpoint", next: `Give --endpoint-url ${local}, or plan again.` }),
    );
    expect(() => checkEndpoint(plan, { endpoint: local })).toThrow(/made at AWS itself; this is http/);
  });
});
