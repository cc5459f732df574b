/** The exit codes, each with what it means. */
export const EXIT_CODES: readonly [string, string][] = [
  ["0", "Done."],
  ["1", "An error; with check, something would not work."],
  ["2", "Wrong use; with plan --detailed-exitcode, something would change."],
  ["3", "With plan --fail-on-widening, a role could do more than before; with audit --fail-on, such a finding."],
  ["130", "Left before the end."],
];
