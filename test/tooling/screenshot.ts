// Draws docs/wizard.svg from the real screen of the real program, and docs/request.png of a request where Chromium is:
// npm run picture
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportHtml } from "../../src/export/html.js";
import { prove } from "../../src/role/prove.js";
import { Terminal } from "../e2e/terminal.js";
import { example } from "../export/fixtures.js";

const COLUMNS = 120;
const ROWS = 34;
const CELL = { width: 8.4, height: 18 };
const PALETTE = ["#1e1e2e", "#f38ba8", "#a6e3a1", "#f9e2af", "#89b4fa", "#cba6f7", "#94e2d5", "#cdd6f4"];
const BRIGHT = ["#7f849c", "#f38ba8", "#b8f5b0", "#f9e2af", "#89b4fa", "#cba6f7", "#94e2d5", "#ffffff"];
const FOREGROUND = "#cdd6f4";
const BACKGROUND = "#1e1e2e";

const terminal = new Terminal({ columns: COLUMNS, rows: ROWS, args: ["--sandbox"] });
await terminal.waitFor("Go on with this account");
await terminal.press("enter");
await terminal.waitFor("Make a new role");
await terminal.press("enter");
await terminal.waitFor("Train models");
await terminal.press("space", "down", "space", "enter");
await terminal.waitFor("60 buckets");
await terminal.press("/");
await terminal.press(..."acme-tr");
await terminal.waitFor("[ ] acme-train");
await terminal.press("space");
await terminal.waitFor("[x] acme-train");
await terminal.waitFor("ReadAndWriteAcmeTrain");
await new Promise((resolve) => setTimeout(resolve, 600));
mkdirSync("docs", { recursive: true });
writeFileSync("docs/wizard.svg", svg());
terminal.dispose();

const page = join(mkdtempSync(join(tmpdir(), "sagerole-picture-")), "request.html");
writeFileSync(page, exportHtml(example(), { proof: prove(example()) }));
spawnSync("chromium", [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--blink-settings=preferredColorScheme=1"],
  ...["--window-size=1000,1080", "--screenshot=docs/request.png", `file://${page}`],
]);

function svg(): string {
  const { active } = terminal.emulator.buffer;
  const parts: string[] = [];
  for (let row = 0; row < ROWS; row++) {
    const line = active.getLine(row);
    for (let column = 0; line !== undefined && column < COLUMNS; ) {
      const cell = line.getCell(column);
      if (cell === undefined) break;
      const style = styleOf(cell);
      let text = "";
      const from = column;
      // A run of cells in one style is one text, placed cell by cell so that every font keeps the columns.
      while (column < COLUMNS) {
        const next = line.getCell(column);
        if (next === undefined || JSON.stringify(styleOf(next)) !== JSON.stringify(style)) break;
        text += next.getChars() || " ";
        column += Math.max(1, next.getWidth());
      }
      parts.push(...draw(text, from, column, row, style));
    }
  }
  const width = Math.ceil(COLUMNS * CELL.width) + 32;
  const height = ROWS * CELL.height + 64;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="The wizard choosing buckets, the policy growing beside it">
<rect width="${width}" height="${height}" rx="10" fill="${BACKGROUND}"/>
<circle cx="20" cy="18" r="6" fill="#f38ba8"/><circle cx="40" cy="18" r="6" fill="#f9e2af"/><circle cx="60" cy="18" r="6" fill="#a6e3a1"/>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">
${parts.join("\n")}
</g>
</svg>
`;
}

interface Style {
  color: string;
  background: string | undefined;
  bold: boolean;
  underline: boolean;
}

type Cell = NonNullable<ReturnType<NonNullable<ReturnType<typeof terminal.emulator.buffer.active.getLine>>["getCell"]>>;

function styleOf(cell: Cell): Style {
  const color = (value: number, isPalette: boolean, isRgb: boolean, otherwise: string) =>
    isRgb
      ? `#${value.toString(16).padStart(6, "0")}`
      : isPalette
        ? ((value < 8 ? PALETTE : BRIGHT)[value % 8] ?? otherwise)
        : otherwise;
  const front = color(cell.getFgColor(), cell.isFgPalette(), cell.isFgRGB(), FOREGROUND);
  const back = color(cell.getBgColor(), cell.isBgPalette(), cell.isBgRGB(), BACKGROUND);
  const inverse = cell.isInverse() !== 0;
  return {
    color: inverse ? back : front,
    background: inverse ? front : back === BACKGROUND ? undefined : back,
    bold: cell.isBold() !== 0,
    underline: cell.isUnderline() !== 0,
  };
}

function draw(text: string, from: number, to: number, row: number, style: Style): string[] {
  const x = 16 + from * CELL.width;
  const y = 40 + row * CELL.height;
  const shapes =
    style.background === undefined
      ? []
      : [
          `<rect x="${x.toFixed(1)}" y="${y}" width="${((to - from) * CELL.width).toFixed(1)}" height="${CELL.height}" fill="${style.background}"/>`,
        ];
  const words = text.trim();
  if (words === "") return shapes;
  const lead = text.length - text.trimStart().length;
  const cells = to - from - (text.length - words.length);
  // Spaces in a row would be drawn as one.
  const escaped = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(" ", "&#160;");
  const attributes = [
    `x="${(x + lead * CELL.width).toFixed(1)}"`,
    `y="${y + 13}"`,
    `textLength="${(cells * CELL.width).toFixed(1)}"`,
    `lengthAdjust="spacingAndGlyphs"`,
    `fill="${style.color}"`,
    ...(style.bold ? [`font-weight="bold"`] : []),
    ...(style.underline ? [`text-decoration="underline"`] : []),
  ];
  return [...shapes, `<text ${attributes.join(" ")}>${escaped}</text>`];
}
