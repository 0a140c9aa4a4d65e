/** Who the daemon says it is: the release whose protocol it speaks, and our own name behind it. */
import { arch, platform } from 'node:os';
import type { ByteString } from '../../../../core/index.ts';
import type { Release } from '../../../../protocol/index.ts';

const VERSIONS: Readonly<Record<Release, ByteString>> = {
  '9.6': '9.6.7 (10 December 2020)',
  '15.0': '15.0.3 (25 March 2025)',
};
const MACHINES: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

export const versionText = (release: Release): ByteString => VERSIONS[release];
export const hostText: ByteString = `${MACHINES[arch()] ?? arch()}-pc-${platform()}-gnu understudy`;
