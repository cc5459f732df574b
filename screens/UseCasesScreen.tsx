import { useState } from "react";
import { setOption, toggleUseCase } from "../src/wizard/answers.js";
import type { OptionSpec } from "../src/wizard/state.js";
import { type Row, RowList } from "./parts/RowList.js";
import { TextField } from "./parts/TextField.js";
import { type ScreenProps, useWizard, useWizardState } from "./wizard-context.js";

type Target = { useCase: string; option?: string; value?: string; spec?: OptionSpec };

/** The use cases, each with its options below it once it is chosen. */
export function UseCasesScreen({ width, height, isActive }: ScreenProps) {
  const wizard = useWizard();
  const chosen = useWizardState((state) => state.answers.useCases);
  const [editing, setEditing] = useState<string>();
  const core = wizard.core();
  if (core === undefined) return null;

  const rows: Row[] = [];
  const targets = new Map<string, Target>();
  const add = (row: Row, target: Target) => {
    rows.push(row);
    targets.set(row.id, target);
  };
  for (const useCase of core.catalog) {
    const given = chosen[useCase.id];
    add(
      { id: useCase.id, text: useCase.title, mark: given ? "on" : "off", help: useCase.summary },
      { useCase: useCase.id },
    );
    if (given === undefined) continue;
    const options = core.resolveOptions(useCase, given);
    for (const [option, spec] of Object.entries(useCase.options)) {
      const id = `${useCase.id}.${option}`;
      const target = { useCase: useCase.id, option, spec };
      if (!core.isAsked(spec, options)) continue;
      if (spec.kind === "flag") {
        add({ id, text: spec.title, mark: options[option] ? "on" : "off", indent: 2, help: spec.help }, target);
      } else if (spec.kind === "choices") {
        rows.push({ id, text: spec.title, indent: 2, heading: true });
        const values = options[option] as readonly string[];
        for (const { value, title, help } of spec.values) {
          add(
            { id: `${id}.${value}`, text: title, mark: values.includes(value) ? "on" : "off", indent: 3, help },
            { ...target, value },
          );
        }
      } else {
        const values = options[option] as readonly string[];
        add(
          {
            id,
            text: spec.title,
            indent: 2,
            mark: "none",
            value: values.length > 0 ? values.join(", ") : "none yet: space to type",
            help: spec.help,
          },
          target,
        );
      }
    }
  }

  function change(row: Row): void {
    const target = targets.get(row.id);
    if (target === undefined || core === undefined) return;
    const { useCase: id, option, spec, value } = target;
    if (option === undefined || spec === undefined) {
      wizard.update((file) =>
        inCatalogOrder(
          toggleUseCase(file, id),
          core.catalog.map((entry) => entry.id),
        ),
      );
      return;
    }
    if (spec.kind === "texts") {
      setEditing(row.id);
      return;
    }
    const useCase = core.findUseCase(id);
    if (useCase === undefined) return;
    const current = core.resolveOptions(useCase, chosen[id] ?? {})[option];
    if (spec.kind === "flag") {
      wizard.update((file) => setOption(file, id, option, current ? undefined : true));
      return;
    }
    const values = current as readonly string[];
    const toggled = spec.values
      .map((entry) => entry.value)
      .filter((entry) => values.includes(entry) !== (entry === value));
    wizard.update((file) => setOption(file, id, option, toggled));
  }

  const edited = editing === undefined ? undefined : targets.get(editing);
  const editedOption = edited?.option;
  const editedSpec = edited?.spec?.kind === "texts" ? edited.spec : undefined;
  return (
    <RowList
      rows={rows}
      width={width}
      height={height}
      isActive={isActive}
      onSpace={change}
      {...(editing !== undefined &&
        edited !== undefined &&
        editedOption !== undefined &&
        editedSpec !== undefined && {
          editing: {
            id: editing,
            element: (fieldWidth) => (
              <TextField
                isActive={isActive}
                width={fieldWidth}
                initial={((chosen[edited.useCase]?.[editedOption] as string[] | undefined) ?? []).join(", ")}
                placeholder={editedSpec.example}
                validate={(text) => textsFault(text, editedSpec)}
                onSubmit={(text) => {
                  const list = splitTexts(text);
                  wizard.update((file) =>
                    setOption(file, edited.useCase, editedOption, list.length > 0 ? list : undefined),
                  );
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

function splitTexts(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== "");
}

function textsFault(text: string, spec: Extract<OptionSpec, { kind: "texts" }>): string | undefined {
  const wrong = splitTexts(text).find((part) => !new RegExp(`^(?:${spec.pattern})$`).test(part));
  return wrong === undefined ? undefined : `"${wrong}" does not look like ${spec.example}`;
}

function inCatalogOrder<T extends { useCases: Record<string, Record<string, unknown>> }>(
  file: T,
  ids: readonly string[],
): T {
  const entries = ids.flatMap((id) => {
    const options = file.useCases[id];
    return options === undefined ? [] : [[id, options] as const];
  });
  return { ...file, useCases: Object.fromEntries(entries) };
}
