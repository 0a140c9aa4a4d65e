/** Users and groups by name, as files keep them over machines on which their numbers differ. */
import { runProgram } from '../../../core/index.ts';

export interface Accounts {
  /** The number as text where the machine has no name for it. */
  nameOf(kind: 'passwd' | 'group', id: number): Promise<string>;
  /** Undefined: there is none of that name here. */
  idOf(kind: 'passwd' | 'group', name: string): Promise<number | undefined>;
}

const TIMEOUT_MS = 10_000;

/** Asks once for each; open one anew for each piece of work. */
export function openAccounts(): Accounts {
  const known = new Map<string, Promise<string[] | undefined>>();
  const ask = (kind: string, key: string): Promise<string[] | undefined> => {
    const name = `${kind} ${key}`;
    const answer = known.get(name) ?? getent(kind, key);
    known.set(name, answer);
    return answer;
  };
  return {
    nameOf: async (kind, id) => (await ask(kind, String(id)))?.[0] ?? String(id),
    async idOf(kind, name) {
      const id = (await ask(kind, name))?.[2];
      if (id !== undefined) return Number(id);
      return /^\d+$/.test(name) ? Number(name) : undefined;
    },
  };
}

/** name:password:id:… of the machine's own databases, whatever these are. */
async function getent(kind: string, key: string): Promise<string[] | undefined> {
  let line: string | undefined;
  const result = await runProgram(['getent', kind, key], {
    timeoutMs: TIMEOUT_MS,
    onLine: (text) => {
      line ??= text;
    },
  });
  const fields = line?.split(':');
  return result.kind === 'exited' && result.code === 0 && /^\d+$/.test(fields?.[2] ?? '') ? fields : undefined;
}
