import { patternContains } from "../policy/contain.js";
import { isAbout, isConditional, leftOf, type Placed, type Rights } from "./rights.js";

/** An action that reads or writes data, and what having it for all there is comes to. */
interface DataAction {
  action: string;
  /** ARNs of all that there is of its kind. */
  everything: (partition: string, account: string) => string;
  attack: string;
}

const arn = (service: string, rest: string) => (partition: string, account: string) =>
  `arn:${partition}:${service}:*:${account}:${rest}`;
const objects = (partition: string) => `arn:${partition}:s3:::*/*`;

const DATA: readonly DataAction[] = [
  { action: "s3:GetObject", everything: objects, attack: "reads every object of every bucket" },
  { action: "s3:PutObject", everything: objects, attack: "overwrites every object of every bucket" },
  { action: "s3:DeleteObject", everything: objects, attack: "deletes every object of every bucket" },
  {
    action: "secretsmanager:GetSecretValue",
    everything: arn("secretsmanager", "secret:*"),
    attack: "reads every secret",
  },
  { action: "ssm:GetParameter", everything: arn("ssm", "parameter/*"), attack: "reads every parameter" },
  { action: "ssm:GetParameters", everything: arn("ssm", "parameter/*"), attack: "reads every parameter" },
  { action: "dynamodb:GetItem", everything: arn("dynamodb", "table/*"), attack: "reads every DynamoDB table" },
  { action: "dynamodb:Scan", everything: arn("dynamodb", "table/*"), attack: "reads every DynamoDB table" },
  { action: "dynamodb:PutItem", everything: arn("dynamodb", "table/*"), attack: "writes every DynamoDB table" },
];

/** Keys of conditions that leave all data of the account within reach. */
const WIDE_KEYS = new Set(["aws:resourceaccount", "aws:securetransport", "aws:requestedregion"]);

/** What a statement reaches of data. */
export interface DataReach {
  /** Actions that it allows on all data of their kind. */
  everywhere: { action: string; attack: string }[];
  /** Resources that it reaches by a part of their names. */
  byName: string[];
}

/** What is left to a statement that allows, of actions on data. */
export function dataReach({ statement }: Placed, rights: Rights): DataReach {
  const reach: DataReach = { everywhere: [], byName: [] };
  for (const { action, everything, attack } of DATA) {
    if (!isAbout(statement, action.toLowerCase())) continue;
    const left = leftOf(rights, statement, action.toLowerCase());
    const all = everything(rights.partition, rights.account);
    if (left.some((resource) => patternContains(resource, all))) {
      if (!isConditional(statement) || keysOf(statement.Condition).every((key) => WIDE_KEYS.has(key))) {
        reach.everywhere.push({ action, attack });
      }
    } else {
      reach.byName.push(...left.filter((resource) => isNamePattern(resource)));
    }
  }
  reach.byName = [...new Set(reach.byName)];
  return reach;
}

function keysOf(condition: object | undefined): string[] {
  return Object.values(condition ?? {}).flatMap((block) => Object.keys(block).map((key) => key.toLowerCase()));
}

/** A wildcard in the name of a bucket, secret or table. What stands behind a bucket, or ends a secret's name, is none. */
function isNamePattern(resource: string): boolean {
  const [, , service, , , ...rest] = resource.split(":");
  if (service === "s3") return /[*?]/.test(rest.join(":").split("/")[0] ?? "");
  return /[*?]/.test(rest.join(":").slice(0, -1));
}
