import { Text as InkText, type TextProps } from "ink";
import { Children } from "react";
import { printable } from "../../src/base/printable.js";
import { plainSymbols } from "./symbols.js";

/** Whether the person wants no colours: https://no-color.org. Bold and inverse stay. */
const NO_COLOUR = (process.env.NO_COLOR ?? "") !== "";

/**
 * Text on the screen. The one way text gets there: every string is made safe, so that no name, tag or message
 * from outside can move the cursor or hide something.
 */
export function Text({ children, ...props }: TextProps) {
  return (
    <InkText wrap="truncate" {...props} {...(NO_COLOUR && { color: undefined, backgroundColor: undefined })}>
      {typeof children === "string" ? drawn(children) : Children.map(children, safe)}
    </InkText>
  );
}

function safe(child: React.ReactNode): React.ReactNode {
  return typeof child === "string" || typeof child === "number" ? drawn(String(child)) : child;
}

function drawn(text: string): string {
  return plainSymbols(printable(text));
}
