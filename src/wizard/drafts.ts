import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stateFolder } from "../base/folders.js";
import { isProcess } from "../base/process.js";
import { emptyRoleFile } from "../role/defaults.js";
import type { DraftOffer } from "./state.js";

const KEPT = 5;

/** Where drafts lie. */
function draftFolder(): string {
  return join(stateFolder(), "drafts");
}

/** A new draft's file: one per run, so that two wizards at once never write over each other. */
export function newDraftFile(): string {
  return join(draftFolder(), `${Date.now()}-${process.pid}.json`);
}

/** Saves the answers; whole or not at all, and only its owner may read it. */
export async function saveDraft(draft: DraftOffer): Promise<void> {
  const { writePrivateFile } = await import("../base/private-file.js");
  await writePrivateFile(draft.file, `${JSON.stringify({ format: "sagerole.draft/1", ...draft }, undefined, 2)}\n`);
}

/** Takes a draft away, if it is there. */
export function dropDraft(file: string): void {
  rmSync(file, { force: true });
}

/**
 * The newest draft that no running wizard is still writing, or undefined. A file that cannot be read as a draft
 * is passed over; of finished runs' drafts only the newest few are kept.
 */
export function findDraft(): DraftOffer | undefined {
  let names: string[];
  try {
    names = readdirSync(draftFolder()).filter((name) => /^\d+-\d+\.json$/.test(name));
  } catch {
    return undefined;
  }
  names.sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10));
  const orphans = names.filter((name) => !isProcess(Number(name.split("-")[1]?.replace(".json", ""))));
  for (const name of orphans.slice(KEPT)) dropDraft(join(draftFolder(), name));
  for (const name of orphans) {
    const file = join(draftFolder(), name);
    try {
      const draft = JSON.parse(readFileSync(file, "utf8"));
      if (draft.format === "sagerole.draft/1" && draft.answers?.sagerole === 1) {
        // A draft of an earlier version lacks what came later.
        return { ...draft, answers: { ...emptyRoleFile(), ...draft.answers }, file };
      }
    } catch {
      // A draft that is not JSON helps nobody; the next one may.
    }
  }
  return undefined;
}
