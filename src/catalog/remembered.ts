const kept = new WeakMap<object, Map<string, unknown>>();

/**
 * What is the same for every use case of a role, made once: most of them ask for the same of every bucket.
 * @param context what it is made from; must not change afterwards
 * @param key tells it from others that are made from the same
 */
export function remembered<T>(context: object, key: string, make: () => T): T {
  const own = kept.get(context) ?? new Map<string, unknown>();
  kept.set(context, own);
  if (!own.has(key)) own.set(key, make());
  return own.get(key) as T;
}
