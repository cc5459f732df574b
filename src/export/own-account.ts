/** A part of a text: as it stands, or the role's own account id. */
export type TextPart = string | { account: true };

/**
 * Takes a text apart at the role's own account id, so that an export can put whatever account it is used in there.
 * Longer numbers that hold it are left alone.
 */
export function ownAccountParts(text: string, account: string): TextPart[] {
  const parts = text.split(new RegExp(`(?<!\\d)${account}(?!\\d)`));
  return parts.flatMap((part, index): TextPart[] => [
    ...(index > 0 ? [{ account: true } as const] : []),
    ...(part === "" ? [] : [part]),
  ]);
}
