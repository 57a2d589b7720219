import { withInstallation } from './configure.js';

type Print = (line: string) => void;

/**
 * `frontdesk keys rotate`: everything sealed goes under a new master key; exit code 1 when something could not be read.
 * No key is ever printed: one from the environment is made and set by the operator.
 */
export async function rotate({ retire }: { retire?: boolean }, print: Print): Promise<number> {
  return withInstallation(async (installation) => {
    const done = await installation.rotateKeys({ retire: retire ?? false });
    print(
      `${done.isNew ? 'Made' : 'Went on with'} master key version ${done.version}: ` +
        `${done.sealed} sealed values, ${done.rewrapped} wrapped anew.`,
    );
    for (const what of done.unreadable) print(`FAIL  ${what} cannot be read with any master key; store it anew`);
    if (done.byHand) print(`Take version ${done.retired.join(', ')} out of FRONTDESK_MASTER_KEY; nothing needs it.`);
    else if (done.retired.length > 0) print(`Version ${done.retired.join(', ')} is retired.`);
    else if (done.older.length > 0) {
      print(
        `Version ${done.older.join(', ')} stays for now. Back up the new key, then: frontdesk keys rotate --retire`,
      );
    }
    return done.unreadable.length > 0 ? 1 : 0;
  });
}
