import { sameDocument } from "../policy/canonical.js";
import type { IamWrite } from "./account.js";
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
 * A CreateRole that the SDK had to repeat may find the role its first try made: that is told from somebody else's by
 * reading it.
 * @throws Problem
 */
export async function write(clients: Clients, call: IamWrite, signal?: AbortSignal): Promise<void> {
  const { client, sdk } = await clients.iam();
  const abort = { ...(signal && { abortSignal: signal }) };
  const Command = sdk[`${call.api}Command`] as unknown as new (input: unknown) => Parameters<typeof client.send>[0];
  try {
    await client.send(new Command(call.input), abort);
  } catch (error) {
    if (call.api === "CreateRole" && errorCode(error) === "EntityAlreadyExists" && attemptsOf(error) > 1) {
      if (await isOurs(clients, call.input)) return;
    }
    throw toProblem(error, WORDS[call.api], `iam:${call.api}`);
  }
}

async function isOurs(clients: Clients, input: Extract<IamWrite, { api: "CreateRole" }>["input"]): Promise<boolean> {
  const { client, sdk } = await clients.iam();
  const { Role } = await client.send(new sdk.GetRoleCommand({ RoleName: input.RoleName }));
  const age = Date.now() - (Role?.CreateDate?.getTime() ?? 0);
  const trust = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "{}");
  return (
    Role?.Path === input.Path &&
    age < 5 * 60_000 &&
    sameDocument(JSON.parse(trust), JSON.parse(input.AssumeRolePolicyDocument))
  );
}
