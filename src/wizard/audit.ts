import { setImmediate as turn } from "node:timers/promises";
import type { FoundRole } from "../audit/found-role.js";
import type { AuditedRole } from "../audit/judge.js";
import type { Proposal } from "../audit/tighten.js";
import type { Usage } from "../audit/usage.js";
import type { AwsAccount } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { type Core, type Enter, openedAccount, type WizardContext } from "./context.js";
import { asProblem } from "./listing.js";
import { describe } from "./open-file.js";
import { keyOf, type Shelved, takeUp } from "./shelf.js";
import type { AuditState, RolePage, WizardState } from "./state.js";
import { besideName, guessesOf } from "./tightening.js";

/** The actions of an audit. Nothing of it changes the account. */
export interface Audit {
  /** Reads and judges the roles that SageMaker may assume; anew when they were read before. */
  auditRoles(): Promise<void>;
  /** Keeps how the table is looked at, for when one comes back to it. */
  viewAudit(view: WizardState["auditView"]): void;
  /** Opens the page of one role, and reads by itself what the list does not tell. */
  openRole(name: string): Promise<void>;
  /**
   * Proposes tighter answers for the role whose page is open, and goes through the steps with them; with those that were
   * given before, where there are any.
   * @param beside makes another role beside it, and leaves it as it is
   */
  tighten(beside: boolean): Promise<void>;
  /** Goes on with the answers for the role that is tightened. */
  goOnTightening(): void;
}

/** An audit nobody has asked for yet. */
export const NO_AUDIT: AuditState = { status: "idle", roles: [], unread: [] };

/** How often the table shows what was judged meanwhile, in milliseconds: it is sorted anew each time. */
const SHOWN_EVERY = 200;

/** Makes the actions of an audit. */
export function auditActions(context: WizardContext, enter: Enter): Audit {
  const { store } = context;
  let run = 0;
  let opening = 0;

  function change(audit: Partial<AuditState>): void {
    store.setState((state) => ({ audit: { ...state.audit, ...audit } }));
  }

  return {
    async auditRoles() {
      const account = openedAccount(store.getState());
      if (account === undefined) return;
      run += 1;
      const mine = run;
      const isCurrent = () => run === mine && openedAccount(store.getState()) === account;
      store.setState({ audit: { ...NO_AUDIT, status: "reading" } });
      const roles: AuditedRole[] = [];
      const unread: AuditState["unread"][number][] = [];
      let shownAt = 0;
      const show = () => {
        shownAt = Date.now();
        change({ roles: [...roles], unread: [...unread] });
      };
      try {
        const core = await context.loadCore();
        const onFallback = (fallback: Problem) => isCurrent() && change({ fallback });
        for await (const page of core.findRoles(account, { signal: context.signal, onFallback })) {
          unread.push(...page.unread);
          for (const role of page.roles) {
            roles.push(await core.judgeRole(role, Date.now()));
            // Keys come between two roles, however many there are.
            await turn();
            if (!isCurrent()) return;
            if (Date.now() - shownAt > SHOWN_EVERY) show();
          }
        }
        if (!isCurrent()) return;
        show();
        change({ status: "done" });
      } catch (error) {
        if (!isCurrent()) return;
        show();
        change({ status: "failed", problem: asProblem(error) });
      }
    },

    viewAudit(auditView) {
      store.setState({ auditView });
    },

    async openRole(name) {
      const account = openedAccount(store.getState());
      if (account === undefined) return;
      opening += 1;
      const mine = opening;
      const judged = store.getState().audit.roles.find((role) => role.name === name);
      let page: RolePage = { name, status: "reading", use: "asking", ...(judged && { judged }) };
      const tell = (more: Partial<RolePage>) => {
        if (opening !== mine || openedAccount(store.getState()) !== account) return;
        page = { ...page, ...more };
        store.setState({ rolePage: page });
      };
      tell({});
      enter("role");
      try {
        const core = await context.loadCore();
        const found = await core.findRole(account, name, context.signal);
        if (found === undefined) throw goneRole(name);
        tell({ status: "ready", found, judged: await core.judgeRole(found, Date.now()) });
        const { region } = account;
        await Promise.all([
          learnUse(core, account, found, context.signal).then((used) => {
            const { judged } = page;
            if ("usage" in used && judged !== undefined) {
              const findings = [...judged.findings, ...core.usageFindings(found, used.usage)];
              tell({ judged: { ...judged, ...core.withFindings(judged, findings), usage: used.usage }, use: "known" });
            } else if ("problem" in used) tell({ use: "unknown", useProblem: used.problem });
          }),
          // The page is drawn first: this takes a moment in which no key is heard.
          turn()
            .then(() => core.tightestOf(found, region))
            .then((tightest) => page.judged && tell({ judged: { ...page.judged, tightest: tightest ?? null } })),
        ]);
      } catch (error) {
        tell({ status: "failed", problem: asProblem(error), use: "unknown" });
      }
    },

    async tighten(beside) {
      const { rolePage, account } = store.getState();
      const found = rolePage?.found;
      if (found === undefined || account.status !== "open") return;
      const { identity, region } = account.account;
      const usage = rolePage?.judged?.usage;
      const core = await context.loadCore();
      const propose = (): Shelved => {
        const place = { account: identity.account, region };
        const proposal = core.proposeTight(found, { ...(usage && { usage }) }, place);
        const { name } = found.definition;
        const role = { ...proposal.file.role, name: beside ? besideName(name) : name };
        return {
          answers: { ...proposal.file, role },
          named: true,
          tightening: {
            role: name,
            arn: found.arn,
            beside,
            guesses: guessesOf(proposal),
            open: [...otherRegion(proposal, region), ...proposal.open],
          },
        };
      };
      try {
        store.setState((state) => takeUp(state, keyOf({ arn: found.arn, beside }), propose));
        context.recompile();
        enter("use-cases");
      } catch (error) {
        store.setState({ fault: describe(asProblem(error)) });
      }
    },

    goOnTightening() {
      store.setState({ goal: "audit" });
      enter("use-cases");
    },
  };
}

/** The role is compiled for the region of the session, wherever its policies say it works. */
function otherRegion({ file }: Proposal, region: string): string[] {
  if (file.region === undefined || file.region === region) return [];
  return [`Its policies name ${file.region}, and you are in ${region}: go back to Account and choose that region.`];
}

function goneRole(name: string): Problem {
  return new Problem("no-such-role", `No role is named ${name} any more.`, "Go back, and press r to read them again.");
}

/** What IAM says of a role's use, or why it says nothing. */
async function learnUse(
  core: Core,
  account: AwsAccount,
  found: FoundRole,
  signal: AbortSignal,
): Promise<{ usage: Usage } | { problem: Problem }> {
  try {
    return { usage: await core.usageOf(found, await account.lastAccessed(found.arn, signal)) };
  } catch (error) {
    return { problem: asProblem(error) };
  }
}
