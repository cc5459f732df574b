import { Problem } from "../base/problem.js";
import { canonicalDocument } from "./canonical.js";
import type { PolicyDocument } from "./document.js";
import type { Piece } from "./merge.js";
import type { Quotas } from "./quotas.js";
import { documentSize } from "./size.js";

type SidPiece<R> = Piece<R> & { sid: string };

/** A policy of the packed set, with the pieces it was made of. */
export interface PackedPolicy<R> {
  name: string;
  kind: "inline" | "managed";
  document: PolicyDocument;
  pieces: SidPiece<R>[];
}

/** How pieces are to be packed. */
export interface PackOptions {
  delivery: "inline" | "managed" | "auto";
  quotas: Quotas;
  /** Name of the first policy; further ones get a number behind it. */
  baseName: string;
  /** How many managed policies are attached besides these. */
  attached: number;
}

/** Room for `-` and a number behind the name. IAM allows 128 characters. */
const LONGEST_NAME = 124;

/**
 * Packs statements into as few policies as IAM's quotas allow: one inline policy, or managed policies of at most 6,144
 * characters. `auto` takes inline where it fits. A statement too large for a managed policy is split by its resources,
 * which changes nothing in what it allows.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * @throws Problem `policy-too-large`, saying by how much and what takes the room
 */
export function packPolicies<R>(pieces: readonly SidPiece<R>[], options: PackOptions): PackedPolicy<R>[] {
  if (pieces.length === 0) return [];
  const { delivery, quotas } = options;
  const inline = makePolicy(pieces, "inline", options.baseName);
  const inlineSize = documentSize(inline.document);
  if (delivery !== "managed" && inlineSize <= quotas.inlineTotal) return [inline];
  if (delivery === "inline") {
    throw tooLarge(pieces, [
      `The inline policy has ${n(inlineSize)} characters; IAM allows ${n(quotas.inlineTotal)} for all inline policies of a role: ${n(inlineSize - quotas.inlineTotal)} too many.`,
      "Set delivery: auto to use managed policies when inline is full.",
    ]);
  }
  const managed = packManaged(pieces, options);
  const room = quotas.attachedPolicies - options.attached;
  if (managed.length <= room) return managed;
  throw tooLarge(pieces, [
    `The permissions need ${managed.length} managed policies of at most ${n(quotas.managedPolicy)} characters, but only ${Math.max(0, room)} more can be attached to the role: ${managed.length - room} too many.`,
    delivery === "auto"
      ? `As one inline policy they would be ${n(inlineSize - quotas.inlineTotal)} characters over ${n(quotas.inlineTotal)}.`
      : "Set delivery: auto to try an inline policy first.",
  ]);
}

/**
 * Checks a trust policy against its quota.
 * @throws Problem `trust-too-large`
 */
export function trustFits(document: PolicyDocument, quotas: Quotas): void {
  const size = documentSize(document);
  if (size <= quotas.trustPolicy) return;
  throw new Problem(
    "trust-too-large",
    `The trust policy has ${n(size)} characters; this account allows ${n(quotas.trustPolicy)}: ${n(size - quotas.trustPolicy)} too many.`,
    "Use trust.sourceArn: account or none, or ask AWS to raise the quota “Role trust policy length”.",
  );
}

function packManaged<R>(pieces: readonly SidPiece<R>[], { quotas, baseName }: PackOptions): PackedPolicy<R>[] {
  const bins: { pieces: SidPiece<R>[]; size: number }[] = [];
  const empty = documentSize({ Version: "2012-10-17", Statement: [] });
  for (const piece of pieces.flatMap((whole) => splitToFit(whole, quotas.managedPolicy - empty))) {
    const size = statementSize(piece) + 1;
    const bin = bins.find((candidate) => candidate.size + size <= quotas.managedPolicy);
    if (bin === undefined) bins.push({ pieces: [piece], size: empty + size });
    else {
      bin.pieces.push(piece);
      bin.size += size;
    }
  }
  const stem = baseName.slice(0, LONGEST_NAME);
  return bins.map((bin, index) => makePolicy(bin.pieces, "managed", index === 0 ? stem : `${stem}-${index + 1}`));
}

/** The piece, or its resources spread over several pieces that each fit. */
function splitToFit<R>(piece: SidPiece<R>, room: number): SidPiece<R>[] {
  if (statementSize(piece) + 1 <= room) return [piece];
  if (piece.resources.length < 2) {
    throw tooLarge(
      [piece],
      [
        `The statement ${piece.sid} alone has ${n(statementSize(piece))} characters; a managed policy holds ${n(room)}.`,
      ],
    );
  }
  const parts: SidPiece<R>[] = [];
  const fixed = statementSize({ ...piece, resources: ["x", "y"] }) + 4;
  let resources: string[] = [];
  let size = fixed;
  for (const resource of piece.resources) {
    const more = JSON.stringify(resource).length + 1;
    if (resources.length > 0 && size + more > room) {
      parts.push({ ...piece, resources });
      resources = [];
      size = fixed;
    }
    resources.push(resource);
    size += more;
  }
  parts.push({ ...piece, resources });
  return parts.map((part, index) => ({ ...part, sid: index === 0 ? part.sid : `${part.sid}Part${index + 1}` }));
}

function makePolicy<R>(pieces: readonly SidPiece<R>[], kind: PackedPolicy<R>["kind"], name: string): PackedPolicy<R> {
  return {
    name,
    kind,
    document: canonicalDocument({ Version: "2012-10-17", Statement: pieces.map(statementOf) }),
    pieces: [...pieces],
  };
}

function statementOf<R>({ sid, effect, actions, resources, condition }: SidPiece<R>) {
  return {
    Sid: sid,
    Effect: effect,
    Action: [...actions],
    Resource: [...resources],
    ...(condition && { Condition: condition }),
  };
}

function statementSize<R>(piece: SidPiece<R>): number {
  return JSON.stringify(statementOf(piece)).length;
}

function tooLarge<R>(pieces: readonly SidPiece<R>[], words: readonly string[]): Problem {
  const largest = pieces
    .map((piece) => ({ piece, size: statementSize(piece) }))
    .sort((a, b) => b.size - a.size)
    .slice(0, 3)
    .map(
      ({ piece, size }) =>
        `${piece.sid}: ${n(size)} characters, ${piece.resources.length} ${piece.resources.length === 1 ? "resource" : "resources"}`,
    );
  return new Problem(
    "policy-too-large",
    words[0] ?? "",
    [
      ...words.slice(1),
      "Name fewer prefixes or one they share, drop buckets no job uses, or make one role per use case.",
    ].join(" "),
    { details: ["What takes the most room:", ...largest] },
  );
}

function n(count: number): string {
  return count.toLocaleString("en");
}
