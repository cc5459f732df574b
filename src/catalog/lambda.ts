/**
 * Pattern of a Lambda function's ARN, with a version or an alias where one is asked for: Lambda checks the right to call
 * it against the ARN that is called.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/versioning-aliases-permissions.html
 */
export const FUNCTION_ARN =
  "arn:aws[a-z-]*:lambda:[a-z0-9-]+:\\d{12}:function:[a-zA-Z0-9-_]{1,64}(:(\\$LATEST|[a-zA-Z0-9-_]{1,128}))?";

/** `label-pre:live` of an ARN. */
export function functionName(arn: string): string {
  return arn.split(":function:")[1] ?? arn;
}
