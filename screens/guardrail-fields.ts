import { suggestedName } from "../src/wizard/answers.js";
import type { Core } from "../src/wizard/context.js";
import { namesakeWords } from "../src/wizard/namesake.js";
import type { WizardState } from "../src/wizard/state.js";
import type { Wizard } from "../src/wizard/wizard.js";
import type { Row } from "./parts/RowList.js";

type Answers = WizardState["answers"];

/** One line: a text to type, or a choice that the space key steps through. */
export interface Field extends Row {
  /** The text as it is typed; absent for a choice. */
  text_?: string;
  example?: string;
  fault?(text: string): string | undefined;
  /** Takes the typed text, or steps to the next choice. */
  set(wizard: Wizard, text: string): void;
}

/** The role's name, tags and bounds, its network and guardrails, who may assume it, how it is delivered. */
export function fields(
  answers: Answers,
  named: boolean,
  fixed: boolean,
  core: Core,
  namesakes: WizardState["namesakes"],
): Field[] {
  const { role, network, trust, guardrails } = answers;
  const name = named ? role.name : suggestedName(answers);
  const namesake = namesakes[name];
  const setRole = (change: Partial<Answers["role"]>) => (wizard: Wizard) =>
    wizard.update((file) => ({ ...file, role: withoutUndefined({ ...file.role, ...change }) }));
  const setNetwork = (wizard: Wizard, change: Partial<Answers["network"]>) =>
    wizard.update((file) => ({ ...file, network: { ...file.network, ...change } }));

  return [
    {
      id: "name",
      text: "Name",
      value: namesake === undefined || namesake === "none" ? name : `${name} (exists)`,
      text_: name,
      help:
        namesake === undefined
          ? "Letters, digits and + = , . @ - _, at most 64. An existing role of this name would be changed."
          : namesakeWords(name, role.path, namesake),
      fault: core.roleNameFault,
      set: (wizard, text) => wizard.nameRole(text),
    },
    {
      id: "description",
      text: "Description",
      value: role.description || "none",
      text_: role.description,
      example: "Trains and serves the churn model",
      help: "For the people who find the role later.",
      fault: core.descriptionFault,
      set: (wizard, text) => setRole({ description: text })(wizard),
    },
    {
      id: "tags",
      text: "Tags",
      value: tagsText(role.tags) || "none",
      text_: tagsText(role.tags),
      example: "team=churn, cost-center=42",
      help: "key=value, parted by commas.",
      fault: (text) => tagsFault(text, core),
      set: (wizard, text) => setRole({ tags: parseTags(text) })(wizard),
    },
    ...(fixed
      ? []
      : [
          {
            id: "path",
            text: "Path",
            value: role.path,
            text_: role.path,
            example: "/sagemaker/",
            help: "Part of the role's ARN; some companies allow roles only under a path. It cannot be changed later.",
            fault: core.rolePathFault,
            set: (wizard: Wizard, text: string) => setRole({ path: text === "" ? "/" : text })(wizard),
          },
        ]),
    {
      id: "boundary",
      text: "Permissions boundary",
      value: role.permissionsBoundary ?? "none",
      text_: role.permissionsBoundary ?? "",
      example: "arn:aws:iam::111122223333:policy/ml-boundary",
      help: "ARN of a policy that caps what the role can ever do. Ask your administrator whether one is required.",
      fault: (text) => core.arnFault(text, { service: "iam", resourceType: "policy" }),
      set: (wizard, text) => setRole({ permissionsBoundary: text || undefined } as Partial<Answers["role"]>)(wizard),
    },
    {
      id: "session",
      text: "Longest session",
      value: `${role.maxSessionSeconds / 3600} h`,
      text_: String(role.maxSessionSeconds / 3600),
      example: "1",
      help: "Hours, 1 to 12. SageMaker renews its sessions by itself: one hour is enough for jobs of any length.",
      fault: (text) => core.sessionFault(Math.round(Number(text) * 3600)),
      set: (wizard, text) => setRole({ maxSessionSeconds: Math.round(Number(text || "1") * 3600) })(wizard),
    },
    {
      id: "vpc",
      text: "Jobs run in your VPC",
      value: network.vpc ? "yes" : "no",
      help: "Yes when jobs are started with subnets and security groups: the role then makes their network interfaces.",
      set: (wizard) =>
        wizard.update((file) => ({
          ...file,
          network: network.vpc ? { vpc: false, subnets: [], securityGroups: [] } : { ...file.network, vpc: true },
          guardrails: { ...file.guardrails, vpcOnly: !network.vpc && file.guardrails.vpcOnly },
        })),
    },
    ...(network.vpc
      ? [
          idsField("subnets", "Subnets", network.subnets, "subnet", setNetwork),
          idsField("securityGroups", "Security groups", network.securityGroups, "sg", setNetwork),
        ]
      : []),
    ...guardrailFields(guardrails, network.vpc, core),
    {
      id: "source-account",
      text: "Only for this account's jobs",
      value: trust.sourceAccount ? "yes" : "no",
      help: "The guard against a confused deputy: SageMaker may use the role only while it works for this account.",
      set: (wizard) =>
        wizard.update((file) => ({ ...file, trust: { ...file.trust, sourceAccount: !file.trust.sourceAccount } })),
    },
    {
      id: "source-arn",
      text: "Only for these resources",
      value: { none: "any of the account", account: "SageMaker ARNs of the account", feature: "this use case only" }[
        trust.sourceArn
      ],
      help: "aws:SourceArn in the trust policy. Not every SageMaker feature sends it: if a job cannot assume the role, set it back.",
      set: (wizard) => wizard.update((file) => ({ ...file, trust: { ...file.trust, sourceArn: nextSourceArn(file) } })),
    },
    {
      id: "attach",
      text: "Attach other policies",
      value: answers.attach.map((arn) => arn.split("/").at(-1)).join(", ") || "none",
      text_: answers.attach.join(", "),
      example: "arn:aws:iam::aws:policy/AmazonSageMakerReadOnly",
      help: "ARNs of managed policies to attach as they are, parted by commas. Each widens the role by all it holds.",
      fault: (text) =>
        split(text)
          .map((arn) => core.arnFault(arn, { service: "iam", resourceType: "policy" }))
          .find((fault) => fault !== undefined),
      set: (wizard, text) => wizard.update((file) => ({ ...file, attach: split(text) })),
    },
    {
      id: "delivery",
      text: "Policies as",
      value: { inline: "inline policy", managed: "managed policies", auto: "inline, managed when too large" }[
        answers.delivery
      ],
      help: "Inline policies live and die with the role. Managed ones can hold more and are seen in the policy list.",
      set: (wizard) =>
        wizard.update((file) => ({
          ...file,
          delivery: ({ auto: "inline", inline: "managed", managed: "auto" } as const)[file.delivery],
        })),
    },
  ];
}

/** What whoever starts work with the role is denied: one line each. */
function guardrailFields(guardrails: Answers["guardrails"], vpc: boolean, core: Core): Field[] {
  const change = (wizard: Wizard, part: Partial<Answers["guardrails"]>) =>
    wizard.update((file) => ({ ...file, guardrails: { ...file.guardrails, ...part } }));
  const { instanceTypes, ...flags } = core.guardrailOptions;
  const ids = (Object.keys(flags) as (keyof typeof flags)[]).filter((id) => id !== "vpcOnly" || vpc);
  return [
    { id: "guardrails", text: "Guardrails: denied to whoever starts work with the role", heading: true, set: () => {} },
    ...ids.map((id) => ({
      id,
      text: flags[id].title,
      indent: 1,
      value: guardrails[id] ? "yes" : "no",
      help: flags[id].help,
      set: (wizard: Wizard) => change(wizard, { [id]: !guardrails[id] }),
    })),
    {
      id: "instanceTypes",
      text: instanceTypes.title,
      indent: 1,
      value: guardrails.instanceTypes.join(", ") || "any",
      text_: guardrails.instanceTypes.join(", "),
      example: "ml.m5.*, ml.g5.xlarge",
      help: instanceTypes.help,
      fault: (typed) => {
        const wrong = split(typed).find((type) => !new RegExp(`^(?:${instanceTypes.pattern})$`).test(type));
        return wrong === undefined ? undefined : `"${wrong}" is not like ${instanceTypes.example}.`;
      },
      set: (wizard, typed) => change(wizard, { instanceTypes: split(typed) }),
    },
  ];
}

/** The AWS managed policies that fit the use cases: attached as they are, besides what the role file brings. */
export function managedFields(answers: Answers, core: Core, partition: string, beyond: WizardState["beyond"]): Field[] {
  const chosen = core.catalog.filter(({ id }) => id in answers.useCases);
  const names = new Set(chosen.flatMap((useCase) => useCase.managedPolicies));
  const fitting = core.managedPolicies.filter(({ name }) => names.has(name));
  if (fitting.length === 0) return [];
  return [
    { id: "managed", text: "AWS managed policies that fit, to attach as well", heading: true, set: () => {} },
    ...fitting.map(({ name, what }): Field => {
      const arn = core.managedPolicyArnOf(name, partition);
      const on = answers.attach.includes(arn);
      return {
        id: name,
        text: name,
        indent: 1,
        mark: on ? "on" : "off",
        help: beyond[name] ?? what,
        set: (wizard) =>
          wizard.update((file) => ({
            ...file,
            attach: on ? file.attach.filter((one) => one !== arn) : [...file.attach, arn],
          })),
      };
    }),
  ];
}

function idsField(
  property: "subnets" | "securityGroups",
  text: string,
  ids: readonly string[],
  prefix: string,
  setNetwork: (wizard: Wizard, change: Partial<Answers["network"]>) => void,
): Field {
  return {
    id: property,
    text,
    indent: 1,
    value: ids.join(", ") || "any",
    text_: ids.join(", "),
    example: `${prefix}-0a1b2c3d`,
    help: "Parted by commas. Named, they narrow where network interfaces may be made.",
    fault: (typed) => {
      const wrong = split(typed).find((id) => !new RegExp(`^${prefix}-[0-9a-f]{8,17}$`).test(id));
      return wrong === undefined ? undefined : `"${wrong}" is not like ${prefix}-0a1b2c3d.`;
    },
    set: (wizard, typed) => setNetwork(wizard, { [property]: split(typed) }),
  };
}

/** The narrow form fits a role of one use case only. */
function nextSourceArn(file: Answers): Answers["trust"]["sourceArn"] {
  const order: Answers["trust"]["sourceArn"][] =
    Object.keys(file.useCases).length === 1 ? ["none", "account", "feature"] : ["none", "account"];
  return order[(order.indexOf(file.trust.sourceArn) + 1) % order.length] ?? "none";
}

function split(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((part) => part !== ""))];
}

function tagsText(tags: Record<string, string>): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");
}

function parseTags(text: string): Record<string, string> {
  const tags = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  return Object.fromEntries(
    tags.map((tag) => {
      const at = tag.indexOf("=");
      return at < 0 ? [tag, ""] : [tag.slice(0, at).trim(), tag.slice(at + 1).trim()];
    }),
  );
}

function tagsFault(text: string, core: Core): string | undefined {
  return Object.entries(parseTags(text))
    .map(([key, value]) => core.tagFault(key, value))
    .find((fault) => fault !== undefined);
}

function withoutUndefined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
