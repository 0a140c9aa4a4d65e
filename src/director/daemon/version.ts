/** Our own version; a test compares it with package.json. */
export const VERSION = '0.1.0';

/** What Clients that call are told: whom we speak like, and who we are. */
export const RELEASE = `15.0.3 (25 March 2025) understudy ${VERSION}`;
