import { Box } from "ink";
import { useEffect, useState } from "react";
import type { AccountChoice, WizardState } from "../src/wizard/state.js";
import type { Line } from "./parts/Lines.js";
import { messageLines } from "./parts/Message.js";
import { type Choice, SingleSelect } from "./parts/SingleSelect.js";
import { Spinner } from "./parts/Spinner.js";
import { Text } from "./parts/Text.js";
import { TextField } from "./parts/TextField.js";
import { clip, fitMiddle } from "./parts/truncate.js";
import { theme } from "./theme.js";
import { type ScreenProps, useWizard, useWizardState } from "./wizard-context.js";

type Question = "account" | "profile" | "region" | "offline-account" | "offline-region";

/** Who one is, where, and the ways to be somebody else. */
export function AccountScreen({ width, height, isActive }: ScreenProps) {
  const wizard = useWizard();
  const account = useWizardState((state) => state.account);
  const [question, setQuestion] = useState<Question>("account");
  const [profiles, setProfiles] = useState<readonly { name: string; region?: string }[]>([]);
  const [offlineAccount, setOfflineAccount] = useState("");

  useEffect(() => {
    void wizard.services.listProfiles().then(setProfiles, () => undefined);
  }, [wizard]);

  const connect = (choice: AccountChoice) => {
    setQuestion("account");
    void wizard.connect(choice);
  };
  const backToAccount = () => setQuestion("account");

  if (account.status === "mfa") {
    return (
      <Asked width={width} words={`Code of the MFA device ${account.serial}:`}>
        <TextField
          isActive={isActive}
          width={width}
          placeholder="123456"
          mask
          validate={(text) => (/^\d{6}$/.test(text) ? undefined : "A code is six digits.")}
          onSubmit={(code) => wizard.giveMfaCode(code)}
          onCancel={() => wizard.stopConnecting()}
        />
      </Asked>
    );
  }
  if (question === "offline-account") {
    return (
      <Asked width={width} words="Number of the AWS account the role will be in:">
        <TextField
          isActive={isActive}
          width={width}
          placeholder="111122223333"
          validate={(text) => wizard.core()?.accountFault(text)}
          onSubmit={(text) => {
            setOfflineAccount(text);
            setQuestion("offline-region");
          }}
          onCancel={backToAccount}
        />
      </Asked>
    );
  }
  if (question === "offline-region" || question === "region") {
    return (
      <Asked width={width} words="Region the jobs run in:">
        <TextField
          key={question}
          isActive={isActive}
          width={width}
          placeholder="eu-west-1"
          validate={(text) => regionFault(text, wizard.core())}
          onSubmit={(region) => {
            if (question === "offline-region") connect({ kind: "offline", account: offlineAccount, region });
            else connect(withRegion(account.status === "none" ? undefined : account.choice, region));
          }}
          onCancel={backToAccount}
        />
      </Asked>
    );
  }
  if (question === "profile") {
    return (
      <SingleSelect
        choices={[
          ...profiles.map((profile) => ({
            label: profile.region === undefined ? profile.name : `${profile.name}  (${profile.region})`,
            value: profile.name as string | undefined,
          })),
          { label: "Back", value: undefined },
        ]}
        width={width}
        height={height}
        isActive={isActive}
        onSelect={(profile) => (profile === undefined ? backToAccount() : connect({ kind: "profile", profile }))}
      />
    );
  }

  const choices: Choice<"go" | "sandbox" | "again" | Question>[] = [];
  const embedded: Choice<"sandbox"> = {
    label: "Try it on the embedded account",
    value: "sandbox",
    help: "An example account inside this program. Nothing leaves this machine; nothing at AWS changes.",
  };
  const ready = account.status === "open" || account.status === "offline";
  if (ready) choices.push({ label: "Go on with this account", value: "go" });
  if (account.status === "failed" && account.problem.code === "no-region")
    choices.push({ label: "Name the region", value: "region" });
  const isSandbox = account.status !== "none" && account.choice.kind === "sandbox";
  if (!ready && !isSandbox) choices.push(embedded);
  if (account.status === "failed" || account.status === "none")
    choices.push({
      label: "Look for credentials again",
      value: "again",
      help: "After logging in in another terminal.",
    });
  if (profiles.length > 0)
    choices.push({
      label: "Use another profile",
      value: "profile",
      help: `${profiles.length} in your AWS configuration.`,
    });
  if (account.status === "open" && !isSandbox) choices.push({ label: "Use another region", value: "region" });
  if (ready && !isSandbox) choices.push(embedded);
  choices.push({
    label: "Work without credentials",
    value: "offline-account",
    help: "Type names in; the end is a role file and a request for an administrator.",
  });

  const said = accountLines(account, width, Math.max(2, height - choices.length - 1));
  const gap = height - said.length - choices.length > 0 ? 1 : 0;
  return (
    <Box flexDirection="column" width={width} height={height}>
      {account.status === "opening" ? (
        <Spinner label={openingWords(account.choice)} />
      ) : (
        said.map((line) => (
          <Text key={line.text} color={line.color} bold={line.bold ?? false}>
            {line.text}
          </Text>
        ))
      )}
      {gap > 0 && <Text> </Text>}
      <SingleSelect
        key={`${account.status} ${choices.length}`}
        choices={choices}
        width={width}
        height={height - said.length - gap}
        isActive={isActive}
        onSelect={(value) => {
          if (value === "go") wizard.next();
          else if (value === "sandbox") connect({ kind: "sandbox" });
          else if (value === "again") connect(account.status === "none" ? { kind: "default" } : account.choice);
          else setQuestion(value);
        }}
      />
    </Box>
  );
}

/** Who one is, or why nobody. */
function accountLines(account: WizardState["account"], width: number, most: number): Line[] {
  switch (account.status) {
    case "failed":
      return messageLines(account.problem, "warning", width, most);
    case "offline":
      return [{ text: clip(`Without credentials, for account ${account.account} in ${account.region}.`, width) }];
    case "open": {
      const { identity, region, endpoint, sandbox } = account.account;
      return [
        {
          text: clip(`Account ${identity.account}  in ${region}${sandbox ? "  (the embedded account)" : ""}`, width),
          bold: true,
        },
        { text: fitMiddle(identity.arn, width), color: theme.text.muted },
        ...(endpoint === undefined
          ? []
          : [{ text: clip(`Endpoint ${endpoint}, not AWS itself.`, width), color: theme.warning }]),
      ];
    }
    case "none":
      return [{ text: "No account is open.", color: theme.text.muted }];
    default:
      return [{ text: "" }];
  }
}

function Asked({ words, width, children }: { words: string; width: number; children: React.ReactNode }) {
  return (
    <Box flexDirection="column" width={width}>
      <Text wrap="wrap">{words}</Text>
      <Box paddingTop={1}>{children}</Box>
    </Box>
  );
}

function openingWords(choice: AccountChoice): string {
  if (choice.kind === "profile") return `Opening the profile ${choice.profile}…`;
  return choice.kind === "sandbox" ? "Opening the embedded account…" : "Looking for AWS credentials…";
}

function withRegion(choice: AccountChoice | undefined, region: string): AccountChoice {
  if (choice?.kind === "profile") return { ...choice, region };
  if (choice?.kind === "offline") return { ...choice, region };
  return { kind: "default", region };
}

function regionFault(
  text: string,
  core: { regions: readonly string[]; nearest(typed: string, known: Iterable<string>): string | undefined } | undefined,
): string | undefined {
  if (core === undefined || core.regions.includes(text)) return undefined;
  const near = core.nearest(text, core.regions);
  return `"${text}" is not a region known here.${near === undefined ? "" : ` Did you mean ${near}?`}`;
}
