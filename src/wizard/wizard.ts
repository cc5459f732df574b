import { createStore, type StoreApi } from "zustand/vanilla";
import type { RoleSummary } from "../aws/account.js";
import type { RoleFile } from "../role/role-file.js";
import { type Audit, auditActions, NO_AUDIT } from "./audit.js";
import { learnBeyond } from "./beyond.js";
import { type Conclude, concludeActions } from "./conclude.js";
import { type Connect, connectActions } from "./connect.js";
import type { Core, Services, WizardContext } from "./context.js";
import { type Discover, discoverActions } from "./discover.js";
import { dropDraft, findDraft, newDraftFile, saveDraft } from "./drafts.js";
import { IDLE } from "./listing.js";
import { liveRoles } from "./live-roles.js";
import { learnNamesake } from "./namesake.js";
import { openFile } from "./open-file.js";
import { compiledState, currentFile } from "./recompile.js";
import { type Recovery, recoveryActions } from "./recovery.js";
import { EMPTY_ANSWERS, ownAnswers, shelfToKeep } from "./shelf.js";
import type { AccountChoice, Goal, WizardState } from "./state.js";
import { stepAfter, stepBefore, stepOf } from "./steps.js";
import { takeRole } from "./take-role.js";

/** The wizard without a screen: its state, and what can be done. */
export interface Wizard extends Connect, Discover, Audit, Conclude, Recovery {
  store: StoreApi<WizardState>;
  services: Services;
  /** The knowledge behind the screens, once it is loaded. */
  core(): Core | undefined;
  /** Opens the account and loads the core: once the first screen stands, so that they do not delay it. */
  begin(): void;
  /** Goes on, or says why not. */
  next(): void;
  /** Goes back; loses nothing. False at the start. */
  back(): boolean;
  /** Changes the answers. */
  update(change: (file: RoleFile) => RoleFile): void;
  /** Gives the role a name of the person's own. */
  nameRole(name: string): void;
  chooseGoal(goal: Goal): void;
  /** Takes over name, path, description, tags and bounds of a role that exists. */
  takeRole(role: RoleSummary): Promise<void>;
  /** Opens a role file; a fault in it is shown in its place. */
  openFile(path: string): Promise<void>;
  resumeDraft(): void;
  discardDraft(): void;
  /** Saves draft and lists, and stops what is under way. */
  close(): Promise<void>;
}

/** What the wizard may be started with. */
export interface WizardOptions {
  /** Which account to open at once. */
  choice: AccountChoice;
  /** A role file to start from. */
  file?: string;
}

/** How long after the last change the draft is written, in milliseconds. */
const DRAFT_DELAY = 300;

/** How long the account's answers are gathered before the role is compiled again, in milliseconds. */
const RECOMPILE_DELAY = 50;

/** Makes a wizard. Nothing is opened or read but the draft until it begins. */
export function createWizard(services: Services, options: WizardOptions): Wizard {
  const draft = options.file === undefined ? findDraft() : undefined;
  const store = createStore<WizardState>(() => ({
    step: draft === undefined ? "account" : "draft",
    notice: [],
    ...(draft && { draft }),
    account: draft === undefined ? { status: "opening", choice: options.choice } : { status: "none" },
    goal: options.file === undefined ? "new" : "file",
    answers: EMPTY_ANSWERS,
    named: false,
    shelf: {},
    facts: {},
    buckets: IDLE,
    repositories: IDLE,
    keys: IDLE,
    roles: IDLE,
    audit: NO_AUDIT,
    auditView: { order: "worst", query: "" },
    unusableKeys: {},
    lit: new Set(),
    policyLines: [],
    proof: [],
    plan: { status: "idle" },
    applying: "idle",
    events: [],
    beyond: {},
    namesakes: {},
    unfinished: [],
  }));
  const ending = new AbortController();
  const draftFile = newDraftFile();
  let loaded: Core | undefined;
  let loading: Promise<Core> | undefined;
  let draftTimer: NodeJS.Timeout | undefined;
  let recompileTimer: NodeJS.Timeout | undefined;

  const context: WizardContext = {
    store,
    services,
    roles: liveRoles(),
    signal: ending.signal,
    core: () => loaded,
    async loadCore() {
      loading ??= import("./core.js");
      loaded = await loading;
      return loaded;
    },
    recompile() {
      clearTimeout(recompileTimer);
      recompileTimer = undefined;
      if (loaded !== undefined) store.setState(compiledState(store.getState(), loaded));
    },
    recompileSoon() {
      recompileTimer ??= setTimeout(() => context.recompile(), RECOMPILE_DELAY);
    },
  };
  const discover = discoverActions(context);
  const recovery = recoveryActions(context);
  const conclude = concludeActions(context, draftFile, recovery);
  const connect = connectActions(context);
  const audit = auditActions(context, enter);

  async function keepDraft(): Promise<void> {
    clearTimeout(draftTimer);
    const state = store.getState();
    const isEmpty = state.answers === EMPTY_ANSWERS && Object.keys(state.shelf).length === 0;
    if (isEmpty || state.step === "done") return;
    const choice = state.account.status === "none" ? undefined : state.account.choice;
    await saveDraft({
      file: draftFile,
      savedAt: new Date().toISOString(),
      step: state.step,
      goal: state.goal,
      answers: { ...state.answers, role: currentFile(state).role },
      ...(choice && { choice }),
      ...(state.tightening && { tightening: state.tightening }),
      shelf: shelfToKeep(state.shelf),
    });
  }

  // What the account says may change the role while it is looked at: then it is compared, and shown, again.
  store.subscribe((state, before) => {
    if (state.compile?.compiled === before.compile?.compiled || state.compile?.compiled === undefined) return;
    if (state.step === "review") void conclude.preparePlan();
    else if (state.step === "apply" && state.applying === "idle") {
      enter("review", ["What was found out in the account meanwhile has changed the role: look at it again."]);
    }
  });
  store.subscribe((state, before) => {
    if (state.account !== before.account && state.account.status === "open") void recovery.findUnfinished();
  });
  store.subscribe((state, before) => {
    if (state.answers === before.answers && state.step === before.step) return;
    clearTimeout(draftTimer);
    draftTimer = setTimeout(() => void keepDraft().catch(() => undefined), DRAFT_DELAY);
    draftTimer.unref();
  });

  function enter(step: WizardState["step"], notice: readonly string[] = []): void {
    store.setState({ step, notice, fault: undefined });
    discover.discoverFor(step);
    if (step === "roles" && store.getState().audit.status === "idle") void audit.auditRoles();
    if (step === "review") void conclude.preparePlan();
    if (step === "guardrails") {
      void learnBeyond(context);
      void learnNamesake(context);
    }
  }

  const wizard: Wizard = {
    store,
    services,
    ...connect,
    ...discover,
    ...audit,
    ...conclude,
    ...recovery,
    core: () => loaded,
    next() {
      const state = store.getState();
      const fault = stepOf(state.step).fault?.(state);
      if (fault !== undefined) {
        store.setState({ fault });
        return;
      }
      const { id, skipped } = stepAfter(state);
      enter(id, skipped);
    },
    back() {
      const state = store.getState();
      if (state.applying === "running" || state.step === "done") return false;
      const before = stepBefore(state);
      if (before === undefined) return false;
      enter(before);
      return true;
    },
    update(change) {
      store.setState((state) => ({ answers: change(state.answers), fault: undefined }));
      context.recompile();
    },
    nameRole(name) {
      store.setState((state) => ({
        named: true,
        fault: undefined,
        answers: { ...state.answers, role: { ...state.answers.role, name } },
      }));
      context.recompile();
      void learnNamesake(context);
    },
    chooseGoal(goal) {
      store.setState((state) => ({ ...(goal !== "audit" && ownAnswers(state)), goal }));
      context.recompile();
      if (goal === "change") discover.list("roles");
    },
    takeRole: (role) => takeRole(context, enter, role),
    openFile: (path) => openFile(context, connect, path),
    resumeDraft() {
      const { draft } = store.getState();
      if (draft === undefined) return;
      store.setState({
        answers: draft.answers,
        named: draft.answers.role.name !== "",
        goal: draft.goal,
        tightening: draft.tightening,
        shelf: draft.shelf ?? {},
        draft: undefined,
      });
      dropDraft(draft.file);
      context.recompile();
      enter("account", ["Your answers are back: enter goes through them."]);
      void connect.connect(draft.choice ?? options.choice);
    },
    discardDraft() {
      const { draft } = store.getState();
      if (draft !== undefined) dropDraft(draft.file);
      store.setState({ draft: undefined });
      enter("account");
      void connect.connect(options.choice);
    },
    begin() {
      const { account } = store.getState();
      // Whoever was quicker has chosen another account already.
      if (account.status === "opening" && account.choice === options.choice) void connect.connect(options.choice);
      void context.loadCore().then(() => {
        context.recompile();
        if (options.file !== undefined) void wizard.openFile(options.file);
      });
    },
    async close() {
      ending.abort();
      await Promise.all([keepDraft().catch(() => undefined), discover.listsKept()]);
      clearTimeout(draftTimer);
      clearTimeout(recompileTimer);
    },
  };

  return wizard;
}
