/** Ends a test process when its event loop has, without taking down Node's environment first (ava.integration.config.js). */
process.on('exit', (code) => process.exit(code));
