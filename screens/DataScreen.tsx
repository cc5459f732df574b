import { useMemo } from "react";
import { addPrefix } from "../src/wizard/answers.js";
import { ListingScreen } from "./ListingScreen.js";
import { useItems } from "./parts/use-items.js";
import { type ScreenProps, useWizard, useWizardState } from "./wizard-context.js";

/** The buckets of the account, to choose from; others are typed in. */
export function DataScreen(props: ScreenProps) {
  const wizard = useWizard();
  const listing = useWizardState((state) => state.buckets);
  const data = useWizardState((state) => state.answers.data);
  const facts = useWizardState((state) => state.facts);
  const region = useWizardState((state) =>
    state.account.status === "open" ? state.account.account.region : undefined,
  );

  const listed = useMemo(
    () =>
      listing.items.map((bucket) => ({
        id: bucket.name,
        label: bucket.name,
        ...(bucket.region !== undefined && bucket.region !== region && { hint: bucket.region }),
      })),
    [listing.items, region],
  );
  const names = useMemo(() => new Set(listing.items.map((bucket) => bucket.name)), [listing.items]);
  const typed = useMemo(
    () =>
      data
        .filter((entry) => !names.has(entry.bucket))
        .map((entry) => ({ id: entry.bucket, label: entry.bucket, hint: "typed in" })),
    [data, names],
  );
  const items = useItems(listed, typed);

  const badges = useMemo(() => {
    const found = new Map<string, string>();
    for (const entry of data) {
      const known = facts.buckets?.[entry.bucket];
      if (known?.encryption?.keyArn !== undefined) found.set(entry.bucket, "customer key");
      else if (known !== undefined && known.region !== undefined && known.region !== region)
        found.set(entry.bucket, known.region);
    }
    return found;
  }, [data, facts.buckets, region]);

  return (
    <ListingScreen
      {...props}
      listing={listing}
      items={items}
      badges={badges}
      selected={useMemo(() => new Set(data.map((entry) => entry.bucket)), [data])}
      what="buckets"
      example="my-bucket, or s3://my-bucket/folder/"
      onToggle={(names, on) => wizard.chooseBuckets(names, on)}
      validate={(text) => {
        const { bucket, prefix } = locationOf(text);
        return (
          wizard.core()?.bucketNameFault(bucket) ?? (prefix === "" ? undefined : wizard.core()?.prefixFault(prefix))
        );
      }}
      normalise={(text) => locationOf(text).bucket}
      onTyped={(texts) => {
        const places = texts.map(locationOf);
        wizard.chooseBuckets([...new Set(places.map(({ bucket }) => bucket))], true);
        // Where a place in a bucket was named, the whole bucket was not.
        const within = places.filter(({ prefix }) => prefix !== "");
        if (within.length > 0)
          wizard.update((file) => within.reduce((all, { bucket, prefix }) => addPrefix(all, bucket, prefix), file));
      }}
    />
  );
}

/** The bucket and prefix of an S3 URI or ARN, or the bucket's name as typed. */
function locationOf(text: string): { bucket: string; prefix: string } {
  const place = text
    .trim()
    .replace(/^s3:\/\//, "")
    .replace(/^arn:[a-z-]+:s3:::/, "");
  const [bucket = "", ...rest] = place.split("/");
  return { bucket, prefix: rest.join("/").replace(/\*$/, "") };
}
