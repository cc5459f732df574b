import type { Guardrails } from "../catalog/guardrail-options.js";

/** The guardrails as a role file holds them. */
type RoleGuardrails = Omit<Guardrails, "instanceTypes"> & { instanceTypes: string[] };

/** Read, write, or both. */
export type DataAccess = "read" | "write" | "read-write";

/** What the person wants: the content of a `*.role.yaml` file, with every default filled in. */
export interface RoleFile {
  sagerole: 1;
  role: {
    name: string;
    path: string;
    description: string;
    maxSessionSeconds: number;
    permissionsBoundary?: string;
    tags: Record<string, string>;
  };
  /** 12 digits; absent when it is to come from the credentials. */
  account?: string;
  region?: string;
  /** Use case id → its options, as given (defaults are the catalog's). */
  useCases: Record<string, Record<string, unknown>>;
  data: DataEntry[];
  images: { repositories: string[]; awsProvided: boolean };
  keys: { key: string; for: ("data" | "volume")[] }[];
  network: { vpc: boolean; subnets: string[]; securityGroups: string[] };
  /** What whoever starts work with the role may not do; each is off, or an empty list, unless given. */
  guardrails: RoleGuardrails;
  trust: { sourceAccount: boolean; sourceArn: "none" | "account" | "feature" };
  attach: string[];
  delivery: "inline" | "managed" | "auto";
}

/** One bucket of the role file. */
export interface DataEntry {
  bucket: string;
  access: DataAccess;
  prefixes: string[];
  /** The account that owns the bucket, when it is not the role's. */
  owner?: string;
  /** ARN of the key that encrypts the bucket's objects. */
  key?: string;
}

/**
 * Reads the file that `extends` names.
 * @param path as it is written, relative to the file that names it
 * @param from the file that names it, as messages name it
 * @throws Problem when it cannot be read
 */
export type ReadShared = (path: string, from: string) => { text: string; name: string };
