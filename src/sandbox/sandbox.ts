import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { HttpResponse } from "@smithy/protocol-http";
import { stateFolder } from "../base/folders.js";
import { accessAnalyzerOperation, validatePolicy } from "./access-analyzer.js";
import { ecr } from "./ecr.js";
import { exampleAccount } from "./example-account.js";
import { FaultInjector, type Faults } from "./faults.js";
import { type AccountSize, generateAccount } from "./generate.js";
import { iamOperation } from "./iam/index.js";
import { arnOf, kms } from "./kms.js";
import { AwsError, type AwsRequest, type AwsResponse, json, queryParameters, xml } from "./protocol.js";
import { s3Call } from "./s3.js";
import { type AccountState, type IamState, IamStore } from "./state.js";
import { sts } from "./sts.js";

/** How the embedded account is opened. */
export interface SandboxOptions {
  /** Where IAM's state is kept; without, in memory only. */
  file?: string;
  /** What goes wrong on demand. */
  faults?: Faults;
  /** Sizes of a generated account, in place of the example account. */
  generate?: AccountSize;
  /** Milliseconds since some moment; the machine's clock unless another is given. */
  clock?: () => number;
}

/** The file that keeps the embedded account of the command line. */
export function sandboxFile(): string {
  return join(stateFolder(), "sandbox.json");
}

/** A small AWS account: IAM, STS, S3, ECR, KMS and Access Analyzer, as far as the product calls them. */
export class Sandbox {
  /** Calls answered so far, as `service:Operation`. */
  readonly calls: string[] = [];
  readonly faults: FaultInjector;
  readonly account: AccountState;
  readonly #store: IamStore;
  readonly #initial: string;
  /** What reads still see after a write, and for how many of them. */
  #lag: { iam: IamState; reads: number; until: number } | undefined;
  readonly #clock: () => number;

  constructor(options: SandboxOptions = {}) {
    this.account = options.generate === undefined ? exampleAccount() : generateAccount(options.generate);
    this.faults = new FaultInjector(options.faults ?? {});
    this.#clock = options.clock ?? Date.now;
    this.#initial = JSON.stringify(this.account.iam);
    this.#store = new IamStore(options.file, this.account.iam);
  }

  /** What IAM holds now. */
  get iam(): IamState {
    return this.#store.read();
  }

  /** Puts IAM back to where the account began. */
  reset(): void {
    this.#store.write(JSON.parse(this.#initial));
    this.#lag = undefined;
  }

  /** Answers one request; never throws. */
  async answer(request: AwsRequest): Promise<AwsResponse> {
    const requestId = `sandbox-${this.calls.length + 1}`;
    if (this.faults.faults.slowMs !== undefined) await sleep(this.faults.faults.slowMs);
    const service = serviceOf(request);
    try {
      if (service === undefined) {
        throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
      }
      if (service === "access-analyzer") return await this.#accessAnalyzer(request);
      return this.#dispatch(service, request, requestId);
    } catch (error) {
      const known =
        error instanceof AwsError
          ? error
          : new AwsError("InternalFailure", `The embedded account failed: ${(error as Error).message}`, 500);
      return errorAnswer(service, known, requestId);
    }
  }

  /** A request handler for the AWS SDK's clients, answering without a network. */
  handler() {
    return {
      metadata: { handlerProtocol: "http/1.1" },
      handle: async (
        request: {
          method: string;
          hostname: string;
          path: string;
          query?: Record<string, string | string[] | null>;
          headers: Record<string, string>;
          body?: unknown;
        },
        { abortSignal }: { abortSignal?: { aborted: boolean } } = {},
      ) => {
        const answer = await this.answer({
          method: request.method,
          path: decodeURIComponent(request.path),
          query: Object.fromEntries(
            Object.entries(request.query ?? {}).map(([name, value]) => [name, value === null ? "" : String(value)]),
          ),
          headers: {
            host: request.hostname,
            ...Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])),
          },
          body:
            typeof request.body === "string"
              ? request.body
              : new TextDecoder().decode((request.body as Uint8Array | undefined) ?? new Uint8Array()),
        });
        if (abortSignal?.aborted) throw Object.assign(new Error("Request aborted"), { name: "AbortError" });
        return {
          response: new HttpResponse({
            statusCode: answer.status,
            headers: answer.headers,
            body: Readable.from([Buffer.from(answer.body)]),
          }),
        };
      },
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => ({}),
      destroy: () => undefined,
    };
  }

  #dispatch(service: string, request: AwsRequest, requestId: string): AwsResponse {
    switch (service) {
      case "iam":
        return this.#iam(queryParameters(request.body), requestId);
      case "sts": {
        const action = String(queryParameters(request.body).Action);
        return this.#guarded("sts", action, `sts:${action}`, "*", () => sts(this.account, action, requestId));
      }
      case "s3": {
        const call = s3Call(this.account, request);
        return this.#guarded("s3", call.action.slice(3), call.action, call.resource, call.run);
      }
      case "ecr":
      case "kms": {
        const operation = (request.headers["x-amz-target"] ?? "").split(".").at(-1) ?? "";
        const input = JSON.parse(request.body === "" ? "{}" : request.body) as Record<string, unknown>;
        const run = service === "ecr" ? ecr : kms;
        return this.#guarded(service, operation, `${service}:${operation}`, this.#resourceOf(service, input), () =>
          run(this.account, operation, input),
        );
      }
      default:
        throw new AwsError("UnknownService", `The embedded account has no ${service}.`, 404);
    }
  }

  async #accessAnalyzer(request: AwsRequest): Promise<AwsResponse> {
    const operation = accessAnalyzerOperation(request);
    if (operation === undefined) {
      throw new AwsError(
        "UnknownOperationException",
        "The embedded account knows ValidatePolicy of Access Analyzer.",
        404,
      );
    }
    const validated = await validatePolicy(request);
    return this.#guarded("access-analyzer", operation, `access-analyzer:${operation}`, "*", () => validated);
  }

  #iam(input: Record<string, unknown>, requestId: string): AwsResponse {
    const action = String(input.Action);
    const operation = iamOperation(action);
    const held = this.iam;
    const context = {
      account: this.account,
      iam: operation.writes ? structuredClone(held) : this.#readable(held),
      input,
      denies: (action: string) => this.faults.denies(action),
      now: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    };
    return this.#guarded("iam", action, `iam:${action}`, operation.resource(context), () => {
      const result = operation.run(context);
      if (operation.writes) {
        const { lagReads, lagMs } = this.faults.faults;
        if (lagReads !== undefined || lagMs !== undefined) {
          const until = lagMs === undefined ? Number.POSITIVE_INFINITY : this.#clock() + lagMs;
          this.#lag = { iam: held, reads: lagReads ?? Number.POSITIVE_INFINITY, until };
        }
        this.#store.write(context.iam);
      }
      return {
        status: 200,
        headers: { "content-type": "text/xml" },
        body: xml({
          [`${action}Response`]: {
            ...((operation.answers || Object.keys(result).length > 0) && { [`${action}Result`]: result }),
            ResponseMetadata: { RequestId: requestId },
          },
        }),
      };
    });
  }

  /** IAM as reads see it: for a while after a write, as it was before. */
  #readable(held: IamState): IamState {
    if (this.#lag === undefined || this.#lag.reads <= 0 || this.#clock() >= this.#lag.until) return held;
    this.#lag.reads -= 1;
    return this.#lag.iam;
  }

  #guarded(service: string, operation: string, action: string, resource: string, run: () => AwsResponse): AwsResponse {
    this.calls.push(`${service}:${operation}`);
    const lost = this.faults.before(action, resource, this.account.caller);
    const answer = run();
    if (lost) throw new AwsError("ServiceFailure", "The answer was lost.", 500);
    return answer;
  }

  #resourceOf(service: "ecr" | "kms", input: Record<string, unknown>): string {
    const { partition, region, account } = this.account;
    if (service === "ecr") {
      return `arn:${partition}:ecr:${region}:${account}:repository/${String(input.repositoryName ?? "*")}`;
    }
    const key = this.account.keys.find((candidate) => candidate.id === input.KeyId);
    return key === undefined ? String(input.KeyId ?? "*") : arnOf(this.account, key);
  }
}

/** The service a request is signed for. */
function serviceOf(request: AwsRequest): string | undefined {
  return /Credential=[^/]+\/\d{8}\/[^/]+\/([a-z0-9-]+)\/aws4_request/.exec(request.headers.authorization ?? "")?.[1];
}

function errorAnswer(service: string | undefined, error: AwsError, requestId: string): AwsResponse {
  const { code, message, status } = error;
  if (service === "ecr" || service === "kms" || service === "access-analyzer") {
    // JSON services spell these with Exception behind them.
    const type = ["AccessDenied", "Throttling", "ExpiredToken"].includes(code) ? `${code}Exception` : code;
    const isRest = service === "access-analyzer";
    return json({ __type: type, message }, status === 403 && !isRest ? 400 : status, type);
  }
  const detail = { Code: code, Message: message };
  return {
    status,
    headers: { "content-type": service === "s3" ? "application/xml" : "text/xml" },
    body:
      service === "s3"
        ? xml({ Error: { ...detail, RequestId: requestId } })
        : xml({
            ErrorResponse: { Error: { Type: status >= 500 ? "Receiver" : "Sender", ...detail }, RequestId: requestId },
          }),
  };
}
