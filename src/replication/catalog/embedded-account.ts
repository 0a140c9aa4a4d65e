/** As whom PostgreSQL runs: it refuses root, so root names an ordinary system user; anybody else runs it as himself. */
import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { PostgresUserError } from './embedded-errors.ts';

/** Uid and gid to change to; none where we already are an ordinary user. */
export interface Account {
  readonly name: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL's own user where its packages made one, else the one that every machine has. */
const USUAL_USERS = ['postgres', 'nobody'];

/** Who was named; else whose the data is already; else the first of the usual users that this machine has. */
export async function accountFor(named: string | undefined, dataDirectory: string): Promise<Account> {
  if (process.getuid?.() !== 0) return { name: ownName() };
  const accounts = await readAccounts();
  const byName = (name: string) => accounts.find((account) => account.name === name && account.uid !== 0);
  if (named !== undefined) return byName(named) ?? missing(named);
  const owner = await stat(dataDirectory).then(
    ({ uid }) => accounts.find((account) => account.uid === uid && uid !== 0),
    () => undefined,
  );
  const usual = USUAL_USERS.map(byName).find((account) => account !== undefined);
  return owner ?? usual ?? missing(USUAL_USERS.join(' or '));
}

function missing(name: string): never {
  throw new PostgresUserError(name);
}

/** A number without a name, as in some containers, is refused by initdb too. */
function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    throw new PostgresUserError(`with the number ${process.getuid?.()}`);
  }
}

async function readAccounts(): Promise<Required<Account>[]> {
  const lines = (await readFile('/etc/passwd', 'latin1')).split('\n').map((line) => line.split(':'));
  return lines.flatMap(([name, , uid, gid]) =>
    name === undefined || uid === undefined || gid === undefined ? [] : [{ name, uid: Number(uid), gid: Number(gid) }],
  );
}
