import type { AwsAccount, KeyDescription } from "../aws/account.js";
import type { BucketFacts } from "../role/facts.js";
import type { RoleFile } from "../role/role-file.js";
import { changeBucket, chooseBuckets } from "./answers.js";
import { openedAccount, type WizardContext } from "./context.js";
import type { KeptName } from "./kept-lists.js";
import { fill } from "./listing.js";
import { lookUps } from "./look-ups.js";
import type { Listing, StepId, WizardState } from "./state.js";

/** What is looked up in the account. */
export interface Discover {
  /** Starts the lists that this step, or the one after it, shows. Each is read once. */
  discoverFor(step: StepId): void;
  /** Starts a list that nobody has asked for yet. */
  list(name: ListName): void;
  /** Reads a list again, unless it is being read. */
  again(name: ListName): void;
  /** Stops reading a list; it keeps what it has. */
  stopListing(name: ListName): void;
  /** Chooses buckets and looks up what is known of them. */
  chooseBuckets(names: readonly string[], on: boolean): void;
  /** Looks up the keys that are in view. */
  viewKeys(arns: readonly string[]): void;
  /** Waits until the lists that were read are kept for the next start. */
  listsKept(): Promise<unknown>;
}

/** The lists of an account's things. */
export type ListName = KeptName | "roles";

/** Which lists a step brings: those shown next are read while the person is busy with this one. */
const LISTS: Partial<Record<StepId, readonly ListName[]>> = {
  goal: ["buckets"],
  "use-cases": ["buckets"],
  data: ["buckets", "repositories", "keys"],
  "data-access": ["keys"],
  images: ["repositories", "keys"],
  keys: ["keys"],
};

type Listed = WizardState[ListName]["items"][number];

const PAGES: Record<ListName, (account: AwsAccount, signal: AbortSignal) => AsyncIterable<readonly Listed[]>> = {
  buckets: (account, signal) => account.listBuckets(signal),
  repositories: (account, signal) => account.listRepositories(signal),
  keys: (account, signal) => account.listKeys(signal),
  roles: (account, signal) => account.listRoles(signal),
};

const idOf = (item: Listed) => ("arn" in item ? item.arn : item.name);

/** Makes the look-up actions. */
export function discoverActions(context: WizardContext): Discover {
  const { store } = context;
  const stops: Partial<Record<ListName, AbortController>> = {};
  let keeping: Promise<unknown> = Promise.resolve();

  const buckets = lookUps(
    (name) =>
      ofAccount(async (account) => {
        // Not knowing is not a fault: the finding of the compiled role says what could not be looked up.
        const found = await account.describeBucket(name, context.signal).catch(() => ({}));
        return () => learnBucket(context, name, found);
      }),
    (done, of) => store.setState({ lookedUp: done < of ? { done, of } : undefined }),
  );
  const keys = lookUps((arn) =>
    ofAccount(async (account) => {
      const found = await account.describeKey(arn, context.signal);
      return () => {
        if (found?.unusable !== undefined) learnUnusable(context, arn, found.unusable);
        else if (found !== undefined) learnKey(context, arn, found);
      };
    }),
  );

  /** Asks the account that is open; what it answers after another was opened is dropped. */
  async function ofAccount(ask: (account: AwsAccount) => Promise<() => void>): Promise<void> {
    const account = openedAccount(store.getState());
    if (account === undefined) return;
    const learn = await ask(account);
    if (openedAccount(store.getState()) === account) learn();
  }

  async function read(name: ListName, isAgain = false): Promise<void> {
    const account = openedAccount(store.getState());
    const before: Listing<Listed> = store.getState()[name];
    if (account === undefined || before.status === "loading") return;
    let last = before;
    const update = (listing: Listing<Listed>) => {
      last = listing;
      if (openedAccount(store.getState()) !== account) return;
      store.setState({ [name]: listing });
      if (name === "keys") nameKeys(context);
    };
    const stop = new AbortController();
    stops[name] = stop;
    update({ ...before, status: "loading" });
    const core = await context.loadCore();
    const kept = isAgain || name === "roles" ? undefined : await core.readKeptList(name, account);
    if (kept !== undefined) {
      update({ status: "done", ...kept });
      return;
    }
    const pages = PAGES[name](account, AbortSignal.any([stop.signal, context.signal]));
    const isWhole = await fill(pages, idOf, before, update);
    const { items, listedAt = 0 } = last;
    // A list that cannot be kept is only read again at the next start.
    if (isWhole && name !== "roles") {
      const kept = core.keepList(name, account, { items, listedAt }).catch(() => {});
      keeping = Promise.all([keeping, kept]);
    }
  }

  store.subscribe((state, before) => {
    if (state.account !== before.account) {
      for (const stop of Object.values(stops)) stop.abort();
      buckets.forget();
      keys.forget();
    }
    if (state.account !== before.account || state.answers !== before.answers) {
      if (openedAccount(state) !== undefined) keys.chosen(keysOf(state.answers));
    }
  });

  const actions: Discover = {
    discoverFor(step) {
      for (const name of LISTS[step] ?? []) actions.list(name);
    },
    list(name) {
      if (store.getState()[name].status === "idle") void read(name);
    },
    again(name) {
      void read(name, true);
    },
    stopListing(name) {
      stops[name]?.abort();
    },
    chooseBuckets(names, on) {
      const { answers, facts } = store.getState();
      const { reads, writes } = useOfData(context);
      const access = reads === writes ? "read-write" : reads ? "read" : "write";
      store.setState({ answers: chooseBuckets(answers, names, on, access), fault: undefined });
      if (!on) buckets.notChosen(names);
      else if (openedAccount(store.getState()) !== undefined) {
        for (const name of names) {
          const known = facts.buckets?.[name];
          if (known !== undefined) adoptKey(context, name, known);
        }
        buckets.chosen(names);
      }
      context.recompile();
    },
    viewKeys(arns) {
      if (openedAccount(store.getState()) !== undefined) keys.inView(arns);
    },
    listsKept: () => keeping,
  };
  return actions;
}

function keysOf({ data, keys }: RoleFile): string[] {
  return [...data.flatMap(({ key }) => key ?? []), ...keys.map(({ key }) => key)];
}

function useOfData(context: WizardContext): { reads: boolean; writes: boolean } {
  const core = context.core();
  const { answers } = context.store.getState();
  let reads = false;
  let writes = false;
  for (const useCase of core?.catalog ?? []) {
    const given = answers.useCases[useCase.id];
    if (given === undefined || core === undefined) continue;
    const use = useCase.dataUse(core.resolveOptions(useCase, given) as never);
    reads ||= use.reads;
    writes ||= use.writes;
  }
  return { reads, writes };
}

function learnBucket(context: WizardContext, name: string, found: BucketFacts): void {
  const { facts } = context.store.getState();
  context.store.setState({ facts: { ...facts, buckets: { ...facts.buckets, [name]: found } } });
  adoptKey(context, name, found);
  context.recompileSoon();
}

/** A bucket that encrypts with a customer key brings that key along, and the notice says so. */
function adoptKey(context: WizardContext, name: string, found: BucketFacts): void {
  const { answers, notice } = context.store.getState();
  const entry = answers.data.find((candidate) => candidate.bucket === name);
  const key = found.encryption?.keyArn;
  if (entry === undefined || entry.key !== undefined || key === undefined) return;
  const line = `${name} encrypts with a customer key: the key is chosen with it.`;
  context.store.setState({
    answers: changeBucket(answers, name, { key }),
    notice: [...notice.filter((other) => other !== line), line].slice(-2),
  });
}

function learnKey(context: WizardContext, arn: string, found: KeyDescription): void {
  const { facts, keys } = context.store.getState();
  const aliases = keys.items.find((key) => key.arn === arn)?.aliases ?? [];
  context.store.setState({ facts: { ...facts, keys: { ...facts.keys, [arn]: { ...found, aliases } } } });
  context.recompileSoon();
}

function learnUnusable({ store }: WizardContext, arn: string, why: string): void {
  store.setState(({ unusableKeys }) => ({ unusableKeys: { ...unusableKeys, [arn]: why } }));
}

/** Gives keys that were looked up before the list named them the aliases they have there. */
function nameKeys({ store }: WizardContext): void {
  const { facts, keys } = store.getState();
  const nameless = new Map(Object.entries(facts.keys ?? {}).filter(([, { aliases }]) => aliases.length === 0));
  if (nameless.size === 0) return;
  const named = { ...facts.keys };
  for (const { arn, aliases } of keys.items) {
    const known = nameless.get(arn);
    if (known !== undefined) named[arn] = { ...known, aliases };
  }
  store.setState({ facts: { ...facts, keys: named } });
}
