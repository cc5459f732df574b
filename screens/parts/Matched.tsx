import { theme } from "../theme.js";
import { matchedRuns } from "./matching.js";
import { Text } from "./Text.js";

/** A name in which the letters that were typed are lit. */
export function Matched({ name, query }: { name: string; query: string }) {
  if (query === "") return name;
  return matchedRuns(name, query).map(({ text, isLit, from }) => (
    <Text key={from} {...(isLit && { underline: true, color: theme.warning })}>
      {text}
    </Text>
  ));
}
