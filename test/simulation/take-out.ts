/** Takes a guard out of whatever is imported from now on in this thread. */
import { registerHooks } from 'node:module';
import { GUARDS } from './guards.ts';

export function takeOut(name: string): void {
  const guard = GUARDS.find((one) => one.name === name);
  if (guard === undefined) throw new Error(`No guard is called ${name}: ${GUARDS.map((one) => one.name).join(', ')}`);
  const { file, code, without } = guard;
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(`/${file}`)) return loaded;
      const parts = String(loaded.source).split(code);
      if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times what ${name} is: ${code}`);
      return { ...loaded, source: parts.join(without) };
    },
  });
}
