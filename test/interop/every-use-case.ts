import { catalog } from "../../src/catalog/index.js";
import type { RoleFile } from "../../src/role/role-file.js";
import { sampleFiles } from "../catalog/samples.js";

function named(file: RoleFile, name: string): RoleFile {
  return { ...file, role: { ...file.role, name } };
}

/** One role of each use case, all options on, and one with all that a role can have besides. */
export const everyUseCase: readonly RoleFile[] = [
  ...catalog.map(({ id }) => named(sampleFiles(id, 2)[1] as RoleFile, `of-${id}`)),
  {
    ...(sampleFiles("training", 1)[0] as RoleFile),
    role: {
      name: "with.all=of,it",
      path: "/sagemaker/teams/",
      description: `Trains "it" $\{it} %{if} $(id) \`id\` it's \\ <b>é`,
      maxSessionSeconds: 7200,
      permissionsBoundary: "arn:aws:iam::111122223333:policy/ml-boundary",
      tags: { team: "churn", for: "a=b/c", "cost center": "12" },
    },
    data: [
      {
        bucket: "acme-of-another-region",
        access: "read",
        prefixes: ["it's ${aws:username}/", "a*b?/", "%{x}/", '"/'],
      },
    ],
    attach: ["arn:aws:iam::aws:policy/AmazonSageMakerReadOnly"],
    delivery: "managed",
  },
];
