import { PlaceTally } from "./place-tally.js";
import { didNothing, type TrailEvent } from "./trail-event.js";
import { DATA_CALLS, directionOf, HANDED_OVER, MONITORS, STARTED } from "./trail-events.js";

/** How often something was seen, and when last. */
export interface Sighting {
  count: number;
  /** ISO 8601. */
  last: string;
}

/** How many names of each kind are kept: what is more says no more. */
const MOST = 1000;

/** What CloudTrail tells of how one role was used. */
export class RoleTrail {
  events = 0;
  /** ISO 8601. */
  first = "";
  last = "";
  /** Use cases that the role was handed over for. */
  useCases = new Map<string, Sighting>();
  /** What it started by itself, as the choices of notebooks, Studio and pipelines name it. */
  started = new Map<string, Sighting>();
  monitors = new Set<string>();
  read = new PlaceTally();
  written = new PlaceTally();
  /** ARNs of keys, and what they were used for. */
  keys = new Map<string, Set<"data" | "volume">>();
  /** ARNs. */
  repositories = new Set<string>();
  subnets = new Set<string>();
  securityGroups = new Set<string>();
  /** Models that were made with the role, and are used by endpoints unless a transform job is seen. */
  #models = new Set<string>();

  /** What was not understood: object keys named by aliases of keys, for example. */
  aliases = new Set<string>();

  /** Whether the event makes use of a model of the role's. */
  knowsModel(name: string): boolean {
    return this.#models.has(name);
  }

  /** A call that the role was handed over in, by whomever. */
  addHandOver(event: TrailEvent): void {
    if (didNothing(event)) return;
    this.#count(event);
    const { name, time, parameters } = event;
    const useCase = HANDED_OVER[name];
    if (useCase !== undefined) see(this.useCases, useCase, time);
    const monitor = MONITORS[name];
    if (monitor !== undefined) this.monitors.add(monitor);
    if (name === "CreateModel" && typeof parameters.modelName === "string") keep(this.#models, parameters.modelName);
    this.#visit("", parameters, event);
  }

  /** A transform job runs a model, with the model's role. */
  addTransform(event: TrailEvent): void {
    if (didNothing(event)) return;
    this.#count(event);
    see(this.useCases, "batch-transform", event.time);
    this.#visit("", event.parameters, event);
  }

  /** A call that was made with the role. */
  addCall(event: TrailEvent): void {
    if (didNothing(event)) return;
    this.#count(event);
    const { service, name, time, parameters, resources } = event;
    if (service === "sagemaker") {
      const started = STARTED[name];
      if (started !== undefined) see(this.started, started, time);
    } else if (service === "s3") this.#addS3(name, parameters);
    else if (service === "kms") {
      const use =
        name === "CreateGrant" ? "volume" : /^(Decrypt|Encrypt|GenerateDataKey)/.test(name) ? "data" : undefined;
      for (const arn of resources) if (use !== undefined && arn.includes(":key/")) this.#useKey(arn, use);
    } else if (service === "ecr" && typeof parameters.repositoryName === "string" && /^(Batch)?Get/.test(name)) {
      const owner = typeof parameters.registryId === "string" ? parameters.registryId : event.account;
      keep(
        this.repositories,
        `arn:${event.partition}:ecr:${event.region}:${owner}:repository/${parameters.repositoryName}`,
      );
    }
  }

  #count({ time }: TrailEvent): void {
    this.events += 1;
    if (this.first === "" || time < this.first) this.first = time;
    if (time > this.last) this.last = time;
  }

  #addS3(name: string, { bucketName, key, prefix }: Record<string, unknown>): void {
    const kind = DATA_CALLS[name];
    if (kind === undefined || typeof bucketName !== "string") return;
    if (kind === "list") {
      if (typeof prefix === "string" && prefix !== "")
        this.read.add(bucketName, prefix.endsWith("/") ? prefix : `${prefix}/`);
    } else if (typeof key === "string") (kind === "read" ? this.read : this.written).add(bucketName, key);
  }

  #useKey(arn: string, use: "data" | "volume"): void {
    if (!this.keys.has(arn) && this.keys.size >= MOST) return;
    this.keys.set(arn, (this.keys.get(arn) ?? new Set()).add(use));
  }

  /** Goes through the parameters of a call, wherever S3 URIs, keys, images and the network stand in them. */
  #visit(path: string, value: unknown, event: TrailEvent): void {
    if (Array.isArray(value)) for (const item of value) this.#visit(path, item, event);
    else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) this.#visit(`${path}.${key}`, item, event);
    } else if (typeof value === "string") this.#see(path, value, event);
  }

  #see(path: string, text: string, { region, account, partition }: TrailEvent): void {
    const key = path.slice(path.lastIndexOf(".") + 1);
    const [, bucket, place = ""] = /^s3:\/\/([a-z0-9.-]+)\/?(.*)$/s.exec(text) ?? [];
    const [, registry, where, repository] =
      /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)/.exec(text) ?? [];
    if (bucket !== undefined) this.#addPlace(directionOf(path), bucket, place);
    else if (repository !== undefined) {
      keep(this.repositories, `arn:${partition}:ecr:${where}:${registry}:repository/${repository}`);
    } else if (/kmskey/i.test(key)) {
      const use = /volume/i.test(key) ? "volume" : "data";
      if (text.includes(":key/")) this.#useKey(text, use);
      else if (/^[0-9a-f-]{36}$|^mrk-/.test(text))
        this.#useKey(`arn:${partition}:kms:${region}:${account}:key/${text}`, use);
      else keep(this.aliases, text);
    } else if (/^subnet-[0-9a-f]+$/.test(text)) keep(this.subnets, text);
    else if (/^sg-[0-9a-f]+$/.test(text)) keep(this.securityGroups, text);
  }

  /** A place may be a folder or an object, and by its name alone a folder that ends in no slash. */
  #addPlace(direction: ReturnType<typeof directionOf>, bucket: string, place: string): void {
    const isFile = /\.[a-z0-9]{1,8}$/i.test(place);
    const key = place === "" || place.endsWith("/") || isFile ? place : `${place}/`;
    if (direction !== "write") this.read.add(bucket, key);
    if (direction !== "read") this.written.add(bucket, key);
  }
}

function see(seen: Map<string, Sighting>, what: string, time: string): void {
  const { count, last } = seen.get(what) ?? { count: 0, last: "" };
  seen.set(what, { count: count + 1, last: time > last ? time : last });
}

function keep(names: Set<string>, name: string): void {
  if (names.size < MOST) names.add(name);
}
