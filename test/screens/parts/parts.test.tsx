import { useState } from "react";
import { describe, expect, test, vi } from "vitest";
import { type Line, Lines } from "../../../screens/parts/Lines.js";
import { Message } from "../../../screens/parts/Message.js";
import { type Row, RowList } from "../../../screens/parts/RowList.js";
import { SingleSelect } from "../../../screens/parts/SingleSelect.js";
import { drawsSymbols, plainSymbols } from "../../../screens/parts/symbols.js";
import { TextField } from "../../../screens/parts/TextField.js";
import { width } from "../../../screens/parts/truncate.js";
import { show } from "./screen.js";

describe("SingleSelect", () => {
  const choices = [
    { label: "New role", value: "new", help: "Nothing exists yet." },
    { label: "Change a role", value: "change", help: "Starts from what it is." },
    { label: "Audit", value: "audit" },
  ];
  const select = (props: Partial<Parameters<typeof SingleSelect<string>>[0]> = {}) => (
    <SingleSelect choices={choices} width={30} height={8} isActive onSelect={() => {}} {...props} />
  );

  test("moves with the arrows and j k, tells about the choice it is on, and takes it by enter", async () => {
    const onSelect = vi.fn();
    const screen = show(select({ onSelect }));
    expect(screen.text()).toBe("> New role\n  Change a role\n  Audit\n\n  Nothing exists yet.");
    await screen.press("down");
    expect(screen.text()).toBe("  New role\n> Change a role\n  Audit\n\n  Starts from what it is.");
    await screen.press("j", "k", "enter");
    expect(onSelect.mock.calls).toEqual([["change"]]);
  });

  test("takes nothing for a choice but enter: a stray digit must not apply a role", async () => {
    const onSelect = vi.fn();
    const screen = show(select({ onSelect }));
    await screen.press("3", "1");
    expect(onSelect).not.toHaveBeenCalled();
    await screen.press("enter");
    expect(onSelect).toHaveBeenCalledOnce();
  });

  test("begins where it is told, and stays there with its help when choices are added", async () => {
    const screen = show(select({ initial: 1 }));
    await screen.become(select({ initial: 1, choices: [...choices, { label: "More", value: "more" }] }));
    expect(screen.text()).toContain("> Change a role");
    expect(screen.text()).toContain("Starts from what it is.");
  });

  test("shows a part of many in its height, and reaches the others", async () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ label: `profile ${i}`, value: String(i) }));
    const onSelect = vi.fn();
    const screen = show(select({ choices: many, height: 4, onSelect }));
    expect(screen.lines()).toHaveLength(4);
    await screen.press(..."j".repeat(19), "enter");
    expect(onSelect.mock.calls).toEqual([["19"]]);
  });

  test("takes no keys while something covers it", async () => {
    const onSelect = vi.fn();
    await show(select({ onSelect, isActive: false })).press("down", "enter", "1");
    expect(onSelect).not.toHaveBeenCalled();
  });
});

describe("TextField", () => {
  const field = (props: Partial<Parameters<typeof TextField>[0]> = {}) => (
    <TextField isActive width={20} onSubmit={() => {}} onCancel={() => {}} {...props} />
  );

  test("shows an example until something is typed", async () => {
    const screen = show(field({ placeholder: "eu-west-1" }));
    expect(screen.text()).toBe(" eu-west-1");
    await screen.press("us");
    expect(screen.text()).toBe("us");
  });

  test("edits anywhere in the line, and gives it trimmed", async () => {
    const onSubmit = vi.fn();
    const screen = show(field({ initial: "churn-mdel ", onSubmit }));
    await screen.press("left", "left", "left", "left", "o", "home", "x", "backspace", "end", "enter");
    expect(onSubmit.mock.calls).toEqual([["churn-model"]]);
    await screen.press("ctrl-w", "ab", "ctrl-u", "q", "enter");
    expect(onSubmit.mock.calls.at(-1)).toEqual(["q"]);
  });

  test("says why a text cannot be, keeps it, and takes it once it is mended", async () => {
    const onSubmit = vi.fn();
    const validate = (text: string) => (text.includes("_") ? "Bucket names have no underscore in them." : undefined);
    const screen = show(field({ initial: "a_b", onSubmit, validate }));
    await screen.press("enter");
    expect(screen.text()).toBe("a_b\n✗ Bucket names have\nno underscore in\nthem.");
    await screen.press("left", "backspace", "enter");
    expect(onSubmit.mock.calls).toEqual([["ab"]]);
    expect(screen.text()).toBe("ab");
  });

  test("esc leaves it", async () => {
    const onCancel = vi.fn();
    await show(field({ onCancel })).press("a", "esc");
    expect(onCancel).toHaveBeenCalledOnce();
  });

  test("a paste of many lines is one line, and does not send it", async () => {
    const onSubmit = vi.fn();
    const screen = show(field({ onSubmit, width: 40 }));
    await screen.paste("acme-train\r\nacme-out\n");
    expect(screen.text()).toBe("acme-train acme-out");
    expect(onSubmit).not.toHaveBeenCalled();
  });

  test("hides what is typed where asked", async () => {
    const screen = show(field({ mask: true }));
    await screen.press("123456");
    expect(screen.text()).toBe("••••••");
  });

  test.each(["arn:aws:iam::111122223333:policy/ml-boundary", "数据湖桶训练模型数据", "\u202e\x1b[31m-and-more-text"])(
    "keeps the cursor in view and to its width with %j",
    async (initial) => {
      const screen = show(field({ initial }));
      for (let at = 0; at < 24; at++) {
        await screen.press("left");
        expect(screen.lines()).toHaveLength(1);
        expect(width(screen.text())).toBeLessThanOrEqual(20);
      }
      await screen.press("home", "X");
      expect(screen.text()).toMatch(/^X/);
      await screen.press("end", "Z");
      expect(screen.text()).toMatch(/Z$/);
    },
  );
});

describe("Lines", () => {
  const many: Line[] = Array.from({ length: 30 }, (_, i) => ({ text: `line ${i + 1}` }));

  test("shows a part, says which, and scrolls to both ends", async () => {
    const screen = show(<Lines lines={many} width={40} height={6} isActive />);
    expect(screen.lines()).toEqual([
      ...["line 1", "line 2", "line 3", "line 4", "line 5"],
      "lines 1 to 5 of 30, ↓ for more",
    ]);
    await screen.press("down", "pageDown");
    expect(screen.lines()[0]).toBe("line 7");
    await screen.press("end", "down");
    expect(screen.lines().slice(-2)).toEqual(["line 30", "lines 26 to 30 of 30"]);
    await screen.press("home", "up");
    expect(screen.lines()[0]).toBe("line 1");
  });

  test("brings a new line into view, and stays there while one looks elsewhere", async () => {
    const at = (follow: number) => <Lines lines={many} width={40} height={6} isActive follow={follow} />;
    const screen = show(at(0));
    await screen.become(at(20));
    expect(screen.text()).toContain("line 21");
    await screen.press("home");
    expect(screen.lines()[0]).toBe("line 1");
  });

  test("beside a step it leaves the keys alone and uses every row", async () => {
    const screen = show(<Lines lines={many} width={40} height={6} isActive scrolls={false} />);
    await screen.press("down");
    expect(screen.lines()).toEqual(["line 1", "line 2", "line 3", "line 4", "line 5", "line 6"]);
  });

  const long: Line[] = [{ text: '+     "Resource": "arn:aws:s3:::acme-train/raw/*"' }, { text: "  }" }];

  test("leaves alone what just fits", () => {
    const fits = `  ${"x ".repeat(13)}yz`;
    expect(show(<Lines lines={[{ text: fits }]} width={30} height={6} isActive folds />).text()).toBe(fits);
  });

  test("cuts what is too long, or goes on below, set in", () => {
    expect(show(<Lines lines={long} width={30} height={6} isActive />).text()).toBe(
      '+     "Resource": "arn:aws:s3…\n  }',
    );
    expect(show(<Lines lines={long} width={30} height={6} isActive folds />).text()).toBe(
      ['+     "Resource":', '        "arn:aws:s3:::acme-tra', '        in/raw/*"', "  }"].join("\n"),
    );
  });
});

function Rows() {
  const [on, setOn] = useState(false);
  const [editing, setEditing] = useState<string>();
  const rows: Row[] = [
    { id: "training", text: "Training", mark: on ? "on" : "off", help: "Jobs that fit a model." },
    { id: "options", text: "Options", heading: true, indent: 1 },
    { id: "name", text: "Name", value: "churn", indent: 1, help: "At most 64 characters." },
    { id: "last", text: "Last", value: "none" },
  ];
  return (
    <RowList
      rows={rows}
      width={40}
      height={10}
      isActive
      onSpace={(row) => (row.id === "training" ? setOn(!on) : setEditing(row.id))}
      {...(editing !== undefined && {
        editing: {
          id: editing,
          element: (room) => (
            <TextField
              isActive
              width={room}
              initial="churn"
              validate={() => "It is too long."}
              onSubmit={() => {}}
              onCancel={() => setEditing(undefined)}
            />
          ),
        },
      })}
    />
  );
}

describe("RowList", () => {
  test("space changes a line, headings are passed over, the line's help stands below", async () => {
    const screen = show(<Rows />);
    await screen.press("space");
    expect(screen.lines()[0]).toBe("> [x] Training");
    expect(screen.text()).toMatch(/Jobs that fit a model\.$/);
    await screen.press("down");
    expect(screen.lines().slice(1, 3)).toEqual(["    Options", ">   Name     churn"]);
    expect(screen.text()).toMatch(/At most 64 characters\.$/);
  });

  test("a text is typed in its place; a fault moves the lines below instead of covering them", async () => {
    const screen = show(<Rows />);
    await screen.press("down", "space", "s", "enter");
    expect(screen.lines().slice(2, 5)).toEqual([
      ">   Name     churns",
      "             ✗ It is too long.",
      "  Last       none",
    ]);
    await screen.press("esc");
    expect(screen.lines()[3]).toBe("  Last       none");
  });
});

test("a message says what happened and what to do next", () => {
  const problem = {
    message: "Access denied: s3:ListAllMyBuckets.",
    details: ["arn:aws:iam::111122223333:user/\u202eada"],
    next: "Type the names in.",
  };
  expect(show(<Message problem={problem} tone="danger" width={60} most={9} />).text()).toBe(
    [
      "✗ Access denied: s3:ListAllMyBuckets.",
      "  arn:aws:iam::111122223333:user/\\u{202e}ada",
      "  Type the names in.",
    ].join("\n"),
  );
});

describe("terminals without the symbols", () => {
  test.each([
    [{ TERM: "xterm-256color", LANG: "en_GB.UTF-8" }, true],
    [{ TERM: "xterm-256color", LC_ALL: "C.utf8", LANG: "C" }, true],
    [{ TERM: "xterm-256color" }, true],
    [{ TERM: "xterm-256color", LANG: "C" }, false],
    [{ TERM: "xterm", LC_ALL: "de_DE.ISO-8859-1", LANG: "en_GB.UTF-8" }, false],
    [{ TERM: "linux", LANG: "en_GB.UTF-8" }, false],
  ])("%j: %s", (env, draws) => {
    expect(drawsSymbols(env)).toBe(draws);
  });

  test("get ASCII of the same width", () => {
    const drawn = "✓ Account ● Data ○ Keys ─│ ↑↓ ←→ … ✗ • 30×8";
    expect(plainSymbols(drawn, true)).toBe("+ Account * Data o Keys -| ^v <> ~ x * 30x8");
    expect(plainSymbols(drawn, false)).toBe(drawn);
  });
});
