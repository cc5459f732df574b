import { Box } from "ink";
import { useMemo } from "react";
import { Lines } from "./parts/Lines.js";
import { Text } from "./parts/Text.js";
import { clip } from "./parts/truncate.js";
import { theme } from "./theme.js";
import { type ScreenProps, useWizard, useWizardState } from "./wizard-context.js";

interface Props extends ScreenProps {
  /** Whether it stands beside a step, behind a line. */
  bordered?: boolean;
}

/** The policy as it is now; what the last change brought is lit and in view. */
export function PolicyPane({ width, height, isActive, bordered = false }: Props) {
  const wizard = useWizard();
  const lines = useWizardState((state) => state.policyLines);
  const lit = useWizardState((state) => state.lit);
  const compiled = useWizardState((state) => state.lastCompiled);
  const problem = useWizardState((state) => state.compile?.problem);
  const core = wizard.core();
  const inner = bordered ? width - 2 : width;

  const title = useMemo(() => {
    if (compiled === undefined || core === undefined) return "Policy";
    const size = compiled.definition.policies.reduce((sum, policy) => sum + core.documentSize(policy.document), 0);
    const count = compiled.definition.policies.reduce((sum, policy) => sum + policy.document.Statement.length, 0);
    return `Policy: ${count} statements, ${size.toLocaleString("en")} characters`;
  }, [compiled, core]);
  const shown = useMemo(
    () =>
      lines.map((text, index) => {
        const isLit = lit.has(index);
        return { text: `${isLit ? "+" : " "} ${text}`, color: isLit ? theme.lit : undefined };
      }),
    [lines, lit],
  );
  const firstLit = lit.size > 0 && lit.size < lines.length ? Math.min(...lit) : 0;
  return (
    <Box width={width} height={height}>
      {bordered && (
        <Box flexDirection="column" width={2} height={height}>
          {Array.from({ length: height }, (_, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
            <Text key={row} color={theme.text.muted}>
              {"│ "}
            </Text>
          ))}
        </Box>
      )}
      <Box flexDirection="column" width={inner} height={height}>
        <Text bold>{clip(title, inner)}</Text>
        {problem !== undefined && (
          <Text color={theme.danger} wrap="wrap">
            {`✗ ${problem.message}`}
          </Text>
        )}
        <Lines
          lines={shown}
          width={inner}
          height={Math.max(1, height - 1 - (problem === undefined ? 0 : 3))}
          isActive={isActive}
          follow={firstLit}
          scrolls={!bordered}
          folds={!bordered}
        />
      </Box>
    </Box>
  );
}
