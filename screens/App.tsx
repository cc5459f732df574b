import { Box, useWindowSize } from "ink";
import { type ComponentType, useMemo, useState } from "react";
import type { StepId, WizardState } from "../src/wizard/state.js";
import { railOf, stepOf } from "../src/wizard/steps.js";
import { guessNotice } from "../src/wizard/tightening.js";
import type { Wizard } from "../src/wizard/wizard.js";
import { AccountScreen } from "./AccountScreen.js";
import { ApplyScreen } from "./ApplyScreen.js";
import { AuditedRoleScreen } from "./AuditedRoleScreen.js";
import { AuditScreen } from "./AuditScreen.js";
import { DataAccessScreen } from "./DataAccessScreen.js";
import { DataScreen } from "./DataScreen.js";
import { DoneScreen } from "./DoneScreen.js";
import { DraftScreen } from "./DraftScreen.js";
import { GoalScreen } from "./GoalScreen.js";
import { GuardrailsScreen } from "./GuardrailsScreen.js";
import { hintsFor, typingHints } from "./hints.js";
import { ImagesScreen } from "./ImagesScreen.js";
import { KeysScreen } from "./KeysScreen.js";
import { commandOf } from "./keys.js";
import { CodesOverlay, HelpOverlay, LeaveQuestion, WhyOverlay } from "./overlays.js";
import { PolicyPane } from "./PolicyPane.js";
import { Frame, frameRows, type HeaderInfo, TooSmall } from "./parts/Frame.js";
import { Text } from "./parts/Text.js";
import { clip, wrap } from "./parts/truncate.js";
import { KeysProvider, useIsTyping, useKeys } from "./parts/use-keys.js";
import { ReviewScreen } from "./ReviewScreen.js";
import { theme } from "./theme.js";
import { UseCasesScreen } from "./UseCasesScreen.js";
import { type ScreenProps, useWizard, useWizardState, WizardContext } from "./wizard-context.js";

const screens: Record<StepId, ComponentType<ScreenProps>> = {
  draft: DraftScreen,
  account: AccountScreen,
  goal: GoalScreen,
  roles: AuditScreen,
  role: AuditedRoleScreen,
  "use-cases": UseCasesScreen,
  data: DataScreen,
  "data-access": DataAccessScreen,
  images: ImagesScreen,
  keys: KeysScreen,
  guardrails: GuardrailsScreen,
  review: ReviewScreen,
  apply: ApplyScreen,
  done: DoneScreen,
};

/** Steps beside which the policy is worth seeing: those before have none, Review shows it itself. */
const WITH_PANE: ReadonlySet<StepId> = new Set(["use-cases", "data", "data-access", "images", "keys", "guardrails"]);

/** The list that a step shows. */
const LIST_OF: Partial<Record<StepId, "buckets" | "repositories" | "keys">> = {
  data: "buckets",
  images: "repositories",
  keys: "keys",
};

const WIDE = 110;

type Overlay = "help" | "why" | "leave";

interface Props {
  wizard: Wizard;
  /** Ends the program. */
  onLeave(): void;
}

/** The wizard on the screen. */
export function App({ wizard, onLeave }: Props) {
  return (
    <WizardContext.Provider value={wizard}>
      <KeysProvider>
        <Stage onLeave={onLeave} />
      </KeysProvider>
    </WizardContext.Provider>
  );
}

function Stage({ onLeave }: { onLeave(): void }) {
  const wizard = useWizard();
  const { columns, rows } = useWindowSize();
  const step = useWizardState((state) => state.step);
  const account = useWizardState((state) => state.account);
  const goal = useWizardState((state) => state.goal);
  const tightening = useWizardState((state) => state.tightening);
  const list = LIST_OF[step];
  const listing = useWizardState((state) => list && state[list].status);
  const [overlay, setOverlay] = useState<Overlay>();
  const [preview, setPreview] = useState(false);
  const isTyping = useIsTyping();
  const bare = columns < 60 || rows < 15;
  const wide = columns >= WIDE && !bare;
  const paned = WITH_PANE.has(step);

  useKeys((input, key) => {
    const command = commandOf(input, key);
    if (command === "interrupt" || command === "quit") {
      const state = wizard.store.getState();
      if (overlay === "leave" && command === "interrupt") onLeave();
      else if (isWorthAsking(state)) setOverlay("leave");
      else onLeave();
      return true;
    }
    if (overlay !== undefined) return true;
    if (preview && !wide && (command === "preview" || command === "back")) {
      setPreview(false);
      return true;
    }
    switch (command) {
      case "help":
        setOverlay("help");
        return true;
      case "why":
        if (WITH_PANE.has(step) || step === "review" || step === "role") setOverlay("why");
        return true;
      case "preview":
        if (paned) setPreview(!preview);
        return true;
      case "next":
        if (step === "done") onLeave();
        else wizard.next();
        return true;
      case "back":
        wizard.back();
        return true;
      default:
        return false;
    }
  });

  if (columns < 30 || rows < 8) return <TooSmall columns={columns} rows={rows} />;
  const bodyHeight = rows - frameRows(bare);
  const showsPane = paned && wide && overlay === undefined;
  const paneWidth = showsPane ? Math.min(64, Math.floor(columns * 0.45)) : 0;
  const covered = paned && preview && !wide;
  const width = columns - paneWidth - (showsPane ? 2 : 0);
  return (
    <Frame
      columns={columns}
      rows={rows}
      header={headerOf(account)}
      rail={railOf({ goal, tightening })}
      current={stepOf(step).rail}
      hints={isTyping ? typingHints : overlay === undefined ? hintsFor(step, listing) : overlayHints(overlay)}
      bare={bare}
      paneWidth={paneWidth}
      {...(showsPane && { pane: <PolicyPane width={paneWidth} height={bodyHeight} isActive={false} bordered /> })}
    >
      {overlay === "help" && <HelpOverlay width={columns} height={bodyHeight} onClose={() => setOverlay(undefined)} />}
      {overlay === "why" && step === "role" && (
        <CodesOverlay width={columns} height={bodyHeight} onClose={() => setOverlay(undefined)} />
      )}
      {overlay === "why" && step !== "role" && (
        <WhyOverlay width={columns} height={bodyHeight} onClose={() => setOverlay(undefined)} />
      )}
      {overlay === "leave" && (
        <LeaveQuestion width={columns} height={bodyHeight} onLeave={onLeave} onStay={() => setOverlay(undefined)} />
      )}
      {overlay === undefined && covered && <PolicyPane width={columns} height={bodyHeight} isActive />}
      {/* Kept drawn while covered, so that cursors and filters stay where they were. */}
      <Box display={overlay === undefined && !covered ? "flex" : "none"}>
        <StepBody step={step} width={width} height={bodyHeight} isActive={overlay === undefined && !covered} />
      </Box>
    </Frame>
  );
}

function StepBody({ step, width, height, isActive }: ScreenProps & { step: StepId }) {
  const given = useWizardState((state) => state.notice);
  const answers = useWizardState((state) => state.answers);
  const tightening = useWizardState((state) => state.tightening);
  const fault = useWizardState((state) => state.fault);
  const Screen = screens[step];
  const roomy = height >= 12;
  const noticeLines = useMemo(() => {
    const most = roomy ? 4 : 1;
    const lines = [...given, ...guessNotice({ tightening, answers, step })].flatMap((line) =>
      wrap(line, width - 2).map((part, index) => `${index === 0 ? "!" : " "} ${part}`),
    );
    const isCut = lines.length > most;
    return lines.slice(0, most).map((line, index) => (isCut && index === most - 1 ? clip(`${line} …`, width) : line));
  }, [given, tightening, answers, step, width, roomy]);
  const faultLines = fault === undefined ? [] : wrap(`✗ ${fault}`, width).slice(0, roomy ? 4 : 2);
  const head = 1 + noticeLines.length + (roomy ? 1 : 0);
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Text bold>{stepOf(step).title}</Text>
      {noticeLines.map((line) => (
        <Text key={line} color={theme.warning}>
          {line}
        </Text>
      ))}
      {roomy && <Text> </Text>}
      <Box height={Math.max(1, height - head - faultLines.length)} overflow="hidden">
        <Screen key={step} width={width} height={Math.max(1, height - head - faultLines.length)} isActive={isActive} />
      </Box>
      {faultLines.map((line) => (
        <Text key={line} color={theme.danger}>
          {line}
        </Text>
      ))}
    </Box>
  );
}

function headerOf(account: WizardState["account"]): HeaderInfo {
  if (account.status === "offline")
    return { account: account.account, region: account.region, badge: "NO CREDENTIALS" };
  if (account.status !== "open") return {};
  const { identity, region, sandbox, endpoint } = account.account;
  const badge = sandbox ? "SANDBOX" : endpoint === undefined ? undefined : "NOT AWS ITSELF";
  return {
    account: identity.account,
    region,
    identity: identity.arn.split(":").slice(5).join(":"),
    ...(badge !== undefined && { badge }),
  };
}

/** Leaving is asked about only where it would interrupt or leave something behind. */
function isWorthAsking(state: WizardState): boolean {
  return state.step !== "done" && (state.applying === "running" || Object.keys(state.answers.useCases).length > 0);
}

function overlayHints(overlay: Overlay) {
  if (overlay === "leave")
    return [
      { keys: "enter", does: "select" },
      { keys: "esc", does: "stay" },
    ];
  return [
    { keys: "esc", does: "close" },
    { keys: "↑↓", does: "scroll" },
  ];
}
