/** The last part of an ARN: the name of a role or policy without its path. */
export function nameInArn(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}
