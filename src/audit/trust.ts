import { patternContains } from "../policy/contain.js";
import { asList, conditionWords, type PolicyDocument, type Principal, type Statement } from "../policy/document.js";

/** Somebody whom a trust policy lets assume the role. */
export interface Trustee {
  kind: "sagemaker" | "service" | "anybody" | "account" | "principal" | "federated";
  /** As the trust policy has it; for `anybody` in words. */
  who: string;
  /** Whether it is anybody but SageMaker. */
  butSageMaker?: true;
  /** The 12 digits of the account it is in; absent for services and for anybody. */
  account?: string;
  /** The conditions it is held to, in words. */
  onlyIf: string[];
  /** The keys of these conditions, in lower case. */
  keys: string[];
}

/**
 * SageMaker's service principals: `sagemaker.amazonaws.com`, and those of its parts and regions, such as
 * `sagemaker-geospatial.amazonaws.com`.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/security-iam-service-with-iam.html
 */
const SAGEMAKER = /^(?:[a-z0-9-]+\.)*sagemaker(?:-[a-z0-9-]+)?(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/i;

const ASSUME = ["sts:assumerole", "sts:assumerolewithwebidentity", "sts:assumerolewithsaml"];

/** Whether SageMaker may assume a role with this trust policy, by name or because anybody may. */
export function letsSageMakerIn(trust: PolicyDocument): boolean {
  return trusteesOf(trust).some(
    ({ kind, butSageMaker }) => kind === "sagemaker" || (kind === "anybody" && !butSageMaker),
  );
}

/**
 * Who may assume a role, by its trust policy; without those whom it denies outright.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function trusteesOf(trust: PolicyDocument): Trustee[] {
  const about = trust.Statement.filter((statement) => ASSUME.some((action) => isAbout(statement, action)));
  const denied = new Set(
    about
      .filter(({ Effect, Condition }) => Effect === "Deny" && Object.keys(Condition ?? {}).length === 0)
      .flatMap((statement) => namedBy(statement).map(({ who }) => who)),
  );
  return about
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap((statement) => {
      const keys = Object.values(statement.Condition ?? {}).flatMap(Object.keys);
      const held = {
        onlyIf: conditionWords(statement.Condition),
        keys: keys.map((key) => key.toLowerCase()),
      };
      return namedBy(statement).map((one): Trustee => ({ ...one, ...held }));
    })
    .filter(({ who }) => !denied.has(who) && !denied.has(ANYBODY));
}

function isAbout({ Action, NotAction }: Statement, action: string): boolean {
  const covers = (list: Statement["Action"]) => asList(list).some((one) => patternContains(one.toLowerCase(), action));
  return Action === undefined ? NotAction !== undefined && !covers(NotAction) : covers(Action);
}

const ANYBODY = "anybody";

type Named = Pick<Trustee, "kind" | "who" | "account" | "butSageMaker">;

function namedBy({ Principal, NotPrincipal }: Statement): Named[] {
  if (NotPrincipal !== undefined) {
    const names = namesOf(NotPrincipal).map(({ name }) => name);
    const butSageMaker = names.includes("sagemaker.amazonaws.com");
    return [{ kind: "anybody", who: `anybody but ${names.join(", ")}`, ...(butSageMaker && { butSageMaker }) }];
  }
  return Principal === undefined ? [] : namesOf(Principal).map(({ type, name }) => trustee(type, name));
}

function namesOf(principal: Principal): { type: string; name: string }[] {
  if (principal === "*") return [{ type: "AWS", name: "*" }];
  return Object.entries(principal).flatMap(([type, names]) => asList(names).map((name) => ({ type, name })));
}

function trustee(type: string, name: string): Named {
  if (name === "*" && type !== "Federated") return { kind: "anybody", who: ANYBODY };
  if (type === "Service") return { kind: SAGEMAKER.test(name) ? "sagemaker" : "service", who: name };
  const account = /^\d{12}$/.test(name) ? name : (name.split(":")[4] ?? "");
  const at = /^\d{12}$/.test(account) ? { account } : {};
  if (type !== "AWS") return { kind: "federated", who: name, ...at };
  const isWhole = name === account || /^arn:[a-z-]+:iam::\d{12}:root$/.test(name);
  return { kind: isWhole ? "account" : "principal", who: name, ...at };
}
