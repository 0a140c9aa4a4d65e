/** The entry of every process: finds the verb, owns the signals, turns whatever happens into words and an exit code. */
import { readFileSync } from 'node:fs';
import { AppError, describeError } from '../core/index.ts';
import { RemoteError, UsageError } from './errors.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { helpText } from './help.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { findVerb } from './verbs.ts';

const LINGER_MS = 3000;

export async function main(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await dispatch(args, terminal);
  } catch (error) {
    if (terminal.signal.aborted) return EXIT.interrupted;
    if (args.includes('--json')) await terminal.out(`${JSON.stringify({ error: errorJson(error) })}\n`);
    else terminal.note(`understudy: ${describeError(error)}${codeOf(error)}\n`);
    return exitCodeOf(error);
  }
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === '--version') {
    await terminal.out(`understudy ${version()}\n`);
    return EXIT.ok;
  }
  const wantsHelp = name === undefined || name === 'help' || name === '--help' || name === '-h';
  if (wantsHelp || rest.includes('--help') || rest.includes('-h')) {
    await terminal.out(await helpText(wantsHelp ? rest[0] : name));
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  const entry = findVerb(name);
  if (entry === undefined) throw new UsageError(`There is no verb "${name}"`);
  return await (await entry.load()).verb.run(rest, terminal);
}

/** Behind the sentence, for whoever looks it up in docs/errors.md; of a mistyped command line the sentence says all. */
const codeOf = (error: unknown): string =>
  error instanceof AppError && !(error instanceof UsageError) ? ` [${error.code}]` : '';

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof RemoteError && /^CONSOLE_(UNAVAILABLE|STANDS_BY)$/.test(error.code)) return EXIT.unreachable;
  if (error instanceof RemoteError) return error.status < 500 ? EXIT.refused : EXIT.broken;
  if (
    error instanceof AppError &&
    /^(CLI_(UNREACHABLE|NOT_A_DIRECTOR|CONNECTION_LOST)|HA_DCS_UNAVAILABLE)$/.test(error.code)
  ) {
    return EXIT.unreachable;
  }
  if (error instanceof AppError && ORDER_REFUSED.test(error.code)) return EXIT.refused;
  if (error instanceof AppError && error.code === 'HA_ORDER_NOT_DONE') return EXIT.failed;
  if (error instanceof AppError && NOT_APPLIED.test(error.code)) return EXIT.failed;
  if (error instanceof AppError && CONFIG_REFUSED.test(error.code)) return EXIT.refused;
  return EXIT.broken;
}

/** What a cluster, or its etcd, does not let an operator do. */
const ORDER_REFUSED = /^(HA_(ORDER_REFUSED|NO_CLUSTER|DCS_REFUSED|DCS_CERTIFICATE)|CLI_NOT_CLUSTERED)$/;
/** A configuration that cannot be applied as it is, and one that may not be. */
const NOT_APPLIED = /^(CONFIG_(INVALID|WORKING_COPY|RELEASE_CONTENT|NODES_NOT_READY)|TLS_FILE)$/;
const CONFIG_REFUSED = /^CONFIG_(COMMIT_LOST|OUTDATED|RELEASE_MISSING|UNREPLICATED|NODE_BUSY)$/;

function errorJson(error: unknown): object {
  if (!(error instanceof AppError)) return { code: 'CLI_INTERNAL', message: describeError(error) };
  return { code: error.code, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) };
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** One Ctrl-C may arrive twice: from the terminal, and from whoever started us and passes on what he got. */
const ECHO_MS = 1000;

/** The first signal asks for an orderly end, the second one does not ask. */
function signalsOf(): AbortSignal {
  const stop = new AbortController();
  let firstMs = 0;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (!stop.signal.aborted) firstMs = performance.now();
      else if (performance.now() - firstMs > ECHO_MS) process.exit(EXIT.interrupted);
      stop.abort();
    });
  }
  return stop.signal;
}

if (import.meta.main) {
  // Whoever read our output has had enough, as `head` has.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.broken),
  );
  const code = await main(process.argv.slice(2), processTerminal(signalsOf()));
  process.exitCode = code;
  // When nothing is left to do Node takes its environment down, and was seen to wait there, busily, for a socket's request.
  process.on('exit', () => process.exit(code));
  // What still hangs (a program that a script left behind, a daemon that does not hang up) does not keep us.
  setTimeout(() => process.exit(code), LINGER_MS).unref();
}
