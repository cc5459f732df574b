import { sameDocument } from "../policy/canonical.js";
import type { IamWrite, Identity } from "./account.js";
import type { Clients } from "./clients.js";
import { attemptsOf, errorCode } from "./errors.js";

/** What each call does, in words that follow "could not". */
const WORDS: Record<IamWrite["api"], string> = {
  CreateRole: "create the role",
  UpdateRole: "change the role's description and session length",
  UpdateAssumeRolePolicy: "change the trust policy",
  PutRolePolicy: "write the inline policy",
  DeleteRolePolicy: "remove the inline policy",
  CreatePolicy: "create the managed policy",
  CreatePolicyVersion: "write a new version of the managed policy",
  SetDefaultPolicyVersion: "put the earlier version of the managed policy in force",
  DeletePolicyVersion: "remove a version of the managed policy",
  DeletePolicy: "delete the managed policy",
  DeleteRole: "delete the role",
  AttachRolePolicy: "attach the managed policy",
  DetachRolePolicy: "detach the managed policy",
  PutRolePermissionsBoundary: "set the permissions boundary",
  DeleteRolePermissionsBoundary: "remove the permissions boundary",
  TagRole: "tag the role",
  UntagRole: "remove tags from the role",
};

/**
 * Sends one IAM write.
 * The SDK repeats a call whose answer was lost. What then finds its own first try was done: a removal finds nothing to
 * remove; what was made is told from somebody else's by reading it.
 * @throws Problem
 */
export async function write(clients: Clients, identity: Identity, call: IamWrite, signal?: AbortSignal): Promise<void> {
  const { client, sdk } = await clients.iam();
  const abort = { ...(signal && { abortSignal: signal }) };
  const Command = sdk[`${call.api}Command`] as unknown as new (input: unknown) => Parameters<typeof client.send>[0];
  try {
    await client.send(new Command(call.input), abort);
  } catch (error) {
    if (attemptsOf(error) > 1 && (await wasDone(clients, identity, call, errorCode(error)))) return;
    throw clients.problem(error, WORDS[call.api], `iam:${call.api}`);
  }
}

/** Calls that answer NoSuchEntity when there is nothing left to do. */
const REMOVALS: readonly IamWrite["api"][] = [
  "DeleteRolePolicy",
  "DeletePolicyVersion",
  "DeletePolicy",
  "DeleteRole",
  "DetachRolePolicy",
  "DeleteRolePermissionsBoundary",
];

/** Whether a repeated call failed only because its first try, whose answer was lost, had worked. */
async function wasDone(clients: Clients, identity: Identity, call: IamWrite, code: string): Promise<boolean> {
  if (code === "NoSuchEntity") return REMOVALS.includes(call.api);
  try {
    if (code === "EntityAlreadyExists" && call.api === "CreateRole") return await isOurRole(clients, call.input);
    if (code === "EntityAlreadyExists" && call.api === "CreatePolicy") {
      const { Path, PolicyName, PolicyDocument } = call.input;
      const arn = `arn:${identity.partition}:iam::${identity.account}:policy${Path}${PolicyName}`;
      return await isOurVersion(clients, arn, PolicyDocument);
    }
    // The first try made the last version there may be.
    if (code === "LimitExceeded" && call.api === "CreatePolicyVersion") {
      return await isOurVersion(clients, call.input.PolicyArn, call.input.PolicyDocument);
    }
  } catch {
    // What cannot be read is not known to be ours.
  }
  return false;
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

/** Whether a policy's version in force was made just now and says what was to be written. */
async function isOurVersion(clients: Clients, PolicyArn: string, text: string): Promise<boolean> {
  const { client, sdk } = await clients.iam();
  const { Policy } = await client.send(new sdk.GetPolicyCommand({ PolicyArn }));
  const VersionId = Policy?.DefaultVersionId;
  const { PolicyVersion } = await client.send(new sdk.GetPolicyVersionCommand({ PolicyArn, VersionId }));
  const document = decodeURIComponent(PolicyVersion?.Document ?? "{}");
  return isFresh(PolicyVersion?.CreateDate) && sameDocument(JSON.parse(document), JSON.parse(text));
}

function isFresh(created: Date | undefined): boolean {
  return Date.now() - (created?.getTime() ?? 0) < OURS_FOR;
}
