import { asList, type PolicyDocument, type Principal } from "./document.js";

/**
 * Whether a principal is the unique id of a role or user. IAM keeps ids and shows ARNs in their place, so that a
 * policy that was read shows an id only where the role or user has been deleted.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function isUniqueId(principal: string): boolean {
  return /^A(ROA|IDA)[A-Z0-9]{12,}$/.test(principal);
}

/** Whether a principal is the ARN of a role or user, which IAM keeps as an id. */
export function isNamedByArn(principal: string): boolean {
  return /^arn:[a-z-]+:iam::\d{12}:(role|user)\//.test(principal);
}

/** Every AWS principal that a document names, ARNs, ids and accounts. */
export function awsPrincipals({ Statement }: PolicyDocument): string[] {
  const named = (principal: Principal | undefined) => (typeof principal === "object" ? asList(principal.AWS) : []);
  return [Statement].flat().flatMap(({ Principal, NotPrincipal }) => [...named(Principal), ...named(NotPrincipal)]);
}

/** A document with each of its AWS principals put as `change` says. */
export function mapPrincipals(document: PolicyDocument, change: (principal: string) => string): PolicyDocument {
  const mapped = (principal: Principal): Principal => {
    if (typeof principal === "string" || principal.AWS === undefined) return principal;
    const { AWS } = principal;
    return { ...principal, AWS: typeof AWS === "string" ? change(AWS) : AWS.map(change) };
  };
  return {
    ...document,
    Statement: [document.Statement].flat().map((statement) => ({
      ...statement,
      ...(statement.Principal !== undefined && { Principal: mapped(statement.Principal) }),
      ...(statement.NotPrincipal !== undefined && { NotPrincipal: mapped(statement.NotPrincipal) }),
    })),
  };
}

/**
 * A document without the unique ids that its statements are for: IAM refuses to write the id of what has been deleted.
 * A statement for nobody else goes whole. Ids in `NotPrincipal` stay: without one, a statement could be about more.
 */
export function withoutIds(document: PolicyDocument): PolicyDocument {
  const Statement = [document.Statement].flat().flatMap((statement) => {
    const { Principal } = statement;
    if (typeof Principal !== "object" || !asList(Principal.AWS).some(isUniqueId)) return [statement];
    const { AWS, ...others } = Principal;
    const left = asList(AWS).filter((name) => !isUniqueId(name));
    if (left.length === 0 && Object.keys(others).length === 0) return [];
    return [{ ...statement, Principal: { ...others, ...(left.length > 0 && { AWS: left }) } }];
  });
  return { ...document, Statement };
}
