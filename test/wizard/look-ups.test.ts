import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { lookUps } from "../../src/wizard/look-ups.js";

/** Look-ups that end when they are told to. */
function start() {
  const asked: string[] = [];
  const progress: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const looks = lookUps(
    (id) => {
      asked.push(id);
      return new Promise((resolve, reject) => ends.set(id, (error) => (error ? reject(error) : resolve())));
    },
    (done, of) => progress.push(`${done}/${of}`),
  );
  const end = async (id: string, error?: Error) => {
    ends.get(id)?.(error);
    await turn();
  };
  return { looks, asked, progress, end };
}

describe("look-ups", () => {
  it("run four at a time, each once, what was chosen before what is in view", async () => {
    const { looks, asked, end } = start();
    looks.inView(["v1", "v2", "v3", "v4", "v5", "v6"]);
    looks.chosen(["c1", "c2", "c1", "v1"]);
    expect(asked).toEqual(["v1", "v2", "v3", "v4"]);
    await end("v1");
    await end("v2");
    expect(asked.slice(4)).toEqual(["c1", "c2"]);
    await end("c1");
    await end("c2");
    expect(asked.slice(6)).toEqual(["v5", "v6"]);
    looks.chosen(["c1"]);
    expect(asked).toHaveLength(8);
  });

  it("pass over what is in view no more, and what was chosen and is no more", async () => {
    const { looks, asked, progress, end } = start();
    looks.chosen(["a", "b", "c", "d", "e", "f"]);
    looks.inView(["v1"]);
    looks.inView(["v2"]);
    looks.notChosen(["f", "a"]);
    for (const id of ["a", "b", "c", "d"]) await end(id);
    expect(asked).toEqual(["a", "b", "c", "d", "e", "v2"]);
    await end("e");
    expect(progress).toEqual(["0/6", "0/5", "1/5", "2/5", "3/5", "4/5", "5/5"]);
    looks.chosen(["g"]);
    expect(progress.at(-1)).toBe("0/1");
  });

  it("may be tried again where they failed, and after all was forgotten", async () => {
    const { looks, asked, end } = start();
    looks.chosen(["a"]);
    await end("a", new Error("no network"));
    looks.inView(["a"]);
    expect(asked).toEqual(["a", "a"]);
    await end("a");
    looks.forget();
    looks.chosen(["a"]);
    expect(asked).toHaveLength(3);
  });
});
