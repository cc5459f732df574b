import { callsOf, readAll, writeAll } from "./calls.js";
import { docs } from "./docs.js";
import { volumeKeyGrants } from "./kms.js";
import { passRoleGrant } from "./pass-role.js";
import { sagemakerArn, sagemakerCalls, sagemakerGrants } from "./sagemaker.js";
import { STARTED_IMAGES, startsGrants, startsJourney, startsOption } from "./starts.js";
import { logGrants } from "./telemetry.js";
import { defineUseCase, type Grant, type GrantContext, type JourneyCall } from "./use-case.js";

const LOG_GROUP = "/aws/sagemaker/studio";
/** What Studio's pages list; these have no resource to name. */
const LISTS = ["ListApps", "ListDomains", "ListSpaces", "ListUserProfiles"];
const SPACE = ["AddTags", "CreateSpace", "DeleteSpace", "UpdateSpace"];
const APP = ["AddTags", "CreateApp", "DeleteApp"];

/** Whose Studio it is: a domain and a profile, or any of them. */
interface Studio {
  domain: string;
  profile: string;
}

/** Studio: the role of a domain's user profile. In Studio the person acts with it. */
export const studioUser = defineUseCase({
  id: "studio-user",
  title: "Work in SageMaker Studio",
  summary: "People open their spaces and notebooks in Studio, and act there with the role of their user profile.",
  options: {
    domains: {
      kind: "texts",
      title: "Domain",
      help: "Id of the Studio domain, so that the role reaches no other; any of the account's without it.",
      pattern: "d-[a-z0-9]{1,61}",
      example: "d-abcdefghijkl",
    },
    profiles: {
      kind: "texts",
      title: "User profile",
      help: "Name of the one profile that has this role: then it opens Studio, and changes spaces, for itself alone.",
      pattern: "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
      example: "sam",
      when: { option: "domains" },
    },
    starts: startsOption,
  },
  dataUse: () => ({ reads: true, writes: true }),
  usesImages: true,
  imageFamilies: STARTED_IMAGES,
  grants: (context, { domains, profiles, starts }) => [
    ...startsGrants(context, starts),
    ...logGrants(context, LOG_GROUP),
    ...pairs(domains, profiles).flatMap((studio) => studioGrants(context, studio)),
    ...sagemakerGrants(context, [
      {
        topic: "ListStudio",
        actions: LISTS,
        resources: ["*"],
        why: "Studio's pages list domains, profiles, spaces and apps; lists have no resource to name.",
        source: docs.studioRole,
      },
    ]),
    // Grants of a space's disk are made by whoever makes the space: in Studio, this role.
    ...volumeKeyGrants(context),
    ...volumeKeyGrants(context).map(({ resources, source }) => ({
      topic: "LookUpKeys",
      actions: ["kms:DescribeKey"],
      resources,
      why: "Studio looks up the key of a space's disk.",
      source,
    })),
  ],
  journey: (context, { domains, profiles, starts }) => [
    ...callsOf(context).log(LOG_GROUP, "d-abcdefghijkl/sam/JupyterLab/default"),
    ...sagemakerCalls(context, "*", LISTS, docs.studioRole),
    ...examples(domains, profiles).flatMap((studio) => studioJourney(context, studio, profiles.length > 0)),
    ...context.keys
      .filter((key) => key.volume)
      .flatMap(({ arn }) => [
        ...callsOf(context).encryptVolume(arn),
        callsOf(context).call("look up the disk's key", "kms:DescribeKey", arn, docs.studioRole, {
          "aws:ResourceAccount": arn.split(":")[4] ?? context.account,
        }),
      ]),
    ...readAll(context),
    ...writeAll(context, "studio-output.csv"),
    ...startsJourney(context, starts),
  ],
  callerGrants: (context, { domains, profiles }) => [
    ...sagemakerGrants(
      context,
      pairs(domains, profiles).map(({ domain, profile }) => ({
        topic: "ManageProfiles",
        actions: ["AddTags", "CreateUserProfile", "DeleteUserProfile", "DescribeUserProfile", "UpdateUserProfile"],
        resources: [`user-profile/${domain}/${profile}`],
        why: "Makes, changes and removes the user profile that has this role.",
        source: docs.studioRole,
      })),
    ),
    // Whoever may open every profile acts with every profile's role: only profiles that are named are opened.
    ...sagemakerGrants(
      context,
      named(domains, profiles).map(({ domain, profile }) => ({
        topic: "OpenStudio",
        actions: ["CreatePresignedDomainUrl"],
        resources: [`user-profile/${domain}/${profile}`],
        why: "Studio is opened from the console, or by a link, with the person's own identity.",
        source: docs.studioUrl,
      })),
    ),
    passRoleGrant(context, "Whoever makes a user profile hands the role to SageMaker."),
  ],
  conflicts: (context, { profiles, domains }) =>
    profiles.length > 1 || domains.length > 1
      ? [
          {
            message: `The role ${context.roleName} is for several ${profiles.length > 1 ? "profiles" : "domains"}, so that each may open the Studio of the others.`,
            remedy: "Make one role per user profile.",
            source: docs.studioRole,
          },
        ]
      : [],
  callerJourney: (context, { domains, profiles }) => [
    ...callsOf(context).passRole(),
    ...examples(domains, profiles).flatMap(({ domain, profile }) =>
      sagemakerCalls(
        context,
        `user-profile/${domain}/${profile}`,
        ["CreateUserProfile", "AddTags", "DescribeUserProfile", "UpdateUserProfile", "DeleteUserProfile"],
        docs.studioRole,
      ),
    ),
    ...named(domains, profiles).flatMap(({ domain, profile }) =>
      sagemakerCalls(context, `user-profile/${domain}/${profile}`, ["CreatePresignedDomainUrl"], docs.studioUrl),
    ),
  ],
  managedPolicies: ["AmazonSageMakerFullAccess"],
  sources: [
    { title: "Roles in Studio", url: docs.studioRole },
    { title: "Spaces", url: docs.studioSpaces },
  ],
});

/** Every named domain with every named profile. */
function named(domains: readonly string[], profiles: readonly string[]): Studio[] {
  return domains.flatMap((domain) => profiles.map((profile) => ({ domain, profile })));
}

/** Every domain with every profile; `*` where none is named. */
function pairs(domains: readonly string[], profiles: readonly string[]): Studio[] {
  const anyOf = (names: readonly string[]) => (names.length > 0 ? names : ["*"]);
  return anyOf(domains).flatMap((domain) => anyOf(profiles).map((profile) => ({ domain, profile })));
}

function examples(domains: readonly string[], profiles: readonly string[]): Studio[] {
  return pairs(domains, profiles).map(({ domain, profile }) => ({
    domain: domain === "*" ? "d-example12345" : domain,
    profile: profile === "*" ? "kim" : profile,
  }));
}

/** A profile changes its own private spaces and their apps, and opens itself alone. */
function studioGrants(context: GrantContext, { domain, profile }: Studio): Grant[] {
  const source = docs.studioRole;
  const own = profile === "*" ? undefined : ownerCondition(context, { domain, profile });
  const input = profile === "*" ? undefined : `profile ${profile}`;
  const more = { source, ...(input !== undefined && { input }) };
  return sagemakerGrants(context, [
    {
      ...more,
      topic: "OpenStudio",
      actions: ["CreatePresignedDomainUrl", "DescribeUserProfile"],
      resources: [`user-profile/${domain}/${profile}`],
      why: "Opens Studio for this profile: whoever opens one acts with its role.",
    },
    {
      ...more,
      topic: "LookAtDomains",
      actions: ["DescribeDomain"],
      resources: [`domain/${domain}`],
      why: "Studio looks up the settings of its domain.",
    },
    {
      ...more,
      topic: "LookAtSpaces",
      actions: ["DescribeSpace"],
      resources: [`space/${domain}/*`],
      why: "Studio shows spaces.",
    },
    {
      ...more,
      topic: "LookAtApps",
      actions: ["DescribeApp"],
      resources: [`app/${domain}/*/*/*`],
      why: "Studio shows the apps that run in spaces.",
    },
    {
      ...more,
      topic: "ManageSpaces",
      actions: SPACE.filter((action) => own === undefined || action !== "AddTags"),
      resources: [`space/${domain}/*`],
      why: "Makes, changes and removes spaces.",
      ...(own && { condition: own }),
    },
    {
      ...more,
      topic: "ManageApps",
      actions: APP.filter((action) => own === undefined || action !== "AddTags"),
      resources: [`app/${domain}/*/*/*`],
      why: "Starts and stops apps in spaces.",
      ...(own && { condition: own }),
    },
    // Tags are not sent with the owner's key; Studio tags what it makes.
    ...(own === undefined
      ? []
      : [
          {
            ...more,
            topic: "TagSpacesAndApps",
            actions: ["AddTags"],
            resources: [`app/${domain}/*/*/*`, `space/${domain}/*`],
            why: "Studio tags the spaces and apps that it makes.",
          },
        ]),
  ]);
}

function ownerCondition(context: GrantContext, { domain, profile }: Studio) {
  const arn = sagemakerArn(context, `user-profile/${domain}/${profile}`);
  return {
    ArnLike: { "sagemaker:OwnerUserProfileArn": arn },
    StringEquals: { "sagemaker:SpaceSharingType": "Private" },
  };
}

function studioJourney(context: GrantContext, studio: Studio, isNamed: boolean): JourneyCall[] {
  const { domain, profile } = studio;
  const own = {
    "sagemaker:OwnerUserProfileArn": sagemakerArn(context, `user-profile/${domain}/${profile}`),
    "sagemaker:SpaceSharingType": "Private",
  };
  const on = (resource: string, actions: readonly string[], more = {}) =>
    sagemakerCalls(context, resource, actions, docs.studioRole, more);
  const space = `space/${domain}/my-space`;
  const app = `app/${domain}/my-space/JupyterLab/default`;
  return [
    ...on(`user-profile/${domain}/${profile}`, ["CreatePresignedDomainUrl", "DescribeUserProfile"]),
    ...on(`domain/${domain}`, ["DescribeDomain"]),
    ...on(space, ["DescribeSpace"]),
    ...on(app, ["DescribeApp"]),
    ...[space, app].flatMap((resource) => on(resource, ["AddTags"])),
    ...on(space, ["CreateSpace", "UpdateSpace", "DeleteSpace"], isNamed ? own : {}),
    ...on(app, ["CreateApp", "DeleteApp"], isNamed ? own : {}),
  ];
}
