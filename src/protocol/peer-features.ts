/** What a peer can do, by the version number it says (specification 01-wire §3). */

export interface FileDaemonFeatures {
  readonly severalStoragesPerRestore: boolean;
  readonly restoreObject: boolean;
  readonly setBandwidth: boolean;
  readonly componentInfo: boolean;
  readonly restoreFileCount: boolean;
  readonly compression: boolean;
  readonly apiStatus: boolean;
  readonly capabilitiesExchange: boolean;
  readonly snapshots: boolean;
  readonly pluginFeatures: boolean;
  readonly restoreFileList: boolean;
  readonly pluginOptions: boolean;
  readonly estimateLimit: boolean;
}

// The community's 9.x counts by itself: 213 stands for 12 to 13, 214 for 14, but neither knows what 15.x added there.
const isCommunity9 = (version: number): boolean => version === 213 || version === 214;

/** `version`: the number in the File Daemon's `2000 OK Hello`. */
export function fileDaemonFeatures(version: number): FileDaemonFeatures {
  const modern = (least: number): boolean => version >= least && !isCommunity9(version);
  return {
    severalStoragesPerRestore: version >= 2,
    restoreObject: version >= 3,
    setBandwidth: version >= 4,
    componentInfo: version >= 6,
    restoreFileCount: version >= 7,
    compression: version >= 9 && version !== 213,
    apiStatus: version >= 10,
    capabilitiesExchange: modern(12),
    snapshots: version >= 13,
    pluginFeatures: modern(14),
    restoreFileList: modern(14),
    pluginOptions: modern(15),
    estimateLimit: modern(15),
  };
}
