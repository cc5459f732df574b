import type { Piece } from "./merge.js";

/** Longest Sid given; IAM has no limit, but each character counts against the policy's size. */
const LONGEST = 64;

/**
 * Gives each piece a Sid that says what it does: its topic, reduced to what IAM allows (A–Z, a–z, 0–9), unique in the
 * set through a number behind it.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 */
export function assignSids<R>(pieces: readonly Piece<R>[]): (Piece<R> & { sid: string })[] {
  const taken = new Set<string>();
  return pieces.map((piece) => {
    const stem = piece.topic.replace(/[^A-Za-z0-9]/g, "").slice(0, LONGEST) || "Statement";
    let sid = stem;
    for (let n = 2; taken.has(sid); n++) sid = `${stem}${n}`;
    taken.add(sid);
    return { ...piece, sid };
  });
}
