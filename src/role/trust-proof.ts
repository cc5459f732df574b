import { useCase } from "../catalog/index.js";
import type { JourneyCall } from "../catalog/use-case.js";
import { evaluate } from "../policy/evaluate.js";
import type { AccessRequest, NamedDocument } from "../policy/request.js";
import type { Compiled } from "./compile.js";
import { foreignAccount, foreignRegion } from "./outside.js";
import type { ProofLine } from "./prove.js";

const SOURCE = "https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html";

/** People are held off by the trust policy even where their own policies allow everything. */
const ADMINISTRATOR: NamedDocument = {
  name: "administrator",
  document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
};

/**
 * Decides, by the trust policy alone, who may assume the role: SageMaker for what the role is for, and, where the role
 * file asks for the guard, not for another account; nobody else.
 */
export function proveTrust(compiled: Compiled): ProofLine[] {
  const { account, context, definition, roleArn, trust } = compiled;
  const line = (
    expected: ProofLine["expected"],
    step: string,
    who: Pick<AccessRequest, "principal" | "service">,
    carried: JourneyCall["context"] = {},
  ): ProofLine => {
    const call = { step, action: "sts:AssumeRole", resource: roleArn, context: carried, source: SOURCE };
    const decision = evaluate(
      { ...who, action: call.action, resource: roleArn, context: carried },
      {
        identity: who.principal === undefined ? [] : [ADMINISTRATOR],
        resource: [{ name: "trust policy", document: definition.trustPolicy }],
        account: who.principal?.split(":")[4] ?? account,
        resourceAccount: account,
      },
    );
    return { useCase: "trust", step, call, decision, expected, derived: false };
  };

  const { partition, region } = context;
  const { sourceAccount, sourceArn } = trust;
  const other = foreignAccount(account);
  const forms = formsOf(compiled);
  const [first = ""] = forms;
  const arn = (form: string, of = account, place = region) => `arn:${partition}:sagemaker:${place}:${of}:${form}`;
  const sent = (form: string, of = account) => ({ "aws:SourceAccount": of, "aws:SourceArn": arn(form, of) });
  const sagemaker = { service: "sagemaker.amazonaws.com" };
  const isGuarded = sourceAccount || sourceArn !== "none";
  const isOfOneFeature = sourceArn === "feature" && !forms.includes("*");
  return [
    ...forms.map((form) =>
      line("allowed", "let SageMaker assume the role", sagemaker, sent(form.replace("*", "example"))),
    ),
    ...["ec2.amazonaws.com", "glue.amazonaws.com", "lambda.amazonaws.com"].map((service) =>
      line("denied", `let ${service} assume the role`, { service }, sent(first)),
    ),
    ...[
      ["another role of this account", `${account}:role/of-somebody`],
      ["another account", `${other}:role/of-somebody`],
    ].map(([who, id]) =>
      line("denied", `let ${who} assume the role`, { principal: `arn:${partition}:iam::${id}` }, sent(first)),
    ),
    ...(isGuarded
      ? [
          line("denied", "let SageMaker assume the role for another account", sagemaker, sent(first, other)),
          line("denied", "let SageMaker assume the role for nobody named", sagemaker),
        ]
      : []),
    ...(sourceAccount
      ? [
          line("denied", "let SageMaker assume the role for another account", sagemaker, {
            ...sent(first),
            "aws:SourceAccount": other,
          }),
        ]
      : []),
    ...(sourceArn !== "none"
      ? [
          line("denied", "let SageMaker assume the role for a thing of another account", sagemaker, {
            ...sent(first),
            "aws:SourceArn": arn(first, other),
          }),
          line("denied", "let SageMaker assume the role for a thing that is not named", sagemaker, {
            "aws:SourceAccount": account,
          }),
        ]
      : []),
    ...(sourceArn === "feature"
      ? [
          line("denied", "let SageMaker assume the role in another region", sagemaker, {
            ...sent(first),
            "aws:SourceArn": arn(first, account, foreignRegion(context)),
          }),
        ]
      : []),
    ...(isOfOneFeature
      ? [line("denied", "let SageMaker assume the role for other work", sagemaker, sent("x9/example"))]
      : []),
  ];
}

/** What SageMaker works for when it assumes the role. */
function formsOf({ context, trust }: Compiled): readonly string[] {
  const [only = "", ...others] = context.useCases.keys();
  const forms = trust.sourceArn === "feature" && others.length === 0 ? useCase(only)?.sourceArns : undefined;
  return forms ?? ["training-job/*"];
}
