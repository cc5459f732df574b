import { AwsError, type AwsResponse, xml } from "./protocol.js";
import type { AccountState } from "./state.js";

/** STS: who is calling. */
export function sts(account: AccountState, action: string, requestId: string): AwsResponse {
  if (action !== "GetCallerIdentity") {
    throw new AwsError("InvalidAction", `Could not find operation ${action} for version 2011-06-15`);
  }
  return {
    status: 200,
    headers: { "content-type": "text/xml" },
    body: xml({
      GetCallerIdentityResponse: {
        GetCallerIdentityResult: {
          Arn: account.caller,
          UserId: `AROAEXAMPLESAGEROLE00:${account.caller.split("/").at(-1)}`,
          Account: account.account,
        },
        ResponseMetadata: { RequestId: requestId },
      },
    }),
  };
}
