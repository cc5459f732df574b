import { Problem } from "../base/problem.js";
import { type Faults, parseFaults } from "../sandbox/faults.js";
import { Sandbox, sandboxFile } from "../sandbox/sandbox.js";

/**
 * The embedded account of the command line, kept in the state folder. `SAGEROLE_SANDBOX_FAULTS` holds what goes wrong
 * on demand, as JSON.
 * @throws Problem when the faults cannot be read
 */
export function openEmbedded(): Sandbox {
  return new Sandbox({ file: sandboxFile(), faults: faultsFrom(process.env.SAGEROLE_SANDBOX_FAULTS) });
}

/**
 * Faults from their JSON.
 * @throws Problem `faults`
 */
export function faultsFrom(text: string | undefined): Faults {
  if (text === undefined || text === "") return {};
  try {
    return parseFaults(text);
  } catch (error) {
    throw new Problem(
      "faults",
      `The faults of the embedded account cannot be read: ${(error as Error).message}.`,
      'Give JSON such as {"slowMs":200,"throttleEvery":20,"deny":["iam:CreateRole"]}.',
      { exitCode: 2 },
    );
  }
}
