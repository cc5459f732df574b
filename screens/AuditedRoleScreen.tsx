import { useMemo } from "react";
import { type PagePart, rolePageParts } from "../src/wizard/role-page.js";
import { type Line, Lines } from "./parts/Lines.js";
import { wrap } from "./parts/truncate.js";
import { theme } from "./theme.js";
import { type ScreenProps, useWizardState } from "./wizard-context.js";

/** All that the audit says of one role. */
export function AuditedRoleScreen({ width, height, isActive }: ScreenProps) {
  const page = useWizardState((state) => state.rolePage);
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
  return <Lines lines={lines} width={width} height={height} isActive={isActive} />;
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
