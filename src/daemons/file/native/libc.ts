/**
 * The functions of the C library that Node has not, each declared once. The only place that loads koffi. A path goes in
 * as bytes with a NUL at the end (`cString`); a `uintptr_t` is the address of memory that we hold, so a call copies
 * nothing. Only for Linux of 64 bits: the layouts of its structures are the same on all such machines.
 */

import { createRequire } from 'node:module';
import { endianness } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import type koffi from 'koffi';
import type { ByteString } from '../../../core/index.ts';
import { SystemFault } from './system-fault.ts';

type Koffi = typeof koffi;

const DECLARATIONS = {
  getdents64: 'int64_t getdents64(int fd, uintptr_t buffer, size_t length)',
  statx: 'int statx(int directory, uintptr_t path, int flags, unsigned int mask, uintptr_t result)',
  openat: 'int openat(int directory, uintptr_t path, int flags, unsigned int mode)',
  llistxattr: 'int64_t llistxattr(void *path, uintptr_t list, size_t length)',
  lgetxattr: 'int64_t lgetxattr(void *path, void *name, uintptr_t value, size_t length)',
  lsetxattr: 'int lsetxattr(void *path, void *name, void *value, size_t length, int flags)',
  lremovexattr: 'int lremovexattr(void *path, void *name)',
  mknod: 'int mknod(void *path, unsigned int mode, uint64_t device)',
  mkfifo: 'int mkfifo(void *path, unsigned int mode)',
  lchown: 'int lchown(void *path, unsigned int uid, unsigned int gid)',
  utimensat: 'int utimensat(int directory, void *path, void *times, int flags)',
  pwrite: 'int64_t pwrite(int fd, void *bytes, size_t length, int64_t offset)',
  fchown: 'int fchown(int fd, unsigned int uid, unsigned int gid)',
  fchmod: 'int fchmod(int fd, unsigned int mode)',
  futimens: 'int futimens(int fd, uintptr_t times)',
  close: 'int close(int fd)',
  dup: 'int dup(int fd)',
  lseek: 'int64_t lseek(int fd, int64_t offset, int whence)',
  fallocate: 'int fallocate(int fd, int mode, int64_t offset, int64_t length)',
  posix_fadvise: 'int posix_fadvise(int fd, int64_t offset, int64_t length, int advice)',
  recv: 'int64_t recv(int socket, uintptr_t buffer, size_t length, int flags)',
  poll: 'int poll(void *sockets, uint64_t count, int timeout)',
  umask: 'unsigned int umask(unsigned int mask)',
  getpwuid_r: 'int getpwuid_r(unsigned int uid, void *entry, void *buffer, size_t length, void *result)',
  getpwnam_r: 'int getpwnam_r(void *name, void *entry, void *buffer, size_t length, void *result)',
  getgrgid_r: 'int getgrgid_r(unsigned int gid, void *entry, void *buffer, size_t length, void *result)',
  getgrnam_r: 'int getgrnam_r(void *name, void *entry, void *buffer, size_t length, void *result)',
} as const;

/** Results are numbers: nothing of ours comes near 2^53. */
export type Libc = { readonly [Name in keyof typeof DECLARATIONS]: (...values: CValue[]) => number } & {
  /** What the call just made on this thread complained of. */
  fault(): SystemFault;
  /** For calls that return the number of their error. */
  faultOf(errno: number): SystemFault;
  /** Where the memory lies; it stays there as long as somebody holds it. */
  addressOf(memory: Uint8Array): number;
};
type CValue = number | Uint8Array | null;

/** Throws where koffi is missing, or the machine is not one that it is known for. */
export function loadKoffi(): Koffi {
  if (process.platform !== 'linux') throw new Error(`it is known for Linux only, not for ${process.platform}`);
  const koffi = createRequire(import.meta.url)('koffi') as Koffi;
  if (koffi.sizeof('void *') !== 8) throw new Error('this machine has not 64 bits');
  return koffi;
}

/** Throws where koffi or a function is missing. */
export function loadLibc(): Libc {
  const koffi = loadKoffi();
  const library = koffi.load(null);
  const functions = Object.entries(DECLARATIONS).map(([name, declaration]) => [name, library.func(declaration)]);
  const strerror = library.func('const char *strerror(int number)');
  const names = faultNames(koffi.os.errno);
  const faultOf = (errno: number): SystemFault =>
    new SystemFault(names.get(errno) ?? `E${errno}`, Buffer.from(String(strerror(errno))).toString('latin1'));
  return {
    ...(Object.fromEntries(functions) as { [Name in keyof typeof DECLARATIONS]: (...values: CValue[]) => number }),
    fault: () => faultOf(koffi.errno()),
    faultOf,
    addressOf: (memory) => Number(koffi.address(memory)),
  };
}

const PATH_BYTES = 4096;

/** A place in memory for one path at a time, for calls that are made for every file. */
export class PathPlace {
  readonly #libc: Libc;
  #memory = Buffer.allocUnsafeSlow(PATH_BYTES);
  #address: number;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#address = libc.addressOf(this.#memory);
  }

  /** The address of the path with its NUL; good until the next one. */
  put(path: ByteString): number {
    if (path.length >= this.#memory.length) {
      this.#memory = Buffer.allocUnsafeSlow(path.length + 1);
      this.#address = this.#libc.addressOf(this.#memory);
    }
    this.#memory[this.#memory.write(path, 0, 'latin1')] = 0;
    return this.#address;
  }
}

/** Bytes with the NUL that ends them for C. */
export const cString = (text: ByteString): Buffer => Buffer.from(`${text}\0`, 'latin1');

/** C would read only what stands before the NUL: another file. */
export const NUL_IN_NAME = new SystemFault('EINVAL', 'Invalid argument');
export const holdsNul = (text: ByteString): boolean => text.includes('\0');

/** Of the two halves of a 64-bit number in memory, in 32-bit steps. */
export const [LOW_HALF, HIGH_HALF] = endianness() === 'LE' ? [0, 1] : [1, 0];

/** Of two names for one number, as EAGAIN and EWOULDBLOCK, the one that Node gives its own errors. */
function faultNames(errno: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  const names = new Map(Object.entries(errno).map(([name, number]) => [number, name]));
  for (const [number, [name]] of getSystemErrorMap()) names.set(-number, name);
  return names;
}
