/** The door of xxh3: the arithmetic alone, for threads that hash and know no Volume. */
export { type Kernel as Xxh3Kernel, startKernel as startXxh3Kernel } from './kernel.ts';
export { LAYOUT as XXH3_LAYOUT, SECRET as XXH3_SECRET } from './mixing.ts';
