/** Extended attributes of a file itself, never of what a link leads to. */
import type { ByteString } from '../../../core/index.ts';
import { cString, holdsNul, type Libc, NUL_IN_NAME } from './libc.ts';
import { SystemFault } from './system-fault.ts';

export interface Xattrs {
  /** Names with their namespaces (`user.x`), in the order of the file system. */
  listXattrs(path: ByteString): ByteString[] | SystemFault;
  /** ENODATA: there is no such attribute. */
  getXattr(path: ByteString, name: ByteString): Buffer | SystemFault;
  setXattr(path: ByteString, name: ByteString, value: Buffer): SystemFault | undefined;
  removeXattr(path: ByteString, name: ByteString): SystemFault | undefined;
}

/** What Linux allows in general; some file systems allow more. */
const USUAL_BYTES = 64 * 1024;
const BYTES_MAX = 16 * 1024 * 1024;

export function libcXattrs(libc: Libc): Xattrs {
  const memory = Buffer.allocUnsafeSlow(USUAL_BYTES);
  const address = libc.addressOf(memory);

  /** What the call puts into memory; it says ERANGE where it needs more. */
  const fetch = (call: (address: number, length: number) => number): Buffer | SystemFault => {
    const length = call(address, memory.length);
    if (length >= 0) return memory.subarray(0, length);
    const fault = libc.fault();
    return fault.code === 'ERANGE' ? fetchLarge(call) : fault;
  };
  const fetchLarge = (call: (address: number, length: number) => number): Buffer | SystemFault => {
    const needed = call(0, 0);
    if (needed < 0 || needed > BYTES_MAX) return new SystemFault('E2BIG', 'Argument list too long');
    const large = Buffer.allocUnsafeSlow(needed);
    const length = call(libc.addressOf(large), needed);
    return length < 0 ? libc.fault() : large.subarray(0, length);
  };

  return {
    listXattrs: (path) => {
      if (holdsNul(path)) return NUL_IN_NAME;
      const file = cString(path);
      const list = fetch((at, length) => libc.llistxattr(file, at, length));
      if (list instanceof SystemFault) return list;
      return list.length === 0 ? [] : list.toString('latin1', 0, list.length - 1).split('\0');
    },
    getXattr: (path, name) => {
      if (holdsNul(path) || holdsNul(name)) return NUL_IN_NAME;
      const [file, attribute] = [cString(path), cString(name)];
      const value = fetch((at, length) => libc.lgetxattr(file, attribute, at, length));
      return value instanceof SystemFault ? value : Buffer.from(value);
    },
    setXattr: (path, name, value) => {
      if (holdsNul(path) || holdsNul(name)) return NUL_IN_NAME;
      const done = libc.lsetxattr(cString(path), cString(name), value.length === 0 ? null : value, value.length, 0);
      return done === 0 ? undefined : libc.fault();
    },
    removeXattr: (path, name) => {
      if (holdsNul(path) || holdsNul(name)) return NUL_IN_NAME;
      return libc.lremovexattr(cString(path), cString(name)) === 0 ? undefined : libc.fault();
    },
  };
}
