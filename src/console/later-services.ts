/**
 * Services that are not there yet: routes are built for them before there is a Director, since that takes a tenth of a second in
 * which nobody would be served. Nothing may be asked before they are named.
 */
import type { ConsoleServices } from './services.ts';

export interface LaterServices {
  readonly services: ConsoleServices;
  /** From now on these answer. */
  name(services: ConsoleServices): void;
}

export function laterServices(): LaterServices {
  let named: ConsoleServices | undefined;
  const part = <Key extends keyof ConsoleServices>(key: Key): ConsoleServices[Key] =>
    new Proxy({} as ConsoleServices[Key], {
      get: (_target, property) => {
        const service = named?.[key];
        if (service === undefined) throw new Error(`The console has no ${key} yet`);
        const value: unknown = Reflect.get(service, property);
        return typeof value === 'function' ? value.bind(service) : value;
      },
    });
  return {
    services: {
      director: part('director'),
      listings: part('listings'),
      consoleMessages: part('consoleMessages'),
      logger: part('logger'),
    },
    name: (services) => {
      named = services;
    },
  };
}
