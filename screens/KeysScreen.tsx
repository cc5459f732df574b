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
        hint: key.delegation === "not-delegated" ? "its key policy does not let IAM decide" : key.description,
      })),
    [listing.items],
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
    return words;
  }, [keys, byBucket]);

  return (
    <ListingScreen
      {...props}
      listing={listing}
      items={items}
      badges={badges}
      selected={useMemo(() => new Set([...byBucket.keys(), ...keys.map((entry) => entry.key)]), [byBucket, keys])}
      what="keys"
      example="a key ARN"
      onToggle={(arns, on) => wizard.update((file) => chooseKeys(file, arns, on))}
      validate={(text) => wizard.core()?.arnFault(text.trim(), { service: "kms", resourceType: "key" })}
      normalise={(text) => text.trim()}
      onAgain={() => wizard.again("keys")}
      onKey={(input, id) => {
        if (input !== "u" || id === undefined) return false;
        wizard.update((file) =>
          file.keys.some((entry) => entry.key === id) ? nextKeyUse(file, id) : chooseKeys(file, [id], true),
        );
        return true;
      }}
    />
  );
}
