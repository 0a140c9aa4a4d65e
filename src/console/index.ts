/** The door of the console: the Director's HTTP interface, which the command line and other programs use. */
export { buildConsoleApp } from './app.ts';
export { catalogListings } from './catalog-listings.ts';
export { HEALTH_QUESTIONS, type HealthQuestion } from './health/answers.ts';
export { buildHealthApp, type HealthSource } from './health/health-app.ts';
export { type HealthEndpoints, type HealthEndpointsOptions, openHealthEndpoints } from './health/open.ts';
export { type ConsoleApi, type ConsoleApiOptions, openConsoleApi } from './listen.ts';
export type {
  CatalogListings,
  JobFilter,
  ListedClient,
  ListedFile,
  ListedFileSet,
  ListedJob,
  ListedLogLine,
  ListedPool,
  ListedStorage,
  ListedVolume,
} from './listings.ts';
export { peerRoutes } from './peers/peer-routes.ts';
export { type PreparedConsole, prepareConsole } from './prepare-console.ts';
export type { ConsoleServices } from './services.ts';
