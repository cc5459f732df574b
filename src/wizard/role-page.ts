import { gapsOf } from "../audit/usage.js";
import { tightestWords, widthWords } from "../audit/words.js";
import { lastPart, listOf } from "./review.js";
import type { RolePage } from "./state.js";

/** A part of the page of a role. */
export type PagePart =
  | { kind: "verdict"; severity: "high" | "medium" | "low" | undefined; text: string }
  | { kind: "title"; text: string }
  /** A line of what is known of the role, under a word for it. */
  | { kind: "fact"; label: string; text: string }
  | { kind: "attack"; text: string }
  | { kind: "finding"; severity: "high" | "medium" | "low"; code: string; place: string; text: string; remedy: string }
  /** What could not be found out, or is under way. */
  | { kind: "note"; text: string };

/** All that an audit says of one role, the gravest first. */
export function rolePageParts(page: RolePage): PagePart[] {
  const { name, judged, status, problem } = page;
  const parts: PagePart[] = [{ kind: "title", text: name }];
  if (problem !== undefined) parts.push({ kind: "note", text: `${problem.message} ${problem.next}` });
  if (judged === undefined) {
    if (status === "reading") parts.push({ kind: "note", text: "Reading the role…" });
    return parts;
  }
  parts.push(
    { kind: "verdict", severity: judged.severity, text: judged.verdict },
    { kind: "fact", label: "assumed by", text: listOf(judged.assumedBy.length === 0 ? ["nobody"] : judged.assumedBy) },
    { kind: "fact", label: "width", text: `${widthWords(judged.width)}${comparison(page)}` },
    { kind: "fact", label: "last used", text: lastUse(judged.lastUsed) },
  );
  if (judged.attack.length > 0) {
    parts.push({ kind: "title", text: "What an attacker does with it" });
    for (const text of judged.attack) parts.push({ kind: "attack", text });
  }
  parts.push({ kind: "title", text: judged.findings.length === 0 ? "No findings" : "Findings" });
  for (const { severity, id, place, message, remedy } of judged.findings)
    parts.push({ kind: "finding", severity, code: id, place, text: message, remedy });
  parts.push(
    { kind: "title", text: "What it holds" },
    { kind: "fact", label: "arn", text: judged.arn },
    { kind: "fact", label: "attached", text: judged.attached.map(lastPart).join(", ") || "nothing" },
    { kind: "fact", label: "its own", text: judged.policies.join(", ") || "no policies" },
    {
      kind: "fact",
      label: "boundary",
      text: judged.permissionsBoundary === undefined ? "none" : lastPart(judged.permissionsBoundary),
    },
    ...(judged.created === undefined
      ? []
      : [{ kind: "fact" as const, label: "made", text: judged.created.slice(0, 10) }]),
    { kind: "fact", label: "tags", text: tagged(judged.tags) },
    { kind: "title", text: "What it used" },
    ...useParts(page),
  );
  return parts;
}

function comparison({ status, judged }: RolePage): string {
  if (judged === undefined) return "";
  if (judged.tightest === undefined) return status === "failed" ? "" : "; looking for the tightest for the same work…";
  return tightestWords(judged);
}

type LastUsed = NonNullable<RolePage["judged"]>["lastUsed"];

function lastUse(used: LastUsed): string {
  if (used === undefined) return "not known";
  if (used.at === undefined) return "never, in the 400 days that IAM looks back";
  return `${used.at.slice(0, 10)}${used.region === undefined ? "" : `, in ${used.region}`}`;
}

function tagged(tags: Record<string, string>): string {
  const words = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return words.join(", ") || "none";
}

function useParts({ use, useProblem, judged }: RolePage): PagePart[] {
  if (use === "asking") return [{ kind: "note", text: "Asking IAM, which takes some seconds…" }];
  const usage = judged?.usage;
  if (usage === undefined) {
    return [{ kind: "note", text: `Not known${useProblem === undefined ? "." : `: ${useProblem.message}`}` }];
  }
  const gaps = gapsOf(usage);
  return [
    ...usage.used.map(({ service, at }) => ({ kind: "fact" as const, label: service, text: at.slice(0, 10) })),
    ...(usage.used.length === 0 ? [{ kind: "note" as const, text: "Nothing that IAM knows of." }] : []),
    ...(gaps === undefined ? [] : [{ kind: "note" as const, text: gaps }]),
  ];
}
