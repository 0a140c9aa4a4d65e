/** What the room of the replicated configuration shows to the others. */
export { type Applied, type ApplyOptions, applyRelease, type Outcome, type Progress, type Step } from './apply.ts';
export { ConfigurationFollower, type FollowerOptions } from './catch-up.ts';
export {
  type Commit,
  committedIn,
  committedOrRefuse,
  historyIn,
  type PointerSnapshot,
  type PointerStore,
  readCommits,
} from './commit.ts';
export { DaemonHost } from './daemon/daemon-host.ts';
export { changesBetween, textChanges } from './diff/changes.ts';
export { unifiedDiff } from './diff/unified.ts';
export {
  ConfigurationOutdatedError,
  ReleaseDamagedError,
  ReleaseMissingError,
  UnreplicatedError,
  WorkingCopyError,
} from './errors.ts';
export { FrameChannel } from './node/frame-channel.ts';
export { LocalNode, type LocalNodeOptions } from './node/local-node.ts';
export type { ConfigurationNode, NodeStatus, NodeVerdict, Reloaded, Switched } from './node/node.ts';
export { RemoteNode, type Wire } from './node/remote-node.ts';
export { serveNode } from './node/serve-node.ts';
export type { Drift, DriftKind } from './node/working-copy.ts';
export { openDaemonHost, openPeer, type SshSettings } from './open-nodes.ts';
export { outdatedFiles } from './outdated.ts';
export { gatherRelease, type Sources } from './release/gather.ts';
export type { Manifest, Release } from './release/manifest.ts';
export { currentRelease, readerOf } from './release/read-release.ts';
export { type DaemonStanding, type NodeStanding, type Standing, surveyDaemon, surveyNode } from './survey.ts';
