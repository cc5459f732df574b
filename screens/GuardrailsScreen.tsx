import { useState } from "react";
import { fields, managedFields } from "./guardrail-fields.js";
import { RowList } from "./parts/RowList.js";
import { TextField } from "./parts/TextField.js";
import { type ScreenProps, useWizard, useWizardState } from "./wizard-context.js";

/** The role's name, tags and bounds, its network, who may assume it, and how it is delivered. */
export function GuardrailsScreen({ width, height, isActive }: ScreenProps) {
  const wizard = useWizard();
  const answers = useWizardState((state) => state.answers);
  const named = useWizardState((state) => state.named);
  const goal = useWizardState((state) => state.goal);
  const beyond = useWizardState((state) => state.beyond);
  const namesakes = useWizardState((state) => state.namesakes);
  const partition = useWizardState((state) => state.lastCompiled?.partition ?? "aws");
  const [editing, setEditing] = useState<string>();
  const core = wizard.core();
  if (core === undefined) return null;
  const rows = [
    ...fields(answers, named, goal === "change", core, namesakes),
    ...managedFields(answers, core, partition, beyond),
  ];
  const edited = rows.find((row) => row.id === editing);

  return (
    <RowList
      rows={rows}
      width={width}
      height={height}
      isActive={isActive}
      onSpace={(row) => {
        const field = rows.find((candidate) => candidate.id === row.id);
        if (field === undefined) return;
        if (field.text_ === undefined) field.set(wizard, "");
        else setEditing(field.id);
      }}
      {...(edited !== undefined && {
        editing: {
          id: edited.id,
          element: (fieldWidth) => (
            <TextField
              isActive={isActive}
              width={fieldWidth}
              initial={edited.text_ ?? ""}
              placeholder={edited.example ?? ""}
              validate={(text) => (text === "" && edited.id !== "name" ? undefined : edited.fault?.(text))}
              onSubmit={(text) => {
                edited.set(wizard, text);
                setEditing(undefined);
              }}
              onCancel={() => setEditing(undefined)}
            />
          ),
        },
      })}
    />
  );
}
