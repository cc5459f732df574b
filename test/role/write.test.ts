import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyRoleFile } from "../../src/role/defaults.js";
import { parseRoleFile } from "../../src/role/parse.js";
import type { RoleFile } from "../../src/role/role-file.js";
import { writeRoleFile } from "../../src/role/write.js";
import { roleFile } from "./arbitrary.js";
import { EXAMPLE } from "./example.js";

/** The lines that stand in only one of two texts. */
function changed(before: string, after: string): { gone: string[]; added: string[] } {
  const [old, now] = [before.split("\n"), after.split("\n")];
  return { gone: old.filter((line) => !now.includes(line)), added: now.filter((line) => !old.includes(line)) };
}

function edited(change: (file: RoleFile) => void, text = EXAMPLE): string {
  const file = parseRoleFile(text);
  change(file);
  const result = writeRoleFile(file, { text });
  expect(parseRoleFile(result)).toEqual(file);
  return result;
}

describe("a new file", () => {
  it("says what is not a default, and where its schema is", () => {
    const file = emptyRoleFile("churn");
    file.account = "012345678901";
    file.useCases = { training: {}, endpoint: { multiModel: true } };
    file.data = [{ bucket: "acme", access: "read", prefixes: ["raw/"] }];
    expect(
      writeRoleFile(file),
    ).toBe(`# yaml-language-server: $schema=https://unpkg.com/sagerole@0.1/schema/role-file.schema.json

sagerole: 1
role:
  name: churn
account: "012345678901"
useCases:
  training:
  endpoint:
    multiModel: true
data:
  - bucket: acme
    access: read
    prefixes: [ raw/ ]
`);
  });

  it("reads back as what was written", () => {
    fc.assert(
      fc.property(roleFile, (file) => {
        expect(parseRoleFile(writeRoleFile(file))).toEqual(file);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a file written by hand", () => {
  it("stays as it is when nothing changed", () => {
    for (const text of [EXAMPLE, EXAMPLE.replaceAll("\n", "\r\n"), `\n\n${EXAMPLE}\n\n# end`]) {
      expect(writeRoleFile(parseRoleFile(text), { text })).toBe(text);
    }
  });

  it.each<[string, (file: RoleFile) => void, string[], string[]]>([
    [
      "a value",
      (file) => {
        file.role.maxSessionSeconds = 7200;
      },
      ["  maxSessionSeconds: 3600"],
      ["  maxSessionSeconds: 7200"],
    ],
    [
      "a value with a comment",
      (file) => {
        file.region = "us-east-1";
        file.keys = [];
        file.images.repositories = [];
        file.data.pop();
      },
      [
        "region: eu-west-1                  # partition follows from the region",
        expect.stringContaining("acme-out"),
        expect.stringContaining("repositories"),
        "keys:",
        expect.stringContaining("[data, volume]"),
      ] as string[],
      ["region: us-east-1 # partition follows from the region"],
    ],
    [
      "another bucket",
      (file) => {
        file.data.push({ bucket: "acme-new", access: "read", prefixes: ["a b/"] });
      },
      [],
      ["  - { bucket: acme-new, access: read, prefixes: [ a b/ ] }"],
    ],
    [
      "a use case gone",
      (file) => {
        delete file.useCases.training;
      },
      ["  training:"],
      [],
    ],
    [
      "an option for a use case without any",
      (file) => {
        file.useCases.training = {};
        file.useCases.pipeline = {};
      },
      [],
      ["  pipeline:"],
    ],
    [
      "a boundary taken away",
      (file) => {
        delete file.role.permissionsBoundary;
      },
      [expect.stringContaining("permissionsBoundary") as unknown as string],
      [],
    ],
    [
      "delivery",
      (file) => {
        file.delivery = "auto";
      },
      [expect.stringContaining("delivery") as unknown as string],
      ["delivery: auto # inline | managed | auto"],
    ],
  ])("changes in one place only: %s", (_, change, gone, added) => {
    expect(changed(EXAMPLE, edited(change))).toEqual({ gone, added });
  });

  it("gets a key it lacked where the format has it", () => {
    const text = edited((file) => {
      file.region = "eu-west-1";
    }, "# mine\nsagerole: 1\nrole: {name: a}   # short\n\n# what for\nuseCases: {training: }\n");
    expect(text).toBe(
      "# mine\nsagerole: 1\nrole: {name: a}   # short\nregion: eu-west-1\n\n# what for\nuseCases: {training: }\n",
    );
  });

  it("keeps comments of entries when others are removed or moved", () => {
    const start = "sagerole: 1\nrole: { name: a }\n";
    const text = `${start}data:\n  # first\n  - { bucket: acme-one,   access: read }\n  # second\n  - { bucket: acme-two,   access: read }  # two\n`;
    expect(
      edited((file) => {
        file.data.reverse();
      }, text),
    ).toContain("  # second\n  - { bucket: acme-two,   access: read }  # two\n");
    expect(
      edited((file) => {
        file.data.shift();
      }, text),
    ).toContain("- { bucket: acme-two,   access: read }  # two\n");
  });

  it.each([" ", "-\na", "a: b # c", "two\nlines\n"])("can turn any description into %j", (description) => {
    for (const before of ["plain", "'quoted'", "|\n    a block\n    of two lines"]) {
      const text = `# mine\nsagerole: 1\nrole:\n  name: a\n  description: ${before}\n`;
      expect(
        edited((file) => {
          file.role.description = description;
        }, text),
      ).toContain("# mine");
    }
  });

  it("keeps a block of text when something else changes", () => {
    const text = "sagerole: 1\nrole:\n  name: a\n  description: |\n    two\n    lines\nregion: eu-west-1\n";
    expect(
      edited((file) => {
        file.region = "us-east-1";
      }, text),
    ).toBe(text.replace("eu-west-1", "us-east-1"));
  });

  it("keeps Windows line ends", () => {
    const text = edited(
      (file) => {
        file.role.maxSessionSeconds = 7200;
      },
      EXAMPLE.replaceAll("\n", "\r\n"),
    );
    expect(text).toBe(EXAMPLE.replaceAll("\n", "\r\n").replace("Seconds: 3600", "Seconds: 7200"));
  });

  it("comes to say exactly what it should, whatever it said before", () => {
    fc.assert(
      fc.property(roleFile, roleFile, (before, after) => {
        const text = writeRoleFile(before).replace("\nrole:", "\n# my role\nrole:");
        const result = writeRoleFile(after, { text });
        expect(parseRoleFile(result)).toEqual(after);
        expect(result).toContain("# my role");
      }),
      { numRuns: 60 },
    );
  });
});
