/**
 * The far end of a wire between nodes (`understudy config peer`): answers what it is asked about the node that it is given, one
 * question after another, until the other side ends. Errors are answers; only a broken wire throws.
 */
import { AppError, describeError } from '../../../core/index.ts';
import type { Commit } from '../commit.ts';
import { PeerAnswerError } from '../errors.ts';
import { digestOf, isDigest, manifestText, parseManifest, type Release, sha256 } from '../release/manifest.ts';
import type { FrameChannel } from './frame-channel.ts';
import type { ConfigurationNode } from './node.ts';

type Request = Record<string, unknown>;
type Answer = (channel: FrameChannel, node: ConfigurationNode, request: Request) => Promise<object>;

const ANSWERS: Readonly<Record<string, Answer>> = {
  status: async (_channel, node) => ({ status: await node.status() }),
  stage: receive,
  check: async (_channel, node, { digest }) => ({ verdict: await node.check(digestIn(digest)) }),
  switch: async (_channel, node, { commit, overwrite, keep }) => ({
    switched: await node.switchTo(commitIn(commit), { overwrite: overwrite === true, ...keepIn(keep) }),
  }),
};

export async function serveNode(channel: FrameChannel, node: ConfigurationNode): Promise<void> {
  await channel.greet();
  for (;;) {
    const request = await channel.readJson('nothing was asked');
    if (request === undefined) return;
    if (request.ask === 'fetch') await sendRelease(channel, node, request);
    else await channel.sendJson(await answer(channel, node, request));
  }
}

async function answer(channel: FrameChannel, node: ConfigurationNode, request: Request): Promise<object> {
  const name = String(request.ask);
  const found = Object.hasOwn(ANSWERS, name) ? ANSWERS[name] : undefined;
  if (found === undefined) return { error: { message: 'This version of Understudy does not know what it is asked' } };
  try {
    return await found(channel, node, request);
  } catch (error) {
    return { error: errorJson(error) };
  }
}

async function receive(channel: FrameChannel, node: ConfigurationNode, request: Request): Promise<object> {
  const manifest = parseManifest(String(request.manifest));
  const digest = digestOf(manifest);
  // An older sender says nothing of it.
  const behind = isCount(request.behind) ? request.behind : 0;
  const held = await node.fetch(digest);
  if (held !== undefined) {
    await node.stage(held, behind);
    return { staged: true };
  }
  await channel.sendJson({ wanted: true });
  const contents: Buffer[] = [];
  for (const { size, sha256: wanted, place } of manifest.texts) {
    const content = await channel.readBytes(size, 'it sent a release');
    if (sha256(content) !== wanted) throw new PeerAnswerError('The sender', `${place} arrived as something else`);
    contents.push(content);
  }
  await node.stage({ digest, manifest, contents }, behind);
  return { staged: true };
}

async function sendRelease(channel: FrameChannel, node: ConfigurationNode, request: Request): Promise<void> {
  let release: Release | undefined;
  try {
    release = await node.fetch(digestIn(request.digest));
  } catch (error) {
    return channel.sendJson({ error: errorJson(error) });
  }
  await channel.sendJson({ manifest: release === undefined ? null : manifestText(release.manifest) });
  for (const content of release?.contents ?? []) await channel.sendBytes(content);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function digestIn(value: unknown): string {
  if (!isDigest(value)) throw new PeerAnswerError('The caller', 'no digest');
  return value;
}

function commitIn(value: unknown): Commit {
  const { number, digest } = (value ?? {}) as Partial<Commit>;
  if (!Number.isSafeInteger(number) || !isDigest(digest)) throw new PeerAnswerError('The caller', 'no commit');
  return value as Commit;
}

const keepIn = (value: unknown): { readonly keep?: readonly string[] } =>
  Array.isArray(value) && value.every(isDigest) ? { keep: value } : {};

const errorJson = (error: unknown): object => ({
  message: error instanceof AppError ? error.message : describeError(error),
  ...(error instanceof AppError && { code: error.code, hint: error.hint }),
});
