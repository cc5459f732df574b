import type { AwsAccount, LiveRole } from "../aws/account.js";

/** For how long a role that was read is taken as it was, in milliseconds. */
const FRESH = 60_000;

/** The role as IAM has it, read once for all that is shown of it. */
export interface LiveRoles {
  /**
   * The role of this name; read, unless that was done a moment ago.
   * @throws Problem as `AwsAccount.readRole` does
   */
  read(account: AwsAccount, name: string, signal: AbortSignal): Promise<LiveRole | undefined>;
  /** From now on roles are read anew: something may have changed them. */
  forget(): void;
}

/** Makes the memory of roles that were read. What is applied does not rely on it: applying reads for itself. */
export function liveRoles(): LiveRoles {
  let last: { account: AwsAccount; name: string; at: number; role: Promise<LiveRole | undefined> } | undefined;
  return {
    read(account, name, signal) {
      if (last?.account === account && last.name === name && Date.now() - last.at < FRESH) return last.role;
      const read = { account, name, at: Date.now(), role: account.readRole(name, signal) };
      last = read;
      read.role.catch(() => {
        if (last === read) last = undefined;
      });
      return read.role;
    },
    forget() {
      last = undefined;
    },
  };
}
