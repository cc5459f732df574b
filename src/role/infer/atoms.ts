import { asList, type ConditionBlock, type PolicyDocument } from "../../policy/document.js";
import { ANY_OF } from "../../policy/merge.js";

/** One action on one resource under one condition: what policies are made of, however their statements are cut. */
export interface Atom {
  /** All of it in one text: equal atoms have equal keys. */
  key: string;
  /** The same without its condition. */
  bare: string;
  effect: "Allow" | "Deny";
  action: string;
  resource: string;
  condition: string;
}

/** An atom of a live policy, with the statement that it is in. */
export interface LiveAtom extends Atom {
  policy: string;
  /** Sid, or `statement 3` where it has none. */
  sid: string;
}

/** The atoms of an action on a resource: one for each value of a condition that asks for one of several. */
export function atomsOf(effect: Atom["effect"], action: string, resource: string, condition?: ConditionBlock): Atom[] {
  return apart(effect, condition).map((one) => atom(effect, action, resource, one));
}

/** A condition with one value in each place where merging makes lists of several: every way in which it can be met. */
function apart(effect: Atom["effect"], condition: ConditionBlock | undefined): (ConditionBlock | undefined)[] {
  if (condition === undefined || effect === "Deny") return [condition];
  let ways: ConditionBlock[] = [condition];
  for (const [operator, block] of Object.entries(condition)) {
    if (!ANY_OF.has(operator)) continue;
    for (const [key, values] of Object.entries(block)) {
      const list = asList(values);
      if (list.length < 2) continue;
      ways = ways.flatMap((way) => list.map((value) => ({ ...way, [operator]: { ...way[operator], [key]: value } })));
    }
  }
  return ways;
}

/** Conditions compare whatever order their keys are in. */
function atom(effect: Atom["effect"], action: string, resource: string, asked?: ConditionBlock): Atom {
  const bare = JSON.stringify([effect, action.toLowerCase(), resource]);
  const condition = conditionText(asked);
  return { key: `${bare} ${condition}`, bare, effect, action, resource, condition };
}

/** The atoms of a policy. `NotAction` and `NotResource` stay whole, under a name that nothing else has. */
export function liveAtoms(policy: string, { Statement }: PolicyDocument): LiveAtom[] {
  const list = Array.isArray(Statement) ? Statement : [Statement];
  return list.flatMap(({ Sid, Effect, Action, NotAction, Resource, NotResource, Condition }, index) => {
    const sid = Sid ?? `statement ${index + 1}`;
    const actions = Action === undefined ? [`not ${asList(NotAction).join(", ")}`] : asList(Action);
    const resources = Resource === undefined ? [`not ${asList(NotResource).join(", ")}`] : asList(Resource);
    return actions.flatMap((action) =>
      resources.flatMap((resource) =>
        atomsOf(Effect, action, resource, Condition).map((one) => ({ ...one, policy, sid })),
      ),
    );
  });
}

function conditionText(condition: ConditionBlock | undefined): string {
  if (condition === undefined) return "";
  const entries = Object.entries(condition).flatMap(([operator, block]) =>
    Object.entries(block).map(([key, values]) => [operator, key, asList(values).toSorted()] as const),
  );
  return entries.length === 0 ? "" : JSON.stringify(entries.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)));
}
