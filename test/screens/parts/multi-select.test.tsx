import { useState } from "react";
import { describe, expect, test } from "vitest";
import { type Item, MultiSelect } from "../../../screens/parts/MultiSelect.js";
import { width } from "../../../screens/parts/truncate.js";
import { useKeys } from "../../../screens/parts/use-keys.js";
import { show } from "./screen.js";

const named = (...labels: string[]): Item[] => labels.map((label) => ({ id: label, label }));
const buckets = named("acme-train", "acme-models", "acme-out", "logs");

/** A list that keeps what was chosen, and a screen behind it that tells which keys reached it. */
function List(props: Partial<Parameters<typeof MultiSelect>[0]>) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [behind, setBehind] = useState("");
  useKeys((input, key) => {
    setBehind(key.return ? "enter" : key.escape ? "esc" : input);
    return true;
  });
  return (
    <>
      <MultiSelect
        items={buckets}
        selected={selected}
        width={50}
        height={8}
        isActive
        what="buckets"
        onToggle={(ids, on) => {
          const next = new Set(selected);
          for (const id of ids) on ? next.add(id) : next.delete(id);
          setSelected(next);
        }}
        {...props}
      />
      <MultiSelect
        items={behind === "" ? [] : named(`behind: ${behind}`)}
        selected={new Set()}
        width={50}
        height={2}
        isActive={false}
        what="keys"
      />
    </>
  );
}

describe("choosing", () => {
  test("n and N go to the chosen ones, in the order of the list and round its ends, and only to those in view", async () => {
    const screen = show(<List />);
    const here = () => screen.lines().find((line) => line.startsWith("> "));
    await screen.press("n");
    expect(here()).toBe("> [ ] acme-train");
    await screen.press("down", "space", "end", "space", "n");
    expect(here()).toBe("> [x] acme-models");
    await screen.press("n");
    expect(here()).toBe("> [x] logs");
    await screen.press("N");
    expect(here()).toBe("> [x] acme-models");
    await screen.press("N");
    expect(here()).toBe("> [x] logs");
    await screen.press("/", "acme", "enter", "home", "n");
    expect(here()).toBe("> [x] acme-models");
    await screen.press("n");
    expect(here()).toBe("> [x] acme-models");
  });

  test("space chooses the line the cursor is on, and says how many are chosen", async () => {
    const screen = show(<List />);
    expect(screen.lines().slice(0, 5)).toEqual([
      "4 buckets, none chosen",
      "> [ ] acme-train",
      "  [ ] acme-models",
      "  [ ] acme-out",
      "  [ ] logs",
    ]);
    await screen.press("down", "space", "j", "space");
    expect(screen.lines().slice(0, 5)).toEqual([
      "4 buckets, 2 chosen",
      "  [ ] acme-train",
      "  [x] acme-models",
      "> [x] acme-out",
      "  [ ] logs",
    ]);
    await screen.press("space");
    expect(screen.text()).toContain("> [ ] acme-out");
  });

  test("a chooses all in view, then none of them, and leaves others alone", async () => {
    const screen = show(<List />);
    await screen.press("end", "space", "/", "acme", "enter", "a");
    expect(screen.lines()[0]).toBe("/acme  3 of 4 buckets, 4 chosen");
    await screen.press("a");
    expect(screen.lines()[0]).toBe("/acme  3 of 4 buckets, 1 chosen");
  });

  test("with onPick, enter takes the item under the cursor and there are no boxes", async () => {
    const picked: string[] = [];
    const screen = show(<List onPick={(id) => picked.push(id)} />);
    await screen.press("down", "enter");
    expect(picked).toEqual(["acme-models"]);
    expect(screen.lines().slice(0, 3)).toEqual(["4 buckets", "  acme-train", "> acme-models"]);
  });
});

describe("the filter", () => {
  test("narrows at every letter, best first; letters that are commands elsewhere are letters here", async () => {
    const screen = show(<List items={named("quota-jar", "papaya", "a/b")} />);
    await screen.press("/", "q");
    expect(screen.text()).toContain("/q   1 of 3 buckets");
    await screen.press("j");
    expect(screen.lines().slice(0, 2)).toEqual(["/qj   1 of 3 buckets, none chosen", "> [ ] quota-jar"]);
    await screen.press("backspace", "backspace", "/");
    expect(screen.lines()[1]).toBe("> [ ] a/b");
  });

  test("esc clears it first and only then goes back", async () => {
    const screen = show(<List />);
    await screen.press("/", "logs", "enter", "esc");
    expect(screen.lines()[0]).toBe("4 buckets, none chosen");
    expect(screen.text()).not.toContain("behind");
    await screen.press("esc");
    expect(screen.text()).toContain("behind: esc");
  });

  test("the arrows and space work while typing, enter keeps the filter, enter again goes on", async () => {
    const screen = show(<List />);
    await screen.press("/", "acme", "down", "space", "enter");
    expect(screen.text()).toMatch(/\/acme {2}3 of 4 buckets, 1 chosen/);
    expect(screen.text()).not.toContain("behind");
    await screen.press("enter");
    expect(screen.text()).toContain("behind: enter");
  });

  test("says so when nothing matches; a and space then choose nothing", async () => {
    const screen = show(<List />);
    await screen.press("/", "zzz", "space", "enter", "a", "space");
    expect(screen.text()).toContain("Nothing matches. esc clears the filter.");
    expect(screen.text()).toContain("none chosen");
  });

  test("takes a paste", async () => {
    const screen = show(<List />);
    await screen.press("/");
    await screen.paste("lo\rgs");
    expect(screen.lines()[1]).toBe("> [ ] logs");
  });
});

describe("long lists", () => {
  const many = named(...Array.from({ length: 30 }, (_, i) => `bucket-${i}`));

  test("only what fits is drawn; the ends are reached and the cursor stays in view", async () => {
    const screen = show(<List items={many} />);
    expect(screen.lines().filter((line) => line.includes("bucket-"))).toHaveLength(7);
    await screen.press("end");
    expect(screen.text()).toContain("> [ ] bucket-29");
    await screen.press("pageUp", "up");
    expect(screen.text()).toContain("> [ ] bucket-21");
    await screen.press("home", "pageDown");
    expect(screen.text()).toContain("> [ ] bucket-7");
  });

  test("grows while it is read, and shrinks, without losing the cursor", async () => {
    const screen = show(<List items={many} loading />);
    expect(screen.text()).toContain("30 buckets, none chosen, reading more…");
    await screen.press("end");
    await screen.become(<List items={many.slice(0, 4)} />);
    expect(screen.text()).toContain("> [ ] bucket-3");
    await screen.become(<List items={[]} />);
    expect(screen.text()).toContain("There are no buckets.");
    await screen.become(<List items={[]} loading />);
    expect(screen.text()).toContain("Reading…");
  });
});

describe("a line", () => {
  test.each([
    ["a wide name", `ee${"数据湖桶".repeat(12)}`],
    ["combining marks", "e\u0301".repeat(60)],
    ["a right-to-left mark", "ee\u202egnp.exe"],
    ["an escape sequence", "ee\x1b[2J\x1b[31mred\x07"],
    ["a line break", "ee-one\ntwo\r\nthree"],
    ["a joined emoji", "ee-👩‍👩‍👧-family-👍🏽"],
    ["an ARN", `arn:aws:kms:eu-west-1:111122223333:key/${"e".repeat(36)}`],
  ])("with %s keeps to its row and its width, and holds nothing that moves the cursor", async (_, label) => {
    for (const query of ["", "ee"]) {
      const screen = show(<List items={[{ id: "it", label, hint: "eu-west-1" }, ...named("zz")]} />);
      if (query !== "") await screen.press("/", query);
      const [, first = "", second = ""] = screen.lines();
      expect(first).toMatch(/^> \[ \] /);
      expect(width(first)).toBe(50);
      expect(first).toMatch(/ {2}eu-west-1$/);
      expect(second).toBe(query === "" ? "  [ ] zz" : "");
      expect(screen.text().replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    }
  });

  test("shows a badge in place of its hint", () => {
    const screen = show(
      <List items={[{ id: "a", label: "a", hint: "eu-west-1" }]} badges={new Map([["a", "customer key"]])} />,
    );
    expect(screen.text()).toContain("customer key");
    expect(screen.text()).not.toContain("eu-west-1");
  });

  test("gives other keys to the screen with the item they were pressed on", async () => {
    const got: unknown[] = [];
    const onKey = (input: string, id: string | undefined) => got.push([input, id]) > 0;
    const screen = show(<List onKey={onKey} />);
    await screen.press("down", "u");
    expect(got).toEqual([["u", "acme-models"]]);
    expect(screen.text()).not.toContain("behind");
  });
});
