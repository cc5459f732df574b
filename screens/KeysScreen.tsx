import { useMemo } from "react";
import { chooseKeys, nextKeyUse } from "../src/wizard/answers.js";
import { lastPart } from "../src/wizard/review.js";
import { ListingScreen } from "./ListingScreen.js";
import { useItems } from "./parts/use-items.js";
import { type ScreenProps, useWizard, useWizardState } from "./wizard-context.js";

/** The customer keys; those that chosen buckets encrypt with come along by themselves. */
export function KeysScreen(props: ScreenProps) {
  const wizard = useWizard();
  const listing = useWizardState((state) => state.keys);
  const keys = useWizardState((state) => state.answers.keys);
  const data = useWizardState((state) => state.answers.data);
  const facts = useWizardState((state) => state.facts.keys);
  const unusable = useWizardState((state) => state.unusableKeys);

  const byBucket = useMemo(() => {
    const found = new Map<string, string[]>();
    for (const entry of data)
      if (entry.key !== undefined) found.set(entry.key, [...(found.get(entry.key) ?? []), entry.bucket]);
    return found;
  }, [data]);

  const listed = useMemo(
    () =>
      listing.items.map((key) => ({
        id: key.arn,
        label: key.aliases[0] ?? key.id,
        hint: hintOf(unusable[key.arn], facts?.[key.arn]),
      })),
    [listing.items, facts, unusable],
  );
  const arns = useMemo(() => new Set(listing.items.map((key) => key.arn)), [listing.items]);
  const others = useMemo(
    () =>
      [...new Set([...byBucket.keys(), ...keys.map((entry) => entry.key)])]
        .filter((arn) => !arns.has(arn))
        .map((arn) => ({ id: arn, label: lastPart(arn), hint: byBucket.has(arn) ? "" : "typed in" })),
    [keys, byBucket, arns],
  );
  const items = useItems(listed, others);

  const badges = useMemo(() => {
    const words = new Map<string, string>();
    for (const [arn, buckets] of byBucket) words.set(arn, `data of ${buckets.join(", ")}`);
    for (const entry of keys) {
      const uses = entry.for.map((use) => (use === "volume" ? "disks" : "data")).join(" + ");
      words.set(entry.key, byBucket.has(entry.key) ? `${uses}, ${words.get(entry.key)}` : uses);
    }
    for (const arn of words.keys()) {
      if (unusable[arn] !== undefined) words.set(arn, `cannot be used: ${unusable[arn]}`);
    }
    return words;
  }, [keys, byBucket, unusable]);

  function choose(arns: readonly string[], on: boolean): void {
    const possible = on ? arns.filter((arn) => unusable[arn] === undefined) : arns;
    wizard.update((file) => chooseKeys(file, possible, on));
  }

  return (
    <ListingScreen
      {...props}
      listing={listing}
      items={items}
      badges={badges}
      selected={useMemo(() => new Set([...byBucket.keys(), ...keys.map((entry) => entry.key)]), [byBucket, keys])}
      what="keys"
      example="a key ARN"
      onToggle={(arns, on) => choose(arns, on)}
      onView={wizard.viewKeys}
      validate={(text) => wizard.core()?.arnFault(text.trim(), { service: "kms", resourceType: "key" })}
      normalise={(text) => text.trim()}
      onKey={(input, id) => {
        if (input !== "u" || id === undefined) return false;
        if (keys.some((entry) => entry.key === id)) wizard.update((file) => nextKeyUse(file, id));
        else choose([id], true);
        return true;
      }}
    />
  );
}

function hintOf(unusable: string | undefined, known: { delegation: string; description?: string } | undefined): string {
  if (unusable !== undefined) return `cannot be chosen: ${unusable}`;
  return known?.delegation === "not-delegated" ? "its key policy does not let IAM decide" : (known?.description ?? "");
}
