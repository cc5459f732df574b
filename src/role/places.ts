import type { Compilation } from "./compilation.js";

/** The part of the role file a finding is about, as `data[1]`; none where the file does not say it. */
type Placed = { place?: string };

/** Where a bucket stands. */
export function placeOfBucket({ file }: Compilation, bucket: string, field?: string): Placed {
  const index = file.data.findIndex((entry) => entry.bucket === bucket);
  return index < 0 ? {} : { place: `data[${index}]${field === undefined ? "" : `.${field}`}` };
}

/** Where a repository stands. */
export function placeOfRepository({ file }: Compilation, arn: string): Placed {
  const index = file.images.repositories.indexOf(arn);
  return index < 0 ? {} : { place: `images.repositories[${index}]` };
}

/** Where a key stands: under keys, or at a bucket. */
export function placeOfKey({ file }: Compilation, arn: string): Placed {
  const index = file.keys.findIndex((entry) => entry.key === arn);
  if (index >= 0) return { place: `keys[${index}]` };
  const at = file.data.findIndex((entry) => entry.key === arn);
  return at < 0 ? {} : { place: `data[${at}].key` };
}
