import * as z from "zod";
import { roleFileSchema, SCHEMA_URL, SHARED_SCHEMA_URL } from "./schema.js";

/**
 * The JSON Schema of role files, from which editors complete and check them. The same schema the parser uses;
 * patterns are there to help while typing, the parser's own checks go further.
 */
export function roleFileJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(roleFileSchema, { io: "input", target: "draft-7" });
  return {
    $schema,
    $id: SCHEMA_URL,
    title: "sagerole role file",
    description: "What an Amazon SageMaker execution role is for; sagerole makes its policies from it.",
    ...schema,
  };
}

/** The JSON Schema of the files that role files extend: the same keys, none of them needed. */
export function sharedDefaultsJsonSchema(): object {
  const schema = roleFileJsonSchema() as { required?: unknown; properties: Record<string, { required?: unknown }> };
  const { required: _, properties, ...others } = schema;
  const { required: __, ...role } = properties.role ?? {};
  return {
    ...others,
    $id: SHARED_SCHEMA_URL,
    title: "Defaults that sagerole role files share",
    description: "What several role files extend; each of them goes before it.",
    properties: { ...properties, role },
  };
}
