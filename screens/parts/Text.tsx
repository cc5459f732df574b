import { Text as InkText, type TextProps } from "ink";
import { Children } from "react";
import { printable } from "../../src/base/printable.js";

/**
 * Text on the screen. The one way text gets there: every string is made safe, so that no name, tag or message
 * from outside can move the cursor or hide something.
 */
export function Text({ children, ...props }: TextProps) {
  return (
    <InkText wrap="truncate" {...props}>
      {Children.map(children, (child) =>
        typeof child === "string" || typeof child === "number" ? printable(String(child)) : child,
      )}
    </InkText>
  );
}
