import { Box } from "ink";
import { useMemo, useState } from "react";
import { recoveryLines } from "./ApplyScreen.js";
import { ListStatus } from "./parts/ListStatus.js";
import { Message } from "./parts/Message.js";
import { MultiSelect } from "./parts/MultiSelect.js";
import { SingleSelect } from "./parts/SingleSelect.js";
import { Spinner } from "./parts/Spinner.js";
import { Text } from "./parts/Text.js";
import { TextField } from "./parts/TextField.js";
import { wrap } from "./parts/truncate.js";
import { useKeys } from "./parts/use-keys.js";
import { type ScreenProps, useWizard, useWizardState } from "./wizard-context.js";

const NONE: ReadonlySet<string> = new Set();

/** A new role, one that exists, an audit, or a role file. */
export function GoalScreen({ width, height, isActive }: ScreenProps) {
  const wizard = useWizard();
  const roles = useWizardState((state) => state.roles);
  const source = useWizardState((state) => state.source);
  const connected = useWizardState((state) => state.account.status === "open");
  const tightening = useWizardState((state) => state.tightening);
  const unfinished = useWizardState((state) => state.unfinished);
  const recovery = useWizardState((state) => state.recovery);
  const [asked, setAsked] = useState<"goal" | "role" | "file">("goal");

  const items = useMemo(
    () => roles.items.map((role) => ({ id: role.name, label: role.name, hint: role.description || role.path })),
    [roles.items],
  );
  const pick = (name: string) => {
    const role = roles.items.find((candidate) => candidate.name === name);
    if (role !== undefined) void wizard.takeRole(role);
  };
  useKeys(
    (input, key) => {
      if (key.escape) setAsked("goal");
      else if (input === "r") wizard.again("roles");
      else if (input === "s") wizard.stopListing("roles");
      else return false;
      return true;
    },
    { isActive: isActive && asked === "role" },
  );

  if (asked === "file") {
    return (
      <Box flexDirection="column" width={width}>
        <Text>Path of the role file:</Text>
        <Box paddingTop={1}>
          <TextField
            isActive={isActive}
            width={width}
            placeholder="churn-training.role.yaml"
            onSubmit={(path) => {
              void wizard.openFile(path).then(() => {
                if (wizard.store.getState().source !== undefined) wizard.next();
              });
            }}
            onCancel={() => setAsked("goal")}
          />
        </Box>
      </Box>
    );
  }
  if (asked === "role") {
    if (roles.status === "failed" && roles.problem !== undefined) {
      return (
        <Message
          problem={{
            message: roles.problem.message,
            next: "Press r to try again; or press esc, choose “Make a new role” and give it the name of the role to change.",
          }}
          tone="warning"
          width={width}
          most={height}
        />
      );
    }
    if (roles.items.length === 0 && roles.status === "loading") return <Spinner label="Reading the roles…" />;
    const statusRoom = height < 6 ? 0 : 1;
    return (
      <Box flexDirection="column" width={width} height={height}>
        <MultiSelect
          items={items}
          selected={NONE}
          width={width}
          height={height - statusRoom}
          isActive={isActive}
          what="roles"
          loading={roles.status === "loading"}
          onPick={pick}
        />
        {statusRoom > 0 && <ListStatus listing={roles} width={width} />}
      </Box>
    );
  }
  const [cutShort] = unfinished;
  if (recovery?.status === "running")
    return <Spinner label={`${recovery.role}: ${recovery.done.at(-1) ?? "reading it"}…`} />;
  if (cutShort !== undefined) {
    const told = recovery === undefined ? [] : recoveryLines(recovery).flatMap(({ text }) => wrap(text, width));
    const role = wizard.core()?.roleNameOf(cutShort.plan) ?? "";
    const head = [
      ...wrap(
        `An apply to the role ${role} was cut short (${cutShort.startedAt.slice(0, 16).replace("T", " ")} UTC).`,
        width,
      ),
      ...told,
    ].slice(0, Math.max(1, height - 5));
    return (
      <Box flexDirection="column" width={width} height={height}>
        {head.map((line) => (
          <Text key={line} bold>
            {line}
          </Text>
        ))}
        <Text> </Text>
        <SingleSelect
          choices={[
            { label: "Finish it", value: "forward" as const, help: "Makes the calls that are left." },
            { label: "Go back to what was before", value: "back" as const, help: "Takes back what was done." },
            { label: "Leave the role as it is now", value: "forget" as const, help: "It is not offered again." },
          ]}
          width={width}
          height={height - head.length - 1}
          isActive={isActive}
          onSelect={(value) => {
            if (value === "forget") wizard.forgetApply(cutShort);
            else void wizard.recover(cutShort, value);
          }}
        />
      </Box>
    );
  }
  return (
    <SingleSelect
      choices={[
        ...(tightening === undefined
          ? []
          : [
              {
                label: `Go on tightening ${tightening.role}`,
                value: "tighten" as const,
                help: "Its answers are as you left them.",
              },
            ]),
        ...(source === undefined
          ? []
          : [
              {
                label: `Go on with ${source.path}`,
                value: "go" as const,
                help: "Its answers are filled in; change what you like.",
              },
            ]),
        {
          label: "Make a new role",
          value: "new" as const,
          help: "Answer a few questions; see the policy grow; nothing is written before you say so.",
        },
        ...(connected
          ? [
              {
                label: "Change a role that exists",
                value: "role" as const,
                help: "Takes over its name, tags and bounds. Review shows what would change.",
              },
              {
                label: "Audit the roles that are there",
                value: "audit" as const,
                help: "Judges every role that SageMaker may assume, the worst first. Changes nothing.",
              },
            ]
          : []),
        {
          label: "Open a role file",
          value: "file" as const,
          help: "A *.role.yaml file, from here or from a colleague.",
        },
      ]}
      width={width}
      height={height}
      isActive={isActive}
      onSelect={(value) => {
        if (value === "go") {
          wizard.chooseGoal("file");
          wizard.next();
        } else if (value === "new") {
          wizard.chooseGoal("new");
          wizard.next();
        } else if (value === "role") {
          wizard.chooseGoal("change");
          setAsked("role");
        } else if (value === "tighten") wizard.goOnTightening();
        else if (value === "audit") {
          wizard.chooseGoal("audit");
          wizard.next();
        } else setAsked("file");
      }}
    />
  );
}
