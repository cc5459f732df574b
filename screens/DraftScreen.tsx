import { SingleSelect } from "./parts/SingleSelect.js";
import { type ScreenProps, useWizard, useWizardState } from "./wizard-context.js";

/** Offers the answers of an earlier run. */
export function DraftScreen({ width, height, isActive }: ScreenProps) {
  const wizard = useWizard();
  const draft = useWizardState((state) => state.draft);
  if (draft === undefined) return null;
  const uses = Object.keys(draft.answers.useCases).join(", ") || "no use case yet";
  const saved = new Date(draft.savedAt).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  return (
    <SingleSelect
      choices={[
        {
          label: `Go on with the draft of ${saved}`,
          value: true,
          help: `${draft.answers.role.name}: ${uses}; ${draft.answers.data.length} buckets.`,
        },
        { label: "Start anew", value: false, help: "The draft is thrown away." },
      ]}
      width={width}
      height={height}
      isActive={isActive}
      onSelect={(resume) => (resume ? wizard.resumeDraft() : wizard.discardDraft())}
    />
  );
}
