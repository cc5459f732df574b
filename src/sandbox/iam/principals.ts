import type { PolicyDocument } from "../../policy/document.js";
import { awsPrincipals, isNamedByArn, isUniqueId, mapPrincipals } from "../../policy/principal-ids.js";
import { AwsError } from "../protocol.js";
import type { IamState } from "../state.js";
import type { IamContext } from "./context.js";

/**
 * A trust policy as IAM keeps it: the roles of the account that it names by ARN become their unique ids, so that a role
 * made later under the same name does not have their rights. What is not there is refused. Other accounts are not known
 * here: their roles and users stay as they are written.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function keptTrust({ account, iam }: IamContext, text: string): string {
  const document = JSON.parse(text) as PolicyDocument;
  const roles = Object.values(iam.roles);
  const isOurs = (name: string) => isNamedByArn(name) && name.split(":")[4] === account.account;
  const named = awsPrincipals(document).filter((name) => isUniqueId(name) || isOurs(name));
  const gone = named.find((name) => !roles.some(({ arn, id }) => name === arn || name === id));
  if (gone !== undefined) {
    throw new AwsError("MalformedPolicyDocument", `Invalid principal in policy: "AWS":"${gone}"`);
  }
  if (!named.some(isOurs)) return text;
  return JSON.stringify(mapPrincipals(document, (name) => roles.find(({ arn }) => arn === name)?.id ?? name));
}

/** A trust policy as IAM shows it: ids as the ARNs of the roles that have them; those of deleted roles stay ids. */
export function shownTrust(iam: IamState, text: string): string {
  if (!/"A(ROA|IDA)/.test(text)) return text;
  const roles = Object.values(iam.roles);
  return JSON.stringify(
    mapPrincipals(JSON.parse(text) as PolicyDocument, (name) => roles.find(({ id }) => id === name)?.arn ?? name),
  );
}
