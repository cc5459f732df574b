/** A trust policy by which a service may assume a role. */
export function trust(service: string, condition?: object): string {
  return policy(mayAssume({ Service: service }, condition));
}

/** The statement of a trust policy that lets somebody in. */
export function mayAssume(principal: object | string, condition?: object): object {
  return {
    Effect: "Allow",
    Principal: principal,
    Action: "sts:AssumeRole",
    ...(condition && { Condition: condition }),
  };
}

/** A document of these statements. */
export function policy(...statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
