import { sameDocument } from "../policy/canonical.js";
import type { IamWrite, Identity } from "./account.js";
import type { Clients } from "./clients.js";
import { attemptsOf, errorCode, toProblem } from "./errors.js";

/** What each call does, in words that follow "could not". */
const WORDS: Record<IamWrite["api"], string> = {
  CreateRole: "create the role",
  UpdateRole: "change the role's description and session length",
  UpdateAssumeRolePolicy: "change the trust policy",
  PutRolePolicy: "write the inline policy",
  DeleteRolePolicy: "remove the inline policy",
  CreatePolicy: "create the managed policy",
  CreatePolicyVersion: "write a new version of the managed policy",
  DeletePolicyVersion: "remove the oldest version of the managed policy",
  AttachRolePolicy: "attach the managed policy",
  DetachRolePolicy: "detach the managed policy",
  PutRolePermissionsBoundary: "set the permissions boundary",
  DeleteRolePermissionsBoundary: "remove the permissions boundary",
  TagRole: "tag the role",
  UntagRole: "remove tags from the role",
};

/**
 * Sends one IAM write.
 * A CreateRole or CreatePolicy that the SDK had to repeat may find what its first try made: that is told from
 * somebody else's by reading it.
 * @throws Problem
 */
export async function write(clients: Clients, identity: Identity, call: IamWrite, signal?: AbortSignal): Promise<void> {
  const { client, sdk } = await clients.iam();
  const abort = { ...(signal && { abortSignal: signal }) };
  const Command = sdk[`${call.api}Command`] as unknown as new (input: unknown) => Parameters<typeof client.send>[0];
  try {
    await client.send(new Command(call.input), abort);
  } catch (error) {
    if (errorCode(error) === "EntityAlreadyExists" && attemptsOf(error) > 1) {
      if (call.api === "CreateRole" && (await isOurRole(clients, call.input).catch(() => false))) return;
      if (call.api === "CreatePolicy" && (await isOurPolicy(clients, identity, call.input).catch(() => false))) return;
    }
    throw toProblem(error, WORDS[call.api], `iam:${call.api}`);
  }
}

type Input<Api extends IamWrite["api"]> = Extract<IamWrite, { api: Api }>["input"];

/** What was made longer ago than this many milliseconds, another made. */
const OURS_FOR = 5 * 60_000;

async function isOurRole(clients: Clients, input: Input<"CreateRole">): Promise<boolean> {
  const { client, sdk } = await clients.iam();
  const { Role } = await client.send(new sdk.GetRoleCommand({ RoleName: input.RoleName }));
  const trust = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "{}");
  return (
    Role?.Path === input.Path &&
    isFresh(Role?.CreateDate) &&
    sameDocument(JSON.parse(trust), JSON.parse(input.AssumeRolePolicyDocument))
  );
}

async function isOurPolicy(clients: Clients, identity: Identity, input: Input<"CreatePolicy">): Promise<boolean> {
  const { client, sdk } = await clients.iam();
  const PolicyArn = `arn:${identity.partition}:iam::${identity.account}:policy${input.Path}${input.PolicyName}`;
  const { Policy } = await client.send(new sdk.GetPolicyCommand({ PolicyArn }));
  const VersionId = Policy?.DefaultVersionId;
  const { PolicyVersion } = await client.send(new sdk.GetPolicyVersionCommand({ PolicyArn, VersionId }));
  const document = decodeURIComponent(PolicyVersion?.Document ?? "{}");
  return isFresh(Policy?.CreateDate) && sameDocument(JSON.parse(document), JSON.parse(input.PolicyDocument));
}

function isFresh(created: Date | undefined): boolean {
  return Date.now() - (created?.getTime() ?? 0) < OURS_FOR;
}
