import { Box } from "ink";
import { theme } from "../theme.js";
import { Text } from "./Text.js";

interface Props {
  /** What went wrong, or what should be known. */
  problem: { message: string; next: string; details?: readonly string[] };
  tone?: "danger" | "warning";
}

/** What happened, and what to do next. */
export function Message({ problem, tone = "danger" }: Props) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Text color={theme[tone]} wrap="wrap">
        {tone === "danger" ? "✗ " : "! "}
        {problem.message}
      </Text>
      {(problem.details ?? []).slice(0, 6).map((detail) => (
        <Text key={detail} wrap="wrap">
          {"  "}
          {detail}
        </Text>
      ))}
      {problem.next !== "" && (
        <Text wrap="wrap">
          {"  "}
          {problem.next}
        </Text>
      )}
    </Box>
  );
}
