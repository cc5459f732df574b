import { jsonFormatSchemas } from "./commands/json-formats.js";
import { manPage } from "./man-page.js";
import { program } from "./program.js";
import { roleFileJsonSchema, sharedDefaultsJsonSchema } from "./role/json-schema.js";

/** The files that are published beside the program and made from it, by path. */
export function published(): Record<string, string> {
  const schemas = {
    "role-file.schema.json": roleFileJsonSchema(),
    "shared-defaults.schema.json": sharedDefaultsJsonSchema(),
    ...Object.fromEntries(Object.entries(jsonFormatSchemas()).map(([name, schema]) => [`output/${name}`, schema])),
  };
  const texts = Object.entries(schemas).map(([name, schema]) => {
    return [`schema/${name}`, `${JSON.stringify(schema, undefined, 2)}\n`];
  });
  return { ...Object.fromEntries(texts), "man/sagerole.1": manPage(program()) };
}
