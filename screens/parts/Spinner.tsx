import { useAnimation } from "ink";
import { theme } from "../theme.js";
import { Text } from "./Text.js";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** Something is under way. */
export function Spinner({ label }: { label: string }) {
  const { frame } = useAnimation({ interval: 100 });
  return (
    <Text>
      <Text color={theme.accent}>{FRAMES[frame % FRAMES.length] ?? ""}</Text> {label}
    </Text>
  );
}
