import { mkdtempSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRoles } from "../../src/audit/find.js";
import type { FoundPage } from "../../src/audit/found-role.js";
import { judgeRole } from "../../src/audit/judge.js";
import { rolesFromFile } from "../../src/audit/offline.js";
import { openAccount } from "../../src/aws/open.js";
import { managedPolicyText } from "../../src/catalog/managed-policies.js";
import { Sandbox } from "../../src/sandbox/sandbox.js";

/** What auditing so many roles takes. */
export interface AuditFigures {
  roles: number;
  findings: number;
  perSecond: number;
  /** Of the heap, after a collection: in the middle of the run, and at its end, in megabytes over the beginning. */
  middleMb: number;
  endMb: number;
}

/** Finds and judges, keeping counts alone: what is left in memory is what finding itself holds. */
async function measure(pages: AsyncIterable<FoundPage>, expected: number): Promise<AuditFigures> {
  const before = heap();
  const cpu = process.cpuUsage();
  const figures: AuditFigures = { roles: 0, findings: 0, perSecond: 0, middleMb: 0, endMb: 0 };
  let isPastMiddle = false;
  for await (const { roles } of pages) {
    for (const role of roles) figures.findings += (await judgeRole(role, Date.now())).findings.length;
    figures.roles += roles.length;
    if (!isPastMiddle && figures.roles >= expected / 2) {
      isPastMiddle = true;
      figures.middleMb = heap() - before;
    }
  }
  const { user, system } = process.cpuUsage(cpu);
  figures.perSecond = Math.round((figures.roles / (user + system)) * 1_000_000);
  figures.endMb = heap() - before;
  return figures;
}

function heap(): number {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 1_000_000);
}

/** Writes what the AWS CLI would print of an account with so many roles: one in ten has a wide policy, each its bucket. */
async function writeDetails(file: string, count: number): Promise<void> {
  const wide = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess";
  const document = (await managedPolicyText("AmazonSageMakerFullAccess"))?.document;
  const out = await open(file, "w");
  await out.write('{"UserDetailList":[],"GroupDetailList":[],"RoleDetailList":[');
  for (let index = 0; index < count; index++) {
    const name = `role-${index}`;
    const statement = (Action: string[], Resource: string) => ({ Effect: "Allow", Action, Resource });
    const role = {
      RoleName: name,
      Path: "/",
      Arn: `arn:aws:iam::111122223333:role/${name}`,
      CreateDate: "2025-02-03T10:00:00Z",
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" }],
      },
      RolePolicyList: [
        {
          PolicyName: "own",
          PolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              statement(["s3:GetObject", "s3:PutObject"], `arn:aws:s3:::bucket-${index}/*`),
              statement(
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                "arn:aws:logs:eu-west-1:111122223333:log-group:*",
              ),
              statement(["ecr:BatchGetImage"], `arn:aws:ecr:eu-west-1:111122223333:repository/r-${index}`),
            ],
          },
        },
      ],
      AttachedManagedPolicies: index % 10 === 0 ? [{ PolicyArn: wide }] : [],
      RoleLastUsed: { LastUsedDate: "2026-11-01T09:00:00Z", Region: "eu-west-1" },
    };
    await out.write(`${index === 0 ? "" : ","}${JSON.stringify(role)}`);
  }
  const policy = {
    PolicyName: "AmazonSageMakerFullAccess",
    Arn: wide,
    AttachmentCount: count / 10,
    PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, Document: document }],
  };
  await out.write(`],"Policies":[${JSON.stringify(policy)}]}`);
  await out.close();
}

/** An audit of a generated account, and one of a file with as many roles. */
export async function auditFigures(
  count: number,
): Promise<{ live: AuditFigures; offline: AuditFigures; fileMb: number }> {
  const sandbox = new Sandbox({ generate: { roles: count } });
  const account = await openAccount({ embedded: { requestHandler: sandbox.handler(), region: "eu-west-1" } });
  const live = await measure(findRoles(account), count);
  const folder = mkdtempSync(join(tmpdir(), "sagerole-bench-"));
  const file = join(folder, "details.json");
  await writeDetails(file, count);
  const offline = await measure(rolesFromFile(file), count);
  const fileMb = Math.round(statSync(file).size / 100_000) / 10;
  rmSync(folder, { recursive: true });
  return { live, offline, fileMb };
}
