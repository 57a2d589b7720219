#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { ConfigurationError, InvalidInput, reasonOf } from './core/errors.js';

/** Exit codes: 0 well, 1 something failed or is wrong, 2 the call, a file or the environment is unusable. */
const UNUSABLE = 2;

/** Those of the pretend world. */
const PSA = 'which PSA the MSP works with: connectwise, autotask, halopsa or superops';

/** Those of sandbox/scenarios; written here, so that asking for help loads none of them. */
const STORIES =
  'locked-out, plan-mode, denied, unknown-caller, dropped-call, namesakes, homophones; and with ConnectWise alone: add-to-group, assign-license, new-hire, offboarding, how-do-i, shared-mailbox, synced-user, vip, mfa-reset, verification-denied, verification-expired';

const print = (line: string) => void process.stdout.write(`${line}\n`);

/** Each command loads only what it needs. */
function commandLine(exit: (code: number) => void): Command {
  const program = new Command('frontdesk')
    .description('The open, self-hosted AI service desk for managed service providers.')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'frontdesk: ')) })
    .showHelpAfterError('(frontdesk --help tells more)');

  program
    .command('serve')
    .description('Run Frontdesk: front doors, agent, API. Settings come from the environment (see .env.example).')
    .option('--configuration <file>', 'apply this configuration file (YAML or JSON) at the start')
    .option('--role <role>', 'web: front doors and API; worker: queue and agent; all: both', 'all')
    .action(async (options: { configuration?: string; role: string }) =>
      exit(await (await import('./admin/cli/serve.js')).serve(options, print)),
    );

  program
    .command('store')
    .description('Serve the embedded store of DATA_DIR to several processes of this machine, and print its address.')
    .action(async () => exit(await (await import('./admin/cli/store.js')).store(print)));

  program
    .command('demo')
    .description('Play a story against the pretend world and print a readable timeline; then keep running.')
    .option('--once', 'exit when the story is over: 0 when it ended as it should, else 1')
    .option('--scenario <name>', `which story: ${STORIES}`, 'locked-out')
    .option('--psa <name>', PSA, 'connectwise')
    .option('--list', 'list the stories')
    .option('--json', 'print one report object in place of the timeline')
    .option('--real-time', 'let the call take as long as a real one')
    .action(async (options) => exit(await (await import('./admin/cli/demo.js')).demo(options, print)));

  program
    .command('sandbox')
    .description(
      "Start the pretend world (every vendor's API on loopback) and print its addresses and credentials as JSON.",
    )
    .option(
      '--public-url <url>',
      'where the product under test is reached by the pretend vendors',
      'https://frontdesk.example',
    )
    .option('--product <url>', 'where it really listens', 'http://127.0.0.1:8080')
    .option('--psa <name>', PSA, 'connectwise')
    .option('--configuration <file>', 'also write a configuration file for `frontdesk apply`')
    .action(async (options) => exit(await (await import('./admin/cli/sandbox.js')).sandbox(options, print)));

  program
    .command('doctor')
    .description(
      'Check the environment, the store and every connected integration; exit code 1 when something is wrong.',
    )
    .action(async () => exit(await (await import('./admin/cli/configure.js')).doctor(print)));

  program
    .command('apply')
    .description(
      'Make the installation what a configuration file (YAML or JSON) says. Applying it again changes nothing.',
    )
    .argument('<file>', 'the configuration file; secrets in it may be names of environment variables')
    .action(async (file: string) => exit(await (await import('./admin/cli/configure.js')).apply(file, print)));

  program
    .command('export')
    .description('Print the whole configuration; secrets appear as names of environment variables.')
    .option('--out <file>', 'write to this file instead')
    .option('--json', 'JSON instead of YAML')
    .action(async (options: { out?: string; json?: boolean }) =>
      exit(await (await import('./admin/cli/configure.js')).exportTo(options, print)),
    );

  const activity = program.command('activity').description('The record of everything that was done or tried.');
  activity
    .command('verify')
    .description('Follow the hash chains of the record; exit code 1 when something was changed, removed or added.')
    .option('--client <slug>', "one client's chain; msp chains what no client owns")
    .option('--file <file>', 'an exported file (JSON, not masked) in place of the installation')
    .option('--json', 'print the verdict as JSON')
    .action(async (options) => exit(await (await import('./admin/cli/activity.js')).verify(options, print)));
  activity
    .command('export')
    .description('Write the record as text, oldest first.')
    .requiredOption('--format <format>', 'json (one object a line) or csv')
    .option('--client <slug>', 'of one client only')
    .option('--from <time>', 'from this time on')
    .option('--to <time>', 'before this time')
    .option('--masked', 'names, addresses and numbers of people become person-1, person-2, ...')
    .option('--out <file>', 'write to this file instead')
    .action(async (options) => exit(await (await import('./admin/cli/activity.js')).exportRecord(options)));

  program
    .command('keys')
    .description('The master keys that stored secrets are sealed with.')
    .command('rotate')
    .description('Make a new master key and bring everything under it; also while Frontdesk runs.')
    .option('--retire', 'take older keys away once nothing needs them; an unfinished rotation is finished first')
    .action(async (options) => exit(await (await import('./admin/cli/keys.js')).rotate(options, print)));

  program
    .command('match')
    .description('Match what callers said against a list of contacts.')
    .requiredOption('--contacts <file>', 'CSV with the columns id,firstName,lastName,company,email,phone')
    .requiredOption('--queries <file>', 'CSV with a column utterance')
    .requiredOption('--out <file>', 'where to write utterance,decision,contactId,score,margin')
    .option('--json', 'print the counts as JSON')
    .action(async (options: { contacts: string; queries: string; out: string; json?: boolean }) =>
      exit(
        await (await import('./admin/cli/match.js')).runMatch(
          { ...options, json: options.json ?? false },
          { stdout: print },
        ),
      ),
    );

  program
    .command('replies')
    .description("Read technicians' replies as approve, deny or neutral, by rules alone.")
    .requiredOption('--file <file>', 'one reply a line; a line break inside a reply is written \\n')
    .requiredOption('--out <file>', 'where to write intent<TAB>reply')
    .action(async (options: { file: string; out: string }) =>
      exit(await (await import('./admin/cli/replies.js')).runReplies(options, { stdout: print })),
    );

  return program;
}

/** Runs one command line; resolves with its exit code. Errors are one clear line each. */
async function run(argv: readonly string[]): Promise<number> {
  let code = 0;
  try {
    await commandLine((outcome) => {
      code = outcome;
    }).parseAsync([...argv]);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : UNUSABLE;
    for (const line of reasonOf(error).split('\n')) process.stderr.write(`frontdesk: ${line}\n`);
    if (process.env.FRONTDESK_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return error instanceof ConfigurationError || error instanceof InvalidInput ? UNUSABLE : 1;
  }
}

const code = await run(process.argv);
// Everything is closed by now; only the job library's check timers of finished jobs would keep the process for half a
// minute. What was printed is flushed first.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))));
process.exit(code);
