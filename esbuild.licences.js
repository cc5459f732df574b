import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Licences that ask no more than to be passed on with what they are for. */
const PERMISSIVE = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"];

/**
 * Where the text is that a package leaves out. Yoga's files give the copyright and the licence that React's do; the text of
 * the Apache licence names nobody.
 */
const LEFT_OUT = { "yoga-layout": "node_modules/react/LICENSE" };
const COMMON = { "Apache-2.0": "LICENSE" };

/**
 * The licence texts of every package that builds took code from, each text once, under the packages that it is for.
 * @param metafiles esbuild's
 * @throws Error where a licence is not permissive, or its text is not to be found
 */
export async function licenceTexts(...metafiles) {
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile.outputs));
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const folders = used.flatMap(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  const packages = await Promise.all([...new Set(folders)].sort().map(readPackage));
  const titles = new Map();
  for (const { title, text } of packages) titles.set(text, (titles.get(text) ?? new Set()).add(title));
  const parts = [...titles].map(([text, holders]) => `${[...holders].join("\n")}\n\n${text}`);
  const rule = `\n\n${"-".repeat(80)}\n\n`;
  return `${["sagerole holds code of the packages below, under the licence that follows each.", ...parts].join(rule)}\n`;
}

async function readPackage(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  if (!PERMISSIVE.includes(license)) {
    throw new Error(`${name} is under "${license}", which is not among ${PERMISSIVE.join(", ")}: use another package.`);
  }
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)\b/i.test(file)).sort();
  const paths = files.length > 0 ? files.map((file) => join(folder, file)) : [LEFT_OUT[name] ?? COMMON[license]];
  if (paths[0] === undefined) {
    throw new Error(`${name} ${version} has no licence text: add its repository's to LEFT_OUT in esbuild.licences.js.`);
  }
  const texts = await Promise.all(paths.map((path) => readFile(path, "utf8")));
  return { title: `${name} ${version} (${license})`, text: texts.map((text) => text.trim()).join("\n\n") };
}
