import { describe, expect, it } from "vitest";
import { catalog } from "../../src/catalog/index.js";
import { roleFileJsonSchema } from "../../src/role/json-schema.js";

interface Schema {
  properties: Record<string, Schema>;
  anyOf: Schema[];
  items: Schema;
  enum: string[];
  required: string[];
  pattern: string;
  description: string;
  additionalProperties: unknown;
}

const schema = roleFileJsonSchema() as Schema;

function property(parent: Schema, name: string): Schema {
  const found = parent.properties[name];
  if (found === undefined) throw new Error(`The schema has no ${name}.`);
  return found;
}

describe("the JSON Schema that editors use", () => {
  it("asks only for what the parser asks for", () => {
    expect(schema.required).toEqual(["sagerole", "role"]);
    expect(property(schema, "role").required).toEqual(["name"]);
    expect(property(schema, "data").items.required).toEqual(["bucket", "access"]);
  });

  it("knows every use case with its options and their values", () => {
    const useCases = property(schema, "useCases");
    expect(Object.keys(useCases.properties)).toEqual(catalog.map(({ id }) => id));
    expect(useCases.additionalProperties).toBe(false);
    for (const { id, summary, options } of catalog) {
      const useCase = property(useCases, id);
      expect(useCase.description).toBe(summary);
      const [object] = useCase.anyOf;
      if (object === undefined) throw new Error(`${id} may not have options.`);
      expect(Object.keys(object.properties)).toEqual(Object.keys(options));
      for (const [name, spec] of Object.entries(options)) {
        if (spec.kind !== "choices") continue;
        expect(property(object, name).items.enum).toEqual(spec.values.map(({ value }) => value));
      }
    }
  });

  it("has patterns that any editor can compile", () => {
    const patterns: string[] = [];
    JSON.stringify(schema, (key, value) => {
      if (key === "pattern" && typeof value === "string") patterns.push(value);
      return value;
    });
    expect(patterns.length).toBeGreaterThan(5);
    for (const pattern of patterns) expect(() => new RegExp(pattern, "u")).not.toThrow();
  });
});
