/** `understudy help`, `understudy help VERB`. */
import { UsageError } from './errors.ts';
import { findVerb, VERBS } from './verbs.ts';

export async function helpText(name: string | undefined): Promise<string> {
  if (name === undefined) return overview();
  const entry = findVerb(name);
  if (entry === undefined) throw new UsageError(`There is no verb "${name}"`);
  return `${(await entry.load()).verb.usage}\n`;
}

function overview(): string {
  const width = Math.max(...Object.keys(VERBS).map((name) => name.length));
  const verbs = Object.entries(VERBS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `Understudy, a backup system that speaks Bacula

  understudy VERB [ARGUMENTS]

${verbs.join('\n')}

  understudy help VERB    tells more about one of them
  understudy --version    tells which one this is

Wherever a verb talks to a Director:
  --socket PATH      its Unix socket (UNDERSTUDY_SOCKET)
  --url URL          its address, such as http://127.0.0.1:9180 (UNDERSTUDY_URL)
  --token-file FILE  holds the token for --url (UNDERSTUDY_TOKEN_FILE, UNDERSTUDY_TOKEN)
  --json             JSON for programs

Exit codes: 0 done, 1 a Job ended badly or a configuration has mistakes, 2 command line not understood,
3 no Director answers, 4 refused or not found, 5 something broke, 130 interrupted.
`;
}
