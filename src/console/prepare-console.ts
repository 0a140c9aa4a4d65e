/** The routes of one way in, built before there is a Director who could be asked. */
import { createServer, type RequestListener } from 'node:http';
import type { Secret } from '../core/index.ts';
import { buildConsoleApp } from './app.ts';
import { laterServices } from './later-services.ts';
import type { ConsoleServices } from './services.ts';

export interface PreparedConsole {
  /** Once; `token` as for a console that is built now. */
  serve(services: ConsoleServices, token: Secret | undefined): RequestListener;
}

export async function prepareConsole(): Promise<PreparedConsole> {
  const later = laterServices();
  let listener: RequestListener | undefined;
  let asked: Secret | undefined;
  await buildConsoleApp(
    later.services,
    () => asked,
    (handler) => {
      listener = handler;
      // Of the way in that it will be for; this one never listens.
      return createServer();
    },
  );
  return {
    serve: (services, token) => {
      if (listener === undefined) throw new Error('The console has built no routes');
      later.name(services);
      asked = token;
      return listener;
    },
  };
}
