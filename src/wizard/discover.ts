import type { KeySummary } from "../aws/account.js";
import type { BucketFacts } from "../role/facts.js";
import { changeBucket, chooseBuckets } from "./answers.js";
import { openedAccount, type WizardContext } from "./context.js";
import { fill } from "./listing.js";
import type { StepId } from "./state.js";

/** What is looked up in the account. */
export interface Discover {
  /** Starts the lists that this step, or the one after it, shows. Each is read once. */
  discoverFor(step: StepId): void;
  /** Reads a list again. */
  again(list: ListName): void;
  /** Chooses buckets and looks up what is known of them. */
  chooseBuckets(names: readonly string[], on: boolean): void;
}

type ListName = "buckets" | "repositories" | "keys" | "roles";

/** Which lists a step brings: those shown next are read while the person is busy with this one. */
const LISTS: Partial<Record<StepId, readonly ListName[]>> = {
  goal: ["buckets"],
  "use-cases": ["buckets"],
  data: ["buckets", "repositories", "keys"],
  "data-access": ["keys"],
  images: ["repositories", "keys"],
  keys: ["keys"],
};

/** How many buckets are looked up at once. */
const AT_ONCE = 4;

/** Makes the look-up actions. */
export function discoverActions(context: WizardContext): Discover {
  const { store } = context;
  const queue: string[] = [];
  let running = 0;

  function start(list: ListName): void {
    const account = openedAccount(store.getState());
    if (account === undefined) return;
    const still = () => openedAccount(store.getState()) === account;
    switch (list) {
      case "buckets":
        void fill(account.listBuckets(context.signal), (buckets) => still() && store.setState({ buckets }));
        return;
      case "repositories":
        void fill(
          account.listRepositories(context.signal),
          (repositories) => still() && store.setState({ repositories }),
        );
        return;
      case "roles":
        void fill(account.listRoles(context.signal), (roles) => still() && store.setState({ roles }));
        return;
      case "keys":
        void fill(account.listKeys(context.signal), (keys) => {
          if (!still()) return;
          store.setState({ keys });
          learnKeys(context, keys.items);
        });
    }
  }

  async function describeNext(): Promise<void> {
    const account = openedAccount(store.getState());
    const name = queue.shift();
    if (account === undefined || name === undefined) return;
    running += 1;
    try {
      learnBucket(context, name, await account.describeBucket(name, context.signal));
    } catch {
      // Not knowing is not a fault: the finding of the compiled role says what could not be looked up.
      learnBucket(context, name, {});
    } finally {
      running -= 1;
      void describeNext();
    }
  }

  return {
    discoverFor(step) {
      for (const list of LISTS[step] ?? []) if (store.getState()[list].status === "idle") start(list);
    },
    again(list) {
      start(list);
    },
    chooseBuckets(names, on) {
      const { answers, facts } = store.getState();
      const { reads, writes } = useOfData(context);
      const access = reads === writes ? "read-write" : reads ? "read" : "write";
      store.setState({ answers: chooseBuckets(answers, names, on, access), fault: undefined });
      if (on) {
        for (const name of names) {
          const known = facts.buckets?.[name];
          if (known === undefined) queue.push(name);
          else adoptKey(context, name, known);
        }
        while (running < AT_ONCE && queue.length > 0) void describeNext();
      }
      context.recompile();
    },
  };
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

function learnKeys(context: WizardContext, keys: readonly KeySummary[]): void {
  const { facts } = context.store.getState();
  const known = { ...facts.keys };
  for (const { arn, aliases, description, delegation } of keys) known[arn] = { aliases, description, delegation };
  context.store.setState({ facts: { ...facts, keys: known } });
  context.recompileSoon();
}
