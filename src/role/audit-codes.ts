import { code, type FindingCode, GUIDE, IAM } from "./finding-code.js";

/** The codes of what only an audit of roles that exist finds. Codes never change their meaning. */
export const auditCodes: readonly FindingCode[] = [
  code(
    "admin-access",
    "Everything on everything",
    `${IAM}/best-practices.html`,
    "A statement allows every action on every resource. Whoever can run code with the role, in a notebook or a training job, owns the account. Replace the policy by one for what the role does: sagerole makes it from the use cases.",
  ),
  code(
    "wildcard-actions",
    "All actions of a service",
    `${IAM}/access-analyzer-reference-policy-checks.html`,
    "A statement allows all actions of a service, those that come in later years with them. Name the actions that the work needs; AWS's service authorization reference lists them.",
  ),
  code(
    "allow-by-exclusion",
    "Allowed by what is left out",
    `${IAM}/reference_policies_elements_notaction.html`,
    "A statement allows everything but what it names (NotAction, NotResource): services that nobody thought of, and those that AWS has yet to build, are allowed. Say what is allowed instead, and deny what must not be.",
  ),
  code(
    "all-data",
    "The data of the whole account",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
    "A statement reads or writes data without saying whose: the objects of every bucket, every secret, every table. A role for one model then reaches the data of every team. Name the buckets and prefixes that its jobs use.",
  ),
  code(
    "any-resource",
    "Any resource of a kind",
    `${IAM}/reference_policies_elements_resource.html`,
    "A statement has * for its resources where its actions could be held to single ones. Name the resources, or hold the statement to those with a tag. Actions that can only be allowed on * are not meant.",
  ),
  code(
    "managed-policy-by-name",
    "Reach that goes by names",
    `${GUIDE}/security-iam-awsmanpol.html`,
    "An AWS managed policy finds what it reaches by name, such as every bucket with sagemaker in its name. Whoever names a bucket so opens it to all roles with the policy. A policy of the role's own names its buckets.",
  ),
  code(
    "managed-policy-unread",
    "A policy that could not be read",
    `${IAM}/access_policies_managed-vs-inline.html`,
    "The text of a policy that counts for the role could not be read, so that the rest of what is said of the role is not the whole truth. Let whoever audits read policies (iam:GetPolicy and iam:GetPolicyVersion), or give the output of get-account-authorization-details whole.",
  ),
  code(
    "trust-anybody",
    "Anybody may assume the role",
    `${IAM}/reference_policies_elements_principal.html`,
    "The trust policy lets in everybody, or everybody but some: principals of any AWS account, too, where no condition holds them off. Name sagemaker.amazonaws.com as the only principal, for this account's work.",
  ),
  code(
    "trust-other-account",
    "Another account may assume the role",
    `${IAM}/id_roles_common-scenarios_third-party.html`,
    "The trust policy lets in principals of another account, who then have all that SageMaker's jobs have. Give people and programs roles of their own. Where it must stay, ask for an external id.",
  ),
  code(
    "trust-others",
    "Others than SageMaker may assume the role",
    `${GUIDE}/sagemaker-roles.html`,
    "The trust policy lets in others of the account besides SageMaker: services, people or programs. Whatever each of them needs, all of them get. One role for each keeps them apart.",
  ),
  code(
    "no-boundary",
    "Nothing bounds the role",
    `${IAM}/access_policies_boundaries.html`,
    "The role can come to rights that are not its own, and no permissions boundary caps what it may do. A boundary does not grant anything; it stops what goes beyond it, even when somebody attaches more.",
  ),
  code(
    "unused-role",
    "Not used for long",
    `${IAM}/access_policies_last-accessed.html`,
    "IAM says that the role was not used for more than 90 days. Roles that nobody needs are rights that nobody watches. Make sure that no schedule is slower than that, take the role's policies away for a while, then delete it.",
  ),
  code(
    "never-used",
    "Never used",
    `${IAM}/access_policies_last-accessed.html`,
    "The role is older than 90 days, and in the 400 days that IAM looks back it was not used. Make sure that nothing is about to, then delete it.",
  ),
  code(
    "unused-rights",
    "Rights that were not used",
    `${IAM}/access_policies_last-accessed.html`,
    "IAM knows of no attempt to use these services or actions in the time it looks back, 400 days or as long as it tracks them. It does not track iam:PassRole nor data events, such as s3:GetObject, kms:Decrypt and logs:PutLogEvents: nothing is said of those, and no lack of use may be taken from it.",
  ),
];
