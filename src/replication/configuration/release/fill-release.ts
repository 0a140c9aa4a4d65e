/**
 * Writes a release into a folder of its own, which nobody looks at yet. Everything is on disk when it resolves, and nothing is
 * being written any more when it rejects. Folders belong to whom the outermost one belongs to: who made that decides who looks in.
 */
import { chown, lstat, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Accounts, openAccounts } from './accounts.ts';
import { latin1, type Ownership, syncFolder, writeNew } from './durable.ts';
import { manifestText, type Release, type TextEntry } from './manifest.ts';

const FOLDER_MODE = 0o750;
/** Nobody but owner and group looks into a release, whatever may be done with the file in its own place. */
const FILE_MODE_MASK = 0o770;

/** `root`: of all releases; as bytes. */
export async function prepareFolders(root: string): Promise<void> {
  await mkdir(latin1(root), { recursive: true, mode: FOLDER_MODE });
  for (const name of ['releases', 'staging']) await makeFolder(root, name);
}

/** `folder` below `root` must not exist. */
export async function fillRelease(root: string, folder: string, { manifest, contents }: Release): Promise<void> {
  const path = (name: string): Buffer => latin1(join(root, name));
  const owner = await owners(root);
  const paths = manifest.texts.map((text, index) => `${folder}/${placeInRelease(text, index)}`);
  const folders = new Set([folder, ...paths.flatMap((name) => parentsBelow(folder, name))]);
  for (const name of folders) await makeFolder(root, name);
  await together(manifest.texts, async (text, index) => {
    const options = { mode: text.mode & FILE_MODE_MASK, owner: await owner(text) };
    await writeNew(path(paths[index] as string), contents[index] as Buffer, options);
  });
  const bytes = Buffer.from(manifestText(manifest), 'utf8');
  await writeNew(path(`${folder}/manifest.json`), bytes, { mode: 0o640, owner: await owner() });
  await together([...folders], (name) => syncFolder(path(name)));
}

/** Relative to the release's folder. */
export function placeInRelease({ kind, place }: TextEntry, index: number): string {
  if (kind === 'command') return `commands/${index}`;
  return place.startsWith('/') ? `elsewhere${place}` : `files/${place}`;
}

/** Undefined: user or group are not known here. */
export async function ownerOf(accounts: Accounts, { user, group }: TextEntry): Promise<Ownership | undefined> {
  const uid = await accounts.idOf('passwd', user);
  const gid = await accounts.idOf('group', group);
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

async function makeFolder(root: string, name: string): Promise<void> {
  const path = latin1(join(root, name));
  const made = await mkdir(path, { mode: FOLDER_MODE }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      return false;
    },
  );
  if (!made || process.getuid?.() !== 0) return;
  const { uid, gid } = await lstat(latin1(root));
  await chown(path, uid, gid);
}

/** Only root gives files away; who is not known here leaves them to the owner of the outermost folder. */
async function owners(root: string): Promise<(text?: TextEntry) => Promise<Ownership | undefined>> {
  if (process.getuid?.() !== 0) return async () => undefined;
  const { uid, gid } = await lstat(latin1(root));
  const accounts = openAccounts();
  return async (text) => (text && (await ownerOf(accounts, text))) ?? { uid, gid };
}

const AT_ONCE = 16;

/** What waits for the disk waits together: it brings several to itself in one go. */
async function together<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const settled = await Promise.allSettled(items.slice(from, from + AT_ONCE).map((item, i) => work(item, from + i)));
    const failed = settled.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}

/** Outermost first. */
function parentsBelow(folder: string, path: string): readonly string[] {
  const parents: string[] = [];
  for (let parent = dirname(path); parent.length > folder.length; parent = dirname(parent)) parents.unshift(parent);
  return parents;
}
