import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetAccountAuthorizationDetailsCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import type { FoundRole } from "../../src/audit/found-role.js";
import { jsonElements } from "../../src/audit/json-elements.js";
import { rolesFromFile } from "../../src/audit/offline.js";
import { embedded, problemOf } from "../aws/fixtures.js";
import { open } from "../sandbox/clients.js";
import { allRoles } from "./fixtures.js";

const folder = mkdtempSync(join(tmpdir(), "sagerole-audit-"));
let files = 0;

function file(text: string): string {
  files += 1;
  const path = join(folder, `${files}.json`);
  writeFileSync(path, text);
  return path;
}

async function rolesIn(text: string): Promise<FoundRole[]> {
  const roles: FoundRole[] = [];
  for await (const page of rolesFromFile(file(text))) roles.push(...page.roles);
  return roles;
}

/** What IAM answers, a page at a time. */
async function answers(MaxItems: number): Promise<object[]> {
  const { iam } = open();
  const pages: object[] = [];
  let Marker: string | undefined;
  do {
    const { $metadata: _, ...page } = await iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems, Marker }));
    pages.push(page);
    Marker = page.Marker;
  } while (Marker !== undefined);
  return pages;
}

/** Documents as the AWS CLI prints them: read already. */
function asCli(page: object): object {
  const isDocument = (key: string) => /Document$/.test(key);
  return JSON.parse(
    JSON.stringify(page, (key, value) =>
      isDocument(key) && typeof value === "string" ? JSON.parse(decodeURIComponent(value)) : value,
    ),
  );
}

const comparable = (roles: readonly FoundRole[]) => roles.toSorted((a, b) => (a.arn < b.arn ? -1 : 1));

describe("an audit of a file", () => {
  it("finds just what one of the account does, however the file came about", async () => {
    const { account } = await embedded();
    const live = comparable(await allRoles(account));
    const [whole] = await answers(1000);
    const small = await answers(4);
    const texts: Record<string, string> = {
      "percent-encoded": JSON.stringify(whole),
      "read by the AWS CLI": JSON.stringify(asCli(whole as object), undefined, 4),
      "plain documents": JSON.stringify(whole, (key, value) =>
        /Document$/.test(key) && typeof value === "string" ? decodeURIComponent(value) : value,
      ),
      "pages one behind another": small.map((page) => JSON.stringify(asCli(page))).join("\n"),
      "pages in a list": JSON.stringify(small),
      "with a byte order mark": `\ufeff${JSON.stringify(whole)}`,
    };
    for (const [how, text] of Object.entries(texts)) expect(comparable(await rolesIn(text)), how).toEqual(live);
  });

  it.each([
    ["nothing", "", /neither a RoleDetailList nor Policies/],
    ["another answer", '{"Roles":[{"RoleName":"a"}]}', /neither a RoleDetailList nor Policies/],
    ["a table", "----\n| GetAccount |", /it begins with "-"/],
    ["a part of an answer", '{"RoleDetailList":[{"RoleName":"a","Arn":"b"},{"RoleN', /it ends too early/],
    ["brackets that do not match", '{"RoleDetailList":[{"RoleName":"a"]}', /closes nothing/],
    [
      "a document that is no JSON",
      '{"RoleDetailList":[{"RoleName":"a","Arn":"b","AssumeRolePolicyDocument":"%7Bx"}]}',
      /a document of a is no JSON/,
    ],
  ])("refuses %s, and says what to do", async (_, text, message) => {
    const problem = await problemOf(rolesIn(text));
    expect(problem.code).toBe("not-authorization-details");
    expect(problem.message).toMatch(message);
    expect(problem.next).toContain("aws iam get-account-authorization-details");
  });

  it("says that a file is not there, or a folder", async () => {
    expect((await problemOf(rolesFromFile(join(folder, "none.json")).next())).message).toMatch(/There is no file/);
    expect((await problemOf(rolesFromFile(folder).next())).code).toBe("file");
  });
});

describe("reading lists out of JSON", () => {
  const TEXT =
    '{"A":1,"L":[{"a":"}]{[\\"","L":[{"no":1}]},{"é":[1,{"x":{}}]},7],"M":{"L":[{"deeper":1}]}}[{"L":[{"b":"\\\\"}]}]';

  it("gives the same elements wherever the text is cut", async () => {
    for (const size of [1, 2, 3, 7, 1000]) {
      const elements: unknown[] = [];
      async function* pieces() {
        for (let at = 0; at < TEXT.length; at += size) yield TEXT.slice(at, at + size);
      }
      for await (const { value } of jsonElements(pieces(), new Set(["L"]))) elements.push(value);
      expect(elements, `${size}`).toEqual([{ a: '}]{["', L: [{ no: 1 }] }, { é: [1, { x: {} }] }, { b: "\\" }]);
    }
  });
});
