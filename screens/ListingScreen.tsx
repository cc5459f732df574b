import { Box } from "ink";
import { useState } from "react";
import type { Listing } from "../src/wizard/state.js";
import { ListStatus } from "./parts/ListStatus.js";
import { Message } from "./parts/Message.js";
import { type Item, MultiSelect } from "./parts/MultiSelect.js";
import { Text } from "./parts/Text.js";
import { TextField } from "./parts/TextField.js";
import { useKeys } from "./parts/use-keys.js";
import { theme } from "./theme.js";
import { type ScreenProps, useWizard, useWizardState } from "./wizard-context.js";

interface Props extends ScreenProps {
  listing: Listing<unknown>;
  items: readonly Item[];
  selected: ReadonlySet<string>;
  badges?: ReadonlyMap<string, string>;
  /** What the items are: the list's name. */
  what: "buckets" | "repositories" | "keys";
  /** What a name typed in looks like. */
  example: string;
  onToggle(ids: readonly string[], on: boolean): void;
  /** Why a name typed in cannot be, or undefined. */
  validate(text: string): string | undefined;
  /** A name typed in as an item's id. */
  normalise(text: string): string;
  /** Takes what was typed in, where it says more than which items. */
  onTyped?(texts: readonly string[]): void;
  /** Told which items are in view, once the list rests. */
  onView?(ids: readonly string[]): void;
  onKey?(input: string, id: string | undefined): boolean;
}

/** A list of the account's things to choose from, with a way to type in what it does not hold. */
export function ListingScreen(props: Props) {
  const { listing, items, what, width, height, isActive, validate, normalise, onToggle, example } = props;
  const wizard = useWizard();
  const lookedUp = useWizardState((state) => (what === "buckets" ? state.lookedUp : undefined));
  /** The names being typed in, as they began; undefined while none are. */
  const [typing, setTyping] = useState<string>();
  const failed = listing.status === "failed" ? listing.problem : undefined;
  // Where nothing can be listed, names are typed: the list then holds what was typed.
  const typingRoom = typing === undefined ? 0 : height < 8 ? 2 : 4;
  const problemRoom = failed === undefined ? 0 : Math.min(4, Math.max(2, height - 6));
  const statusRoom = height < 6 ? 0 : 1;

  useKeys(
    (input) => {
      if (input === "i") setTyping("");
      else if (input === "r") wizard.again(what);
      else if (input === "s") wizard.stopListing(what);
      else return false;
      return true;
    },
    {
      isActive: isActive && typing === undefined,
      onPaste: (text) => {
        setTyping(names(text).join(" "));
        return true;
      },
    },
  );

  return (
    <Box flexDirection="column" width={width} height={height}>
      {failed !== undefined && (
        <Message
          problem={{ message: failed.message, next: "Press i to type names in, r to try again." }}
          tone="warning"
          width={width}
          most={problemRoom}
        />
      )}
      {typing !== undefined && (
        <Box height={typingRoom} flexShrink={0} flexDirection="column" overflow="hidden">
          <Text color={theme.text.muted}>Type or paste names, parted by spaces; enter adds them.</Text>
          <TextField
            isActive={isActive}
            width={width}
            initial={typing}
            placeholder={example}
            validate={(text) =>
              names(text)
                .map(validate)
                .find((fault) => fault !== undefined)
            }
            onSubmit={(text) => {
              const typed = names(text);
              if (props.onTyped !== undefined) props.onTyped(typed);
              else if (typed.length > 0) onToggle(typed.map(normalise), true);
              setTyping(undefined);
            }}
            onCancel={() => setTyping(undefined)}
          />
        </Box>
      )}
      <MultiSelect
        items={items}
        selected={props.selected}
        {...(props.badges && { badges: props.badges })}
        width={width}
        height={Math.max(2, height - problemRoom - typingRoom - statusRoom)}
        isActive={isActive && typing === undefined}
        what={what}
        empty={
          listing.status === "idle"
            ? "Nothing can be listed without credentials: press i to type names in."
            : `There are no ${what} to list: press i to type names in.`
        }
        loading={listing.status === "loading"}
        onToggle={onToggle}
        {...(props.onView && { onView: props.onView })}
        {...(props.onKey && { onKey: props.onKey })}
      />
      {statusRoom > 0 && <ListStatus listing={listing} lookedUp={lookedUp} width={width} />}
    </Box>
  );
}

function names(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((name) => name !== ""))];
}
