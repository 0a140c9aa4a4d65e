/** Open files and sockets by their numbers, as another thread or another layer needs them. */
import { NativeMissingError } from './errors.ts';
import type { Libc } from './libc.ts';
import { findNative } from './native.ts';
import { SystemFault } from './system-fault.ts';

export interface Descriptors {
  /** A second number for what is open; it stays open until both are closed. */
  duplicate(descriptor: number): number | SystemFault;
}

export const libcDescriptors = (libc: Libc): Descriptors => ({
  duplicate: (descriptor) => {
    const second = libc.dup(descriptor);
    return second < 0 ? libc.fault() : second;
  },
});

/** @throws NativeMissingError, or an Error with the words of the system */
export function duplicateDescriptor(descriptor: number): number {
  const native = findNative();
  if (native instanceof NativeMissingError) throw native;
  const second = native.duplicate(descriptor);
  if (second instanceof SystemFault) throw new Error(`A socket cannot be handed over: ${second.message}`);
  return second;
}
