import { createReadStream, existsSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Problem } from "../base/problem.js";
import { jsonElements } from "./json-elements.js";
import { RoleTrail } from "./role-trail.js";
import { handedOver, readEvent, type TrailEvent } from "./trail-event.js";

/** What was read of a trail. */
export interface TrailRead {
  files: number;
  events: number;
  /** Files that hold something else, or end too early; nothing of them is used after the fault. */
  broken: { file: string; why: string }[];
}

/**
 * What CloudTrail's log files tell of some roles, in memory that does not grow with them: a file, or a folder in whatever
 * layout, as it is copied from the trail's bucket. Other files in it are passed over.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-find-log-files.html
 * @param path `.json.gz` or `.json`, or a folder of them
 * @param arns the roles
 * @param onProgress told every few thousand events
 * @throws Problem `file` where nothing is there to read
 */
export async function trailOf(
  path: string,
  arns: readonly string[],
  onProgress?: (read: TrailRead) => void,
): Promise<{ trails: Map<string, RoleTrail>; read: TrailRead }> {
  if (!existsSync(path)) {
    throw new Problem(
      "file",
      `There is no file or folder ${path}.`,
      "Copy the trail's log files first: aws s3 sync s3://BUCKET/AWSLogs/ACCOUNT/CloudTrail/ FOLDER",
    );
  }
  const trails = new Map(arns.map((arn) => [arn, new RoleTrail()]));
  const read: TrailRead = { files: 0, events: 0, broken: [] };
  for await (const file of logFiles(path)) {
    read.files += 1;
    try {
      for await (const { value } of jsonElements(textOf(file), new Set(["Records"]))) {
        const event = readEvent(value);
        if (event === undefined) continue;
        read.events += 1;
        if (read.events % 5000 === 0) onProgress?.(read);
        tell(trails, event);
      }
    } catch (error) {
      read.broken.push({ file, why: (error as Error).message });
    }
  }
  if (read.files === 0) {
    throw new Problem(
      "file",
      `There are no log files of CloudTrail in ${path}.`,
      "They are named ….json.gz: aws s3 sync s3://BUCKET/AWSLogs/ACCOUNT/CloudTrail/ FOLDER",
    );
  }
  return { trails, read };
}

/** Tells each role that an event is about of it. */
function tell(trails: ReadonlyMap<string, RoleTrail>, event: TrailEvent): void {
  if (event.caller !== undefined) trails.get(event.caller)?.addCall(event);
  if (event.service !== "sagemaker") return;
  for (const arn of handedOver(event)) trails.get(arn)?.addHandOver(event);
  if (event.name !== "CreateTransformJob") return;
  const { modelName } = event.parameters;
  if (typeof modelName !== "string") return;
  for (const trail of trails.values()) if (trail.knowsModel(modelName)) trail.addTransform(event);
}

/** Log files in order: a model is made before it is used. Digests of a trail stand beside them and hold no events. */
async function* logFiles(path: string): AsyncGenerator<string> {
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  const entries = (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "CloudTrail-Digest" && entry.name !== "CloudTrail-Insight") yield* logFiles(inner);
    } else if (entry.isFile() && /\.json(\.gz)?$/.test(entry.name)) yield inner;
  }
}

async function* textOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  if (!file.endsWith(".gz")) {
    source.setEncoding("utf8");
    yield* source as AsyncIterable<string>;
    return;
  }
  const unzip = createGunzip();
  unzip.setEncoding("utf8");
  // A fault of the source reaches whoever reads the other end.
  pipeline(source, unzip).catch(() => undefined);
  yield* unzip as AsyncIterable<string>;
}
