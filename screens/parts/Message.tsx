import { Box } from "ink";
import { theme } from "../theme.js";
import type { Line } from "./Lines.js";
import { Text } from "./Text.js";
import { excerpt, wrap } from "./truncate.js";

/** What went wrong, or what should be known. */
interface Told {
  message: string;
  next: string;
  details?: readonly string[];
}

type Tone = "danger" | "warning";

/** What happened, and what to do next, as lines: as many as fit, what happened first. */
export function messageLines({ message, next, details = [] }: Told, tone: Tone, width: number, most: number): Line[] {
  const indented = (text: string) => wrap(text, width - 2).map((line) => ({ text: `  ${line}` }));
  const what = excerpt(message, width - 2, Math.max(1, most - 1)).map((line, index) => ({
    text: `${index > 0 ? " " : tone === "danger" ? "✗" : "!"} ${line}`,
    color: theme[tone],
  }));
  const rest = [...details.slice(0, 6).flatMap(indented), ...(next === "" ? [] : indented(next))];
  return [...what, ...rest].slice(0, most);
}

/** What happened, and what to do next. */
export function Message({ problem, tone, width, most }: { problem: Told; tone: Tone; width: number; most: number }) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {messageLines(problem, tone, width, most).map((line) => (
        <Text key={line.text} color={line.color}>
          {line.text}
        </Text>
      ))}
    </Box>
  );
}
