import * as z from "zod";
import { Problem } from "../base/problem.js";
import { readText } from "../base/read-text.js";

const ADVICE =
  "Write one id of 12 digits a line (what stands behind # is passed over), or give what `aws organizations list-accounts` prints.";

const listed = z.union([z.string(), z.looseObject({ Id: z.string() }).transform(({ Id }) => Id)]);
/** A JSON list of ids, or what AWS Organizations answers. Source: https://docs.aws.amazon.com/cli/latest/reference/organizations/list-accounts.html */
const jsonAccounts = z.union([
  z.array(listed),
  z.looseObject({ Accounts: z.array(listed) }).transform(({ Accounts }) => Accounts),
]);

/**
 * The accounts of a file: one id a line, as text or as a YAML list, behind `#` what it is; or JSON, as AWS Organizations
 * lists accounts.
 * @returns ids of 12 digits, each once
 * @throws Problem `accounts-file` with what is no id, or where there is none at all
 */
export function readAccounts(file: string): string[] {
  const text = readText(file);
  const ids = /^\s*[[{]/.test(text) ? inJson(text, file) : inLines(text, file);
  if (ids.length === 0) throw refusal(`${file} names no account.`);
  return [...new Set(ids)];
}

function inLines(text: string, file: string): string[] {
  return text.split("\n").flatMap((line, index) => {
    const entry = line.replace(/#.*$/, "").trim();
    if (entry === "" || entry === "---") return [];
    const id = /^(?:-\s*)?["']?(\d{12})["']?$/.exec(entry)?.[1];
    if (id === undefined) throw refusal(`${file}:${index + 1} is not an account id: ${entry}`);
    return [id];
  });
}

function inJson(text: string, file: string): string[] {
  let ids: readonly string[];
  try {
    ids = jsonAccounts.parse(JSON.parse(text));
  } catch {
    throw refusal(`${file} is no list of accounts.`);
  }
  const wrong = ids.find((id) => !/^\d{12}$/.test(id));
  if (wrong !== undefined) throw refusal(`${file} holds what is not an account id: ${wrong}`);
  return [...ids];
}

function refusal(message: string): Problem {
  return new Problem("accounts-file", message, ADVICE, { exitCode: 2 });
}
