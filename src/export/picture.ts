import { asList } from "../policy/document.js";
import type { Compiled } from "../role/compile.js";
import { html, type Markup } from "./html-text.js";

/** How the role works with a thing. */
type Relation = "read" | "write" | "read and write" | "use";

/** Something in the picture. */
interface Thing {
  kind: string;
  name: string;
  relation: Relation;
}

/** Services that the role calls beside its data, images and keys, by the prefix of their actions. */
const SERVICES: Record<string, readonly [name: string, relation: Relation] | undefined> = {
  athena: ["Athena", "use"],
  cloudwatch: ["CloudWatch metrics", "write"],
  ec2: ["Network interfaces", "use"],
  events: ["EventBridge", "use"],
  glue: ["Glue Data Catalog", "use"],
  iam: ["IAM: hands itself on", "use"],
  lambda: ["Lambda functions", "use"],
  logs: ["CloudWatch Logs", "write"],
  sagemaker: ["SageMaker", "use"],
  secretsmanager: ["Secrets Manager", "read"],
  sns: ["SNS topics", "write"],
  sqs: ["SQS queues", "use"],
};

const SHOWN_BY_THEMSELVES = new Set(["s3", "ecr", "kms"]);
/** Things on one side; what is more is counted. */
const MOST = 7;
const BOX = { width: 250, height: 46, gap: 14 };
const WIDTH = 900;
const ROLE = { width: 200, height: 84 };

/**
 * The access as a drawing: the role in the middle; what it reads on the left, what it writes on the right, what it uses
 * below. Arrows and words tell the three apart, not colours alone.
 */
export function accessPicture(compiled: Compiled): Markup {
  const things = thingsOf(compiled);
  const left = folded(things.filter(({ relation }) => relation === "read"));
  const right = folded(things.filter(({ relation }) => relation.includes("write")));
  const below = folded(things.filter(({ relation }) => relation === "use"));
  const rows = Math.max(left.length, right.length, 2);
  const side = rows * (BOX.height + BOX.gap) - BOX.gap;
  const role = { x: (WIDTH - ROLE.width) / 2, y: 20 + (side - ROLE.height) / 2 };
  const belowRows = Math.ceil(below.length / 3);
  const belowTop = 20 + side + 56;
  const height = belowTop + belowRows * (BOX.height + BOX.gap) + (belowRows === 0 ? -40 : 10);
  const at = (list: readonly Thing[], index: number) =>
    20 + (side - list.length * (BOX.height + BOX.gap) + BOX.gap) / 2 + index * (BOX.height + BOX.gap);
  const center = { x: WIDTH / 2, y: role.y + ROLE.height / 2 };
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="picture-title picture-words">
<title id="picture-title">What the role reads, writes and uses</title>
<desc id="picture-words">${wordsOf(things)}</desc>
<defs>
<marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" class="head"/></marker>
</defs>
${left.map((thing, index) => {
  const y = at(left, index);
  return html`${line({ x: 10 + BOX.width, y: y + BOX.height / 2 }, { x: role.x, y: port(role.y, left.length, index) }, "read")}${box(thing, 10, y)}`;
})}
${right.map((thing, index) => {
  const y = at(right, index);
  const x = WIDTH - 10 - BOX.width;
  return html`${line({ x: role.x + ROLE.width, y: port(role.y, right.length, index) }, { x, y: y + BOX.height / 2 }, thing.relation)}${box(thing, x, y)}`;
})}
${below.map((thing, index) => {
  const column = index % 3;
  const y = belowTop + Math.floor(index / 3) * (BOX.height + BOX.gap);
  const x = (WIDTH - Math.min(3, below.length) * (BOX.width + 20) + 20) / 2 + column * (BOX.width + 20);
  const isFirstRow = index < 3;
  return html`${isFirstRow ? line({ x: role.x + (ROLE.width * (index + 1)) / (Math.min(3, below.length) + 1), y: role.y + ROLE.height }, { x: x + BOX.width / 2, y }, "use") : undefined}${box(thing, x, y)}`;
})}
<g class="role"><rect x="${role.x}" y="${role.y}" width="${ROLE.width}" height="${ROLE.height}" rx="10"/>
<text x="${center.x}" y="${center.y - 10}" text-anchor="middle" class="kind">execution role</text>
<text x="${center.x}" y="${center.y + 14}" text-anchor="middle" class="name">${shortened(compiled.definition.name, 24)}<title>${compiled.definition.name}</title></text></g>
</svg>`;
}

/** Where the line to one of several things leaves the role. */
function port(top: number, count: number, index: number): number {
  return top + (ROLE.height * (index + 1)) / (count + 1);
}

function box({ kind, name, relation }: Thing, x: number, y: number): Markup {
  return html`<g class="thing ${relation.replaceAll(" ", "-")}"><rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/>
<text x="${x + 12}" y="${y + 18}" class="kind">${kind}</text><text x="${x + BOX.width - 12}" y="${y + 18}" text-anchor="end" class="relation">${relation}</text>
<text x="${x + 12}" y="${y + 36}" class="name">${shortened(name, 28)}<title>${name}</title></text></g>
`;
}

interface Point {
  x: number;
  y: number;
}

function line(from: Point, to: Point, relation: Relation): Markup {
  const start = relation === "read and write" ? html` marker-start="url(#arrow)"` : undefined;
  const end = relation === "use" ? undefined : html` marker-end="url(#arrow)"`;
  const bend =
    relation === "use"
      ? `${from.x} ${(from.y + to.y) / 2} ${to.x} ${(from.y + to.y) / 2}`
      : `${(from.x + to.x) / 2} ${from.y} ${(from.x + to.x) / 2} ${to.y}`;
  return html`<path d="M${from.x} ${from.y}C${bend} ${to.x} ${to.y}" class="line ${relation.replaceAll(" ", "-")}"${start}${end}/>
`;
}

/** As many as have room; the last box counts the rest. */
function folded(things: readonly Thing[]): Thing[] {
  const [first] = things;
  if (things.length <= MOST || first === undefined) return [...things];
  const rest = things.length - MOST + 1;
  return [
    ...things.slice(0, MOST - 1),
    { kind: "and", name: `${rest} more, in the table below`, relation: first.relation },
  ];
}

function thingsOf({ context, definition }: Compiled): Thing[] {
  const services = new Set(
    definition.policies.flatMap(({ document }) =>
      document.Statement.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) =>
        asList(Action).map((action) => action.split(":")[0] ?? ""),
      ),
    ),
  );
  return [
    ...context.data.map(({ bucket, prefixes, read, write }): Thing => {
      const place = prefixes.length === 0 ? bucket : `${bucket}: ${prefixes.join(", ")}`;
      return { kind: "S3 bucket", name: place, relation: !write ? "read" : read ? "read and write" : "write" };
    }),
    ...context.repositories.map((arn): Thing => {
      return { kind: "ECR repository", name: arn.split(":repository/")[1] ?? arn, relation: "read" };
    }),
    ...(context.awsImages && services.has("ecr")
      ? [{ kind: "ECR", name: "AWS's own images", relation: "read" } as const]
      : []),
    ...context.keys.map(({ arn }): Thing => ({ kind: "KMS key", name: arn.split("/").at(-1) ?? arn, relation: "use" })),
    ...[...services]
      .filter((service) => !SHOWN_BY_THEMSELVES.has(service))
      .sort()
      .map((service): Thing => {
        const [name, relation] = SERVICES[service] ?? [service, "use"];
        return { kind: "Service", name, relation };
      }),
    ...definition.attachedManagedPolicies.map((arn): Thing => {
      return { kind: "And all that it allows", name: arn.split("/").at(-1) ?? arn, relation: "use" };
    }),
  ];
}

function wordsOf(things: readonly Thing[]): string {
  return things.map(({ kind, name, relation }) => `${relation}: ${kind} ${name}`).join("; ");
}

function shortened(text: string, length: number): string {
  const letters = [...text];
  return letters.length <= length ? text : `${letters.slice(0, length - 1).join("")}…`;
}
