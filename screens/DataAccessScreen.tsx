import { useState } from "react";
import { changeBucket, nextAccess } from "../src/wizard/answers.js";
import { lastPart } from "../src/wizard/review.js";
import { type Row, RowList } from "./parts/RowList.js";
import { TextField } from "./parts/TextField.js";
import { type ScreenProps, useWizard, useWizardState } from "./wizard-context.js";

/** How each chosen bucket is used: read or write, and which prefixes. */
export function DataAccessScreen({ width, height, isActive }: ScreenProps) {
  const wizard = useWizard();
  const data = useWizardState((state) => state.answers.data);
  const facts = useWizardState((state) => state.facts);
  const [editing, setEditing] = useState<string>();
  const core = wizard.core();

  const rows: Row[] = data.flatMap((entry) => {
    const key =
      entry.key === undefined
        ? ""
        : ` Objects are encrypted with ${facts.keys?.[entry.key]?.aliases[0] ?? lastPart(entry.key)}.`;
    const region = facts.buckets?.[entry.bucket]?.region;
    return [
      {
        id: entry.bucket,
        text: entry.bucket,
        value: { read: "read", write: "write", "read-write": "read and write" }[entry.access],
        help: `Space changes it: read, write, both.${region ? ` The bucket is in ${region}.` : ""}${key}`,
      },
      {
        id: `${entry.bucket}\nprefixes`,
        text: "only under",
        indent: 2,
        value: entry.prefixes.length > 0 ? entry.prefixes.join(", ") : "the whole bucket",
        help: "Space to type the prefixes (folders) the jobs use, such as raw/, labels/2026/. Fewer is safer.",
      },
    ];
  });

  const bucket = editing?.split("\n")[0] ?? "";
  return (
    <RowList
      rows={rows}
      width={width}
      height={height}
      isActive={isActive}
      onSpace={(row) => {
        if (row.id.endsWith("\nprefixes")) setEditing(row.id);
        else
          wizard.update((file) => {
            const entry = file.data.find((candidate) => candidate.bucket === row.id);
            return entry === undefined ? file : changeBucket(file, row.id, { access: nextAccess(entry.access) });
          });
      }}
      {...(editing !== undefined && {
        editing: {
          id: editing,
          element: (fieldWidth) => (
            <TextField
              isActive={isActive}
              width={fieldWidth}
              initial={data.find((entry) => entry.bucket === bucket)?.prefixes.join(", ") ?? ""}
              placeholder="raw/, labels/"
              validate={(text) =>
                splitPrefixes(text)
                  .map((prefix) => core?.prefixFault(prefix))
                  .find(Boolean)
              }
              onSubmit={(text) => {
                wizard.update((file) => changeBucket(file, bucket, { prefixes: splitPrefixes(text) }));
                setEditing(undefined);
              }}
              onCancel={() => setEditing(undefined)}
            />
          ),
        },
      })}
    />
  );
}

/** Prefixes are parted by commas; a leading slash is not part of an S3 key. */
function splitPrefixes(text: string): string[] {
  const parts = text.split(",").map((part) => part.trim().replace(/^\/+/, ""));
  return [...new Set(parts.filter((part) => part !== ""))];
}
