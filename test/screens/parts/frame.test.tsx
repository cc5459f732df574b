import fc from "fast-check";
import { renderToString } from "ink";
import { describe, expect, test } from "vitest";
import { Frame, type HeaderInfo, TooSmall } from "../../../screens/parts/Frame.js";
import { Text } from "../../../screens/parts/Text.js";
import { width } from "../../../screens/parts/truncate.js";

const rail = ["Account", "Goal", "Use cases", "Data", "Images", "Keys", "Guardrails", "Review", "Apply", "Done"];
const hints = [
  { keys: "space", does: "choose" },
  { keys: "enter", does: "go on" },
  { keys: "/", does: "filter" },
  { keys: "a", does: "all in view" },
  { keys: "r", does: "read again" },
  { keys: "?", does: "help", stays: true },
];
const header: HeaderInfo = {
  account: "111122223333",
  region: "eu-west-1",
  identity: "assumed-role/data-scientist/ada.lovelace@example.com",
  badge: "SANDBOX",
};

function frame(columns: number, rows: number, change: Partial<Parameters<typeof Frame>[0]> = {}) {
  const bare = columns < 60 || rows < 15;
  return renderToString(
    <Frame
      columns={columns}
      rows={rows}
      header={header}
      rail={rail}
      current="Data"
      hints={hints}
      bare={bare}
      paneWidth={0}
      {...change}
    >
      {Array.from({ length: rows + 5 }, (_, row) => `row ${row} ${"=".repeat(columns + 20)}`).map((row) => (
        <Text key={row}>{row}</Text>
      ))}
    </Frame>,
    { columns },
  ).split("\n");
}

describe("the frame", () => {
  test("at 120 columns says where one is, who one is, and every key", () => {
    const lines = frame(120, 30);
    expect(lines[0]).toMatch(
      /^sagerole {2}111122223333 {2}eu-west-1 {2}assumed-role\/data-scientist\/ada\.lovelace@example\.com +SANDBOX$/,
    );
    expect(lines[1]).toBe(
      "✓ Account  ✓ Goal  ✓ Use cases  ● Data  ○ Images  ○ Keys  ○ Guardrails  ○ Review  ○ Apply  ○ Done",
    );
    expect(lines.at(-1)).toBe("space choose   enter go on   / filter   a all in view   r read again   ? help");
  });

  test("at 80 columns the rail is short, the identity cut in its middle, the badge whole", () => {
    const lines = frame(80, 24);
    expect(lines[0]).toMatch(/ assumed-role\/d[^ ]*…[^ ]*@example\.com +SANDBOX$/);
    expect(lines[1]).toBe("●●●●○○○○○○  4 of 10: Data, then Images");
  });

  test("at 40 columns the step stands alone, with SANDBOX still said and help still named", () => {
    const lines = frame(40, 15);
    expect(lines[0]).toBe("SANDBOX ●●●●○○○○○○  4 of 10: Data, then…");
    expect(lines.at(-1)).toBe("space choose   enter go on   ? help");
    expect(lines).toHaveLength(15);
  });

  test("is exactly as large as the terminal, whatever is in it", () => {
    const word = fc.oneof(
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.constantFrom("数".repeat(70), "\x1b[2J\u202e", "e\u0301".repeat(80)),
    );
    const info = fc.record(
      { account: word, region: word, identity: word, badge: fc.constantFrom("SANDBOX", "NO CREDENTIALS") },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(info, fc.integer({ min: 30, max: 140 }), fc.integer({ min: 8, max: 40 }), (given, columns, rows) => {
        const bare = columns < 60 || rows < 15;
        const pane = columns >= 110 && !bare;
        const lines = frame(columns, rows, {
          header: given,
          ...(pane && { paneWidth: 40, pane: <Text>{"p".repeat(200)}</Text> }),
        });
        expect(lines).toHaveLength(rows);
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns);
        expect(lines.at(-1)).toContain("? help");
        const body = lines[bare ? 1 : 3];
        expect(body).toMatch(pane ? /^row 0 =+…p+…$/ : /^row 0 =+…$/);
      }),
      { numRuns: 25 },
    );
  });
});

test.each([
  [29, 7],
  [12, 3],
  [4, 1],
])("a terminal of %i×%i is asked to be enlarged, within its size", (columns, rows) => {
  const lines = renderToString(<TooSmall columns={columns} rows={rows} />, { columns }).split("\n");
  expect(lines.length).toBeLessThanOrEqual(rows);
  for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns);
  if (columns === 29) expect(lines.join(" ").trim()).toBe("sagerole needs a terminal of 30×8 or more; this is 29×7.");
});
