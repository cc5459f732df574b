import type { Listing, StepId } from "../src/wizard/state.js";
import type { Hint } from "./keys.js";

const MOVE: Hint = { keys: "↑↓", does: "move" };
const TOGGLE: Hint = { keys: "space", does: "choose" };
const CHANGE: Hint = { keys: "space", does: "change" };
const NEXT: Hint = { keys: "enter", does: "go on" };
const SELECT: Hint = { keys: "enter", does: "select" };
const BACK: Hint = { keys: "esc", does: "back" };
const FILTER: Hint = { keys: "/", does: "filter" };
const ALL: Hint = { keys: "a", does: "all in view" };
const CHOSEN: Hint = { keys: "n", does: "next chosen" };
const TYPE: Hint = { keys: "i", does: "type in" };
const AGAIN: Hint = { keys: "r", does: "list again" };
const STOP: Hint = { keys: "s", does: "stop listing" };
const USE: Hint = { keys: "u", does: "data or disks" };
const VIEWS: Hint = { keys: "←→", does: "views" };
const SCROLL: Hint = { keys: "↑↓", does: "scroll" };
const HELP: Hint = { keys: "?", does: "help", stays: true };
const PREVIEW: Hint = { keys: "p", does: "policy" };
const WHY: Hint = { keys: "w", does: "why" };
const LEAVE: Hint = { keys: "q", does: "leave" };

const OPEN: Hint = { keys: "enter", does: "open" };
const ORDER: Hint = { keys: "o", does: "order" };

/** Steps before there is a policy to look at. */
const WITHOUT_POLICY: ReadonlySet<StepId> = new Set(["draft", "account", "goal", "roles"]);

/** How the list that a step shows is being read; undefined where a step shows none. */
export type ListingStatus = Listing<unknown>["status"] | undefined;

/**
 * The keys of each step, the most useful first: a narrow terminal shows as many as fit.
 * @param listing how the step's list is being read: what stops it or reads it again is shown where it does so
 */
export function hintsFor(step: StepId, listing?: ListingStatus): Hint[] {
  const reading = listing === undefined || listing === "idle" ? [] : [listing === "loading" ? STOP : AGAIN];
  const list = [TOGGLE, NEXT, FILTER, TYPE, BACK, ...reading, MOVE, ALL, CHOSEN];
  const own: Record<StepId, Hint[]> = {
    draft: [MOVE, SELECT],
    account: [MOVE, SELECT],
    goal: [MOVE, SELECT, BACK],
    roles: [OPEN, MOVE, ORDER, FILTER, BACK, AGAIN],
    role: [{ keys: "enter", does: "tighten" }, SCROLL, BACK],
    "use-cases": [TOGGLE, NEXT, MOVE, BACK],
    data: list,
    "data-access": [CHANGE, NEXT, MOVE, BACK],
    images: list,
    keys: [TOGGLE, USE, ...list.slice(1)],
    guardrails: [CHANGE, NEXT, MOVE, BACK],
    review: [VIEWS, NEXT, SCROLL, BACK],
    apply: [MOVE, SELECT, BACK],
    done: [{ keys: "enter", does: "finish" }, SCROLL],
  };
  const shared = WITHOUT_POLICY.has(step) ? [HELP, LEAVE] : [HELP, ...(step === "role" ? [] : [PREVIEW]), WHY, LEAVE];
  return [...own[step], ...(step === "done" ? [] : shared)];
}

/** The keys while a text is typed: letters are letters then. */
export const typingHints: readonly Hint[] = [
  { keys: "enter", does: "take it" },
  { keys: "esc", does: "leave it" },
  { keys: "ctrl-u", does: "clear" },
];

/** Every key, for the help. */
export const allKeys: readonly Hint[] = [
  { keys: "↑ ↓  j k", does: "move" },
  { keys: "space", does: "choose or change the line" },
  { keys: "enter", does: "go on, or select" },
  { keys: "esc", does: "go back; nothing is lost" },
  { keys: "/", does: "filter a list by a few letters; esc clears it" },
  { keys: "a", does: "choose all in view, or none" },
  { keys: "n  N", does: "to the next that is chosen, or the one before" },
  { keys: "i", does: "type or paste names, also those the list does not hold" },
  { keys: "r", does: "read the list again" },
  { keys: "s", does: "stop reading a long list; what was read stays" },
  { keys: "p", does: "show the policy as it is now" },
  { keys: "w", does: "why each permission is there; on a role's page, what its findings mean" },
  { keys: "o", does: "the audit's table in another order" },
  { keys: "← →  tab", does: "the views of Review" },
  { keys: "?", does: "this help" },
  { keys: "q  ctrl-c", does: "leave; the answers are kept as a draft" },
];

/** The words people ask about, for the help. */
export const words: readonly Hint[] = [
  {
    keys: "execution role",
    does: "the IAM role SageMaker assumes to do work for you: read data, write models, keep logs",
  },
  { keys: "policy", does: "what the role may do, as a list of statements" },
  { keys: "trust policy", does: "who may assume the role: here, SageMaker only" },
  { keys: "least privilege", does: "exactly the permissions the work needs, and no other" },
  { keys: "prefix", does: "the first part of an object's key, like a folder: raw/" },
  { keys: "permissions boundary", does: "a policy that caps what the role can ever do" },
  {
    keys: "confused deputy",
    does: "another account tricking SageMaker into using your role; the source account guards against it",
  },
  { keys: "PassRole", does: "the right to hand this role to SageMaker: whoever starts jobs needs it" },
];
