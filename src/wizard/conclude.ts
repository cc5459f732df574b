import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { stateFolder } from "../base/folders.js";
import { Problem } from "../base/problem.js";
import type { AccessReport } from "../plan/access.js";
import type { OthersChoice } from "../plan/others.js";
import type { ApplyEvent } from "../plan/plan.js";
import type { PreflightReport } from "../plan/preflight.js";
import type { Compiled } from "../role/compile.js";
import { openedAccount, type WizardContext } from "./context.js";
import { dropDraft } from "./drafts.js";
import { learnPolicies } from "./learn-policies.js";
import { asProblem } from "./listing.js";
import { othersQuestion } from "./others.js";
import { currentFile } from "./recompile.js";
import type { Recovery } from "./recovery.js";
import type { Outcome, PlanState } from "./state.js";

/** The actions of Review, Apply and Done. */
export interface Conclude {
  /** Reads the live role, plans and proves. */
  preparePlan(): Promise<void>;
  /** Says what becomes of what others gave the role, and plans again. */
  chooseOthers(choice: OthersChoice): Promise<void>;
  /** Applies the plan that was shown. */
  apply(): Promise<void>;
  /** Takes back what an apply that failed has done. @returns whether all is as it was before */
  rollBack(): Promise<boolean>;
  /** Asks a running apply to stop before its next call. */
  stopApplying(): void;
  /** Writes the role file only. */
  save(): void;
  /** Writes the role file, the policies and the request for an administrator into a folder. */
  handOver(): void;
}

/** Makes the actions that end a run. */
export function concludeActions(context: WizardContext, draftFile: string, recovery: Recovery): Conclude {
  const { store, services } = context;
  let applying: AbortController | undefined;

  function compiled(): Compiled {
    const { compile } = store.getState();
    if (compile?.compiled === undefined)
      throw compile?.problem ?? new Problem("not-ready", "Nothing is compiled yet.", "");
    return compile.compiled;
  }

  /** Ends the run: writes the role file, drops the draft, shows Done. */
  function finish(kind: Outcome["kind"], more: Partial<Outcome> = {}, folder = services.folder): void {
    const role = compiled();
    const file = writeRoleFileInto(context, folder);
    dropDraft(draftFile);
    store.setState({
      step: "done",
      notice: [],
      outcome: { kind, roleArn: role.roleArn, file, snippet: snippet(role), ...more },
    });
  }

  /** Runs something that writes files, and shows what went wrong in its place. */
  function guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      store.setState({ applyProblem: asProblem(error) });
    }
  }

  return {
    async preparePlan() {
      const core = await context.loadCore();
      const state = store.getState();
      const role = state.compile?.compiled;
      if (role === undefined) return;
      const { others: chosen } = state;
      const others = chosen?.role === role.definition.name ? chosen.choice : undefined;
      const current = () => store.getState().compile?.compiled === role && store.getState().others === chosen;
      store.setState({
        proof: core.prove(role),
        applyProblem: undefined,
        recovery: undefined,
        applying: "idle",
        events: [],
      });
      const account = openedAccount(state);
      const blind = (problem?: Problem): PlanState => ({
        status: "blind",
        diff: core.diffRole(undefined, role.definition),
        ...(problem && { problem }),
      });
      if (account === undefined) {
        store.setState({ plan: blind() });
        return;
      }
      store.setState({ plan: { status: "loading" } });
      // What only the choices tell to look up; it changes the findings, and so the role is compiled again.
      void learnPolicies(context, account);
      let live: Awaited<ReturnType<typeof account.readRole>>;
      try {
        live = await context.roles.read(account, role.definition.name, context.signal);
      } catch (error) {
        if (current()) store.setState({ plan: blind(asProblem(error)) });
        return;
      }
      if (!current()) return;
      try {
        const plan = await core.planFor(role, live, account, { others, signal: context.signal });
        if (!current()) return;
        const diff = core.diffRole(live?.definition, plan.desired);
        store.setState({ plan: { status: "ready", plan, diff, ...(others && { others }) } });
        if (plan.steps.length === 0) return;
        const more = (found: { access?: AccessReport; preflight?: PreflightReport }) => {
          const { plan: shown } = store.getState();
          if (shown.status === "ready" && shown.plan === plan) store.setState({ plan: { ...shown, ...found } });
        };
        void core
          .preflight(plan, account, context.signal)
          .then((preflight) => more({ preflight }))
          .catch(() => undefined);
        if (live === undefined) return;
        more({ access: await core.accessBetween(account, live.definition, plan.desired, context.signal) });
      } catch (error) {
        store.setState({ plan: { status: "failed", problem: asProblem(error) } });
      }
    },

    async chooseOthers(choice) {
      store.setState({ others: { role: compiled().definition.name, choice }, plan: { status: "loading" } });
      await this.preparePlan();
      const { plan } = store.getState();
      if (plan.status !== "failed") return;
      // What cannot be kept is asked about again.
      store.setState({ others: undefined });
      await this.preparePlan();
      store.setState({ applyProblem: plan.problem });
    },

    async apply() {
      // What the account has answered a moment ago may change the role: then it is shown again, and not applied.
      const shown = store.getState().compile?.compiled;
      context.recompile();
      if (store.getState().compile?.compiled !== shown) return;
      const { plan, applying: running } = store.getState();
      const account = openedAccount(store.getState());
      if (plan.status !== "ready" || account === undefined || running === "running") return;
      const core = await context.loadCore();
      if (othersQuestion(store.getState(), core) === "open") return;
      applying = new AbortController();
      context.roles.forget();
      store.setState({ applying: "running", events: [], applyProblem: undefined, recovery: undefined });
      try {
        for await (const event of core.applyPlan(plan.plan, account, {
          signal: applying.signal,
          journal: core.journalOf(plan.plan, account),
        })) {
          store.setState((state) => ({ events: [...state.events, event] }));
        }
        const failed = store.getState().events.find(isFailure);
        if (failed !== undefined) {
          const { code, message, next } = failed.problem;
          store.setState({ applying: "stopped", applyProblem: new Problem(code, message, next) });
          await recovery.findUnfinished();
          // A role that was not there before is of no use half made.
          if (plan.plan.live === undefined && !applying.signal.aborted && (await this.rollBack())) {
            store.setState({ applyProblem: new Problem(code, message, `All is as it was before. ${next}`) });
          }
          return;
        }
        store.setState({ applying: "done" });
        finish("applied", { roleArn: plan.plan.roleArn });
      } catch (error) {
        store.setState({ applying: "stopped", applyProblem: asProblem(error) });
      }
    },

    async rollBack() {
      const name = compiled().definition.name.toLowerCase();
      const { unfinished } = store.getState();
      const record = unfinished.find(({ plan }) => context.core()?.roleNameOf(plan).toLowerCase() === name);
      return record !== undefined && (await recovery.recover(record, "back"));
    },

    stopApplying() {
      applying?.abort();
    },

    save() {
      guarded(() => finish("saved"));
    },

    handOver() {
      guarded(() => {
        const core = context.core();
        if (core === undefined) return;
        const role = compiled();
        const { plan, proof } = store.getState();
        const account = openedAccount(store.getState());
        const folder = freeName(services.folder, `${role.definition.name}-request`);
        mkdirSync(folder, { recursive: true });
        const files = core.handOverFiles(role, core.writeRoleFile(currentFile(store.getState())), {
          proof,
          ...(account !== undefined && { requester: account.identity.arn }),
          ...(plan.status === "ready" && { plan: plan.plan, ...(plan.access && { access: plan.access }) }),
        });
        for (const { name, text } of files) writeFileSync(join(folder, name), text);
        dropDraft(draftFile);
        store.setState({
          step: "done",
          notice: [],
          outcome: {
            kind: "handed-over",
            roleArn: role.roleArn,
            file: join(folder, `${role.definition.name}.role.yaml`),
            folder,
            files: files.map((file) => file.name),
            snippet: snippet(role),
          },
        });
      });
    },
  };
}

function isFailure(event: ApplyEvent): event is Extract<ApplyEvent, { type: "step-failed" }> {
  return event.type === "step-failed";
}

/**
 * Writes the role file: over the one this run started from (comments kept), else beside the person, never over
 * another file. Where the folder cannot be written, into the state folder.
 * @returns its absolute path
 */
function writeRoleFileInto(context: WizardContext, folder: string): string {
  const core = context.core();
  const state = context.store.getState();
  if (core === undefined)
    throw new Problem("not-ready", "The wizard is still loading.", "Wait a moment and try again.");
  const text = core.writeRoleFile(currentFile(state), state.source);
  const name = `${currentFile(state).role.name}.role.yaml`;
  if (state.source !== undefined) {
    writeFileSync(state.source.path, text);
    return resolve(state.source.path);
  }
  for (const place of [folder, stateFolder()]) {
    try {
      mkdirSync(place, { recursive: true });
      const same = join(place, name);
      const file = existsSync(same) && readFileSync(same, "utf8") === text ? same : freeName(place, name);
      writeFileSync(file, text, { flag: "w" });
      return resolve(file);
    } catch (error) {
      if (place === stateFolder()) throw error;
    }
  }
  throw new Problem("cannot-write", `${name} could not be written.`, "Start the wizard in a folder you may write to.");
}

/** `name`, or `name-2` and so on when it is taken; a role file keeps its ending. */
function freeName(folder: string, name: string): string {
  const [stem, ending] = name.endsWith(".role.yaml") ? [name.slice(0, -10), ".role.yaml"] : [name, ""];
  for (let n = 1; ; n++) {
    const file = join(folder, n === 1 ? name : `${stem}-${n}${ending}`);
    if (!existsSync(file)) return file;
  }
}

/** Python that uses the role, with the SageMaker Python SDK. */
function snippet(role: Compiled): string {
  const uses = new Set(role.context.useCases.keys());
  const lines = [`role = "${role.roleArn}"`];
  if (uses.has("training")) lines.push("estimator = Estimator(image_uri=image, role=role, …)");
  if (uses.has("endpoint")) lines.push("model = Model(image_uri=image, model_data=artifact, role=role)");
  if (uses.has("pipeline")) lines.push("pipeline.upsert(role_arn=role)");
  if (uses.has("notebook-instance")) lines.push("client.create_notebook_instance(RoleArn=role, …)");
  return lines.join("\n");
}
