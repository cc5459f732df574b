import { Box } from "ink";
import type { ReactNode } from "react";
import type { Hint } from "../keys.js";
import { theme } from "../theme.js";
import { Text } from "./Text.js";
import { clip, fitMiddle, width as widthOf } from "./truncate.js";

/** What the header says about the account. */
export interface HeaderInfo {
  account?: string;
  region?: string;
  identity?: string;
  /** A word in a box, such as SANDBOX. */
  badge?: string;
}

const GAP = "   ";

interface Props {
  columns: number;
  rows: number;
  header: HeaderInfo;
  rail: readonly string[];
  /** The stop of the rail one is at. */
  current: string;
  hints: readonly Hint[];
  /** Under 60×15 the step stands alone, without header and rail. */
  bare: boolean;
  pane?: ReactNode;
  paneWidth: number;
  children: ReactNode;
}

/** Rows that the frame takes around its body. */
export function frameRows(bare: boolean): number {
  return bare ? 2 : 5;
}

/** Header, rail, the step (and a pane beside it), and the line of keys: exactly as large as the terminal. */
export function Frame({ columns, rows, header, rail, current, hints, bare, pane, paneWidth, children }: Props) {
  const bodyHeight = rows - frameRows(bare);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      {bare ? (
        <Text color={theme.text.muted}>{railShort(rail, current, header.badge)}</Text>
      ) : (
        <>
          <Header header={header} columns={columns} />
          <Rail rail={rail} current={current} columns={columns} />
          <Text color={theme.text.muted}>{"─".repeat(columns)}</Text>
        </>
      )}
      <Box height={bodyHeight} width={columns}>
        <Box flexDirection="column" width={columns - paneWidth} height={bodyHeight} overflow="hidden">
          {/* What is too high is cut at its end: left to shrink, its rows would fall on each other. */}
          <Box flexDirection="column" flexShrink={0}>
            {children}
          </Box>
        </Box>
        {pane !== undefined && (
          <Box width={paneWidth} height={bodyHeight} overflow="hidden">
            {pane}
          </Box>
        )}
      </Box>
      {!bare && <Text color={theme.text.muted}>{"─".repeat(columns)}</Text>}
      <Keys hints={hints} columns={columns} />
    </Box>
  );
}

function Header({ header, columns }: { header: HeaderInfo; columns: number }) {
  const place = [header.account, header.region].filter((part) => part !== undefined).join("  ");
  const badge = header.badge === undefined ? "" : ` ${header.badge} `;
  const room = columns - 10 - widthOf(place) - 2 - widthOf(badge) - 1;
  const identity = header.identity === undefined || room < 12 ? "" : fitMiddle(header.identity, room);
  return (
    <Box width={columns} height={1}>
      <Text bold color={theme.accent}>
        {"sagerole  "}
      </Text>
      <Text>{clip(place, Math.max(0, columns - 11 - widthOf(badge)))}</Text>
      <Text color={theme.text.muted}>{identity === "" ? "" : `  ${identity}`}</Text>
      <Box flexGrow={1} />
      {badge !== "" && (
        <Text inverse bold color={theme.warning}>
          {badge}
        </Text>
      )}
    </Box>
  );
}

function Rail({ rail, current, columns }: { rail: readonly string[]; current: string; columns: number }) {
  const at = rail.indexOf(current);
  const full = rail.map((stop, index) => `${index < at ? "✓ " : index === at ? "● " : "○ "}${stop}`);
  if (widthOf(full.join("  ")) > columns) {
    return <Text color={theme.text.muted}>{railShort(rail, current)}</Text>;
  }
  return (
    <Text>
      {full.map((stop, index) => (
        <Text key={stop} {...(index === at ? { bold: true, color: theme.accent } : { color: theme.text.muted })}>
          {`${stop}${index < full.length - 1 ? "  " : ""}`}
        </Text>
      ))}
    </Text>
  );
}

/** `●●●○○○○○○  3 of 9: Use cases, then Data`. */
function railShort(rail: readonly string[], current: string, badge?: string): string {
  const at = rail.indexOf(current);
  const dots = rail.map((_, index) => (index <= at ? "●" : "○")).join("");
  const then = rail[at + 1] === undefined ? "" : `, then ${rail[at + 1]}`;
  return `${badge === undefined ? "" : `${badge} `}${dots}  ${at + 1} of ${rail.length}: ${current}${then}`;
}

/** As many keys as there is room for, the first first; those that stay have their room before all others. */
function Keys({ hints, columns }: { hints: readonly Hint[]; columns: number }) {
  const needs = (hint: Hint) => widthOf(`${hint.keys} ${hint.does}`) + GAP.length;
  const last = hints.filter((hint) => hint.stays);
  let room = columns + GAP.length - last.reduce((sum, hint) => sum + needs(hint), 0);
  const first: Hint[] = [];
  for (const hint of hints.filter((candidate) => !candidate.stays)) {
    room -= needs(hint);
    if (room < 0) break;
    first.push(hint);
  }
  return (
    <Text>
      {[...first, ...last].map((hint, index) => (
        <Text key={hint.keys}>
          {index > 0 && GAP}
          <Text bold>{hint.keys}</Text>
          <Text color={theme.text.muted}>{` ${hint.does}`}</Text>
        </Text>
      ))}
    </Text>
  );
}

/** Asks for a larger terminal. */
export function TooSmall({ columns, rows }: { columns: number; rows: number }) {
  const words = ["sagerole needs a", "terminal of 30×8", "or more; this is", `${columns}×${rows}.`];
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      {words.slice(0, rows).map((line) => (
        <Text key={line}>{line}</Text>
      ))}
    </Box>
  );
}
