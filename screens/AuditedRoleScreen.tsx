import { useMemo, useState } from "react";
import { type PagePart, rolePageParts } from "../src/wizard/role-page.js";
import { besideName } from "../src/wizard/tightening.js";
import { commandOf } from "./keys.js";
import { type Line, Lines } from "./parts/Lines.js";
import { SingleSelect } from "./parts/SingleSelect.js";
import { wrap } from "./parts/truncate.js";
import { useKeys } from "./parts/use-keys.js";
import { theme } from "./theme.js";
import { type ScreenProps, useWizard, useWizardState } from "./wizard-context.js";

/** All that the audit says of one role, and the ways to tighten it. */
export function AuditedRoleScreen({ width, height, isActive }: ScreenProps) {
  const wizard = useWizard();
  const page = useWizardState((state) => state.rolePage);
  const [isAsked, setAsked] = useState(false);
  const isRead = page?.found !== undefined;
  const lines = useMemo(
    () =>
      page === undefined
        ? []
        : rolePageParts(page).flatMap((part, index) => [
            ...(part.kind === "title" && index > 0 ? [{ text: "" }] : []),
            ...partLines(part, width),
          ]),
    [page, width],
  );
  useKeys(
    (input, key) => {
      const command = commandOf(input, key);
      if (isAsked && command === "back") setAsked(false);
      else if (!isAsked && command === "next" && isRead) setAsked(true);
      else return false;
      return true;
    },
    { isActive },
  );

  if (!isAsked || page === undefined) return <Lines lines={lines} width={width} height={height} isActive={isActive} />;
  return (
    <SingleSelect
      choices={[
        {
          label: `Tighten ${page.name}`,
          value: "tighten" as const,
          help: "Goes through the steps with answers guessed from its policies and its use. Nothing is written before Review.",
        },
        {
          label: `Make ${besideName(page.name)} beside it`,
          value: "beside" as const,
          help: "The same as a role of its own: what is there stays as it is, and is moved over when you like.",
        },
        { label: "Back to the page", value: "back" as const },
      ]}
      width={width}
      height={height}
      isActive={isActive}
      onSelect={(value) => {
        if (value === "back") setAsked(false);
        else void wizard.tighten(value === "beside");
      }}
    />
  );
}

const COLOURS = { high: theme.danger, medium: theme.warning, low: undefined };

function partLines(part: PagePart, width: number): Line[] {
  switch (part.kind) {
    case "title":
      return hanging("", part.text, width, { bold: true });
    case "verdict":
      return [
        ...hanging(part.severity === undefined ? "✓ " : "! ", part.text, width, {
          bold: true,
          color: part.severity === undefined ? theme.success : COLOURS[part.severity],
        }),
      ];
    case "fact":
      return hanging(`  ${part.label.padEnd(Math.min(12, Math.floor(width / 4)))} `, part.text, width);
    case "attack":
      return hanging("  ! ", part.text, width);
    case "finding":
      return [
        ...hanging(`  ${part.severity.padEnd(7)}`, `${part.code}, ${part.place}`, width, {
          color: COLOURS[part.severity],
        }),
        ...hanging("         ", part.text, width),
        ...hanging("       → ", part.remedy, width, { color: theme.text.muted }),
      ];
    case "note":
      return hanging("  ", part.text, width, { color: theme.text.muted });
  }
}

/** A text as lines behind a lead that stands on the first only. */
function hanging(lead: string, text: string, width: number, style: Omit<Line, "text"> = {}): Line[] {
  return wrap(text, Math.max(10, width - lead.length)).map((part, index) => ({
    ...style,
    text: `${index === 0 ? lead : " ".repeat(lead.length)}${part}`,
  }));
}
