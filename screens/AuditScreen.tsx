import { Box } from "ink";
import { memo, useMemo, useState } from "react";
import { type AuditRow, auditCount, auditRows, nextOrder, rowFinder } from "../src/wizard/audit-table.js";
import type { AuditState } from "../src/wizard/state.js";
import { commandOf } from "./keys.js";
import { Matched } from "./parts/Matched.js";
import { messageLines } from "./parts/Message.js";
import { Text } from "./parts/Text.js";
import { cell, clip, excerpt } from "./parts/truncate.js";
import { useList } from "./parts/use-list.js";
import { theme } from "./theme.js";
import { type ScreenProps, useWizard, useWizardState } from "./wizard-context.js";

/** Columns from which the table has them all. */
const WIDE = 60;

/** The account's roles, the worst first; used while it fills. */
export function AuditScreen({ width, height, isActive }: ScreenProps) {
  const wizard = useWizard();
  const audit = useWizardState((state) => state.audit);
  const { order, query: filteredBy } = useWizardState((state) => state.auditView);
  const [left] = useState({ query: filteredBy, id: wizard.store.getState().rolePage?.name });
  const { roles, unread } = audit;
  const rows = useMemo(() => auditRows({ roles, unread }, order), [roles, unread, order]);
  const find = useMemo(() => rowFinder(rows), [rows]);
  const told = noticeLines(audit, width, Math.max(1, Math.floor(height / 3)));
  const isWide = width >= WIDE;
  const belowRoom = height - told.length >= 8 ? 2 : 1;
  const room = Math.max(1, height - told.length - belowRoom - (isWide ? 2 : 1));
  const { query, typing, found, cursor, top, current } = useList<AuditRow>({
    find,
    room,
    isActive,
    start: left,
    onOther(input, key, row) {
      switch (commandOf(input, key)) {
        case "order":
          wizard.viewAudit({ order: nextOrder(order), query });
          return true;
        case "again":
          void wizard.auditRoles();
          return true;
        case "next":
          wizard.viewAudit({ order, query });
          if (row !== undefined) void wizard.openRole(row.id);
          return row !== undefined;
        default:
          return false;
      }
    },
  });

  const columns = columnsOf(width);
  return (
    <Box flexDirection="column" width={width} height={height}>
      {told.map((line) => (
        <Text key={line.text} color={line.color}>
          {line.text}
        </Text>
      ))}
      <Text>
        {(typing || query !== "") && (
          <>
            <Text color={theme.accent}>/</Text>
            <Text bold>{query}</Text>
            {typing && <Text inverse> </Text>}
            {"  "}
          </>
        )}
        <Text color={theme.text.muted}>{`${auditCount(audit, found.length)}; by ${order}`}</Text>
      </Text>
      {isWide && <Text color={theme.text.muted}>{rowText(HEADS, columns)}</Text>}
      <Box flexDirection="column" height={room} overflow="hidden">
        {found.length === 0 && <Text color={theme.text.muted}>{emptyWords(audit, query)}</Text>}
        {found.slice(top, top + room).map((row, index) => (
          <RoleLine key={row.id} row={row} columns={columns} here={top + index === cursor} query={query} />
        ))}
      </Box>
      {excerpt(current?.verdict ?? "", width, belowRoom).map((line) => (
        <Text key={line} color={theme.text.muted}>
          {line}
        </Text>
      ))}
    </Box>
  );
}

/** Why it takes longer, or could not be read at all; what to ask for. */
function noticeLines({ fallback, problem }: AuditState, width: number, most: number) {
  if (problem !== undefined) {
    const next =
      problem.code === "access-denied"
        ? "Ask for iam:GetAccountAuthorizationDetails, then press r; or audit a file: sagerole audit --from FILE"
        : `${problem.next} r reads them again.`;
    return messageLines({ message: problem.message, next }, "warning", width, Math.max(2, most + 1));
  }
  if (fallback === undefined) return [];
  const next = "Each role is read by itself meanwhile, which takes longer.";
  return messageLines({ message: fallback.message, next }, "warning", width, most);
}

function emptyWords({ status, roles, unread }: AuditState, query: string): string {
  if (roles.length + unread.length > 0 && query !== "") return "Nothing matches. esc clears the filter.";
  return { idle: "", reading: "Reading the roles…", done: "No role was found that SageMaker may assume.", failed: "" }[
    status
  ];
}

interface Columns {
  severity: number;
  name: number;
  /** 0 where there is no room for it: it then stands below the table only. */
  verdict: number;
  width: number;
  lastUsed: number;
}

function columnsOf(width: number): Columns {
  const severity = 7;
  if (width < WIDE) return { severity, name: Math.max(1, width - severity - 2), verdict: 0, width: 0, lastUsed: 0 };
  const rest = width - 2 - severity - 8 - 12;
  const name = Math.max(12, Math.min(40, Math.floor(rest * 0.45)));
  return { severity, name, verdict: rest - name, width: 8, lastUsed: 12 };
}

interface Cells {
  severity: string;
  id: string;
  verdict: string;
  width: string;
  lastUsed: string;
}

const HEADS: Cells = { severity: "", id: "role", verdict: "verdict", width: "width", lastUsed: "last used" };

/** A line of the table, from the name on where the name is drawn by itself. */
function rowText({ severity, id, verdict, width, lastUsed }: Cells, columns: Columns): string {
  return `  ${cell(severity, columns.severity)}${cell(id, columns.name)}${restText({ verdict, width, lastUsed }, columns)}`;
}

function restText({ verdict, width, lastUsed }: Pick<Cells, "verdict" | "width" | "lastUsed">, columns: Columns) {
  if (columns.verdict === 0) return "";
  return ` ${cell(verdict, columns.verdict - 1)}${width.padStart(columns.width)}  ${lastUsed.padEnd(columns.lastUsed - 2)}`;
}

const COLOURS = {
  high: theme.danger,
  unread: theme.warning,
  medium: theme.warning,
  low: undefined,
  tight: theme.success,
};

const RoleLine = memo(function RoleLine({
  row,
  columns,
  here,
  query,
}: {
  row: AuditRow;
  columns: Columns;
  here: boolean;
  query: string;
}) {
  const name = clip(row.id, columns.name - 1);
  const width = row.width?.toLocaleString("en") ?? "";
  return (
    <Box height={1} flexShrink={0}>
      <Text {...(here && { bold: true, color: theme.accent })}>{here ? "> " : "  "}</Text>
      <Box width={columns.severity} flexShrink={0}>
        <Text color={COLOURS[row.severity]} bold={here}>
          {row.severity}
        </Text>
      </Box>
      <Box width={columns.name} flexShrink={0}>
        <Text {...(here && { bold: true, color: theme.accent })}>
          <Matched name={name} query={query} />
        </Text>
      </Box>
      <Text color={theme.text.muted}>{restText({ ...row, width }, columns)}</Text>
    </Box>
  );
});
