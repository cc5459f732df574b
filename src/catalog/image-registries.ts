import table from "./image-registries.json" with { type: "json" };

/** A registry of AWS's own images. */
export interface ImageRegistry {
  /** AWS's account that owns the registry, 12 digits. */
  account: string;
  /** The image families it holds. */
  families: string[];
}

const REGISTRIES: Record<string, Record<string, string | undefined>> = table;

/**
 * The registries that hold these image families in a region, by account, in a fixed order. A region or family that is
 * not in the table gives none: it may still exist.
 * Source: `image_uri_config/*.json` of https://github.com/aws/sagemaker-python-sdk (a2481266, 2026-08-21)
 */
export function imageRegistries(region: string, families: readonly string[]): ImageRegistry[] {
  const byAccount = new Map<string, string[]>();
  for (const family of families.toSorted()) {
    const account = REGISTRIES[region]?.[family];
    if (account !== undefined) byAccount.set(account, [...(byAccount.get(account) ?? []), family]);
  }
  return [...byAccount]
    .map(([account, held]) => ({ account, families: held }))
    .sort((a, b) => (a.account < b.account ? -1 : 1));
}
