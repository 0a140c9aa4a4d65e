// Unit and conformance tests need nothing but Node. Tests beside genuine daemons run in a pass of their own
// (ava.integration.config.js), because those share two cores and the disk.
export default {
  files: ['test/unit/**/*.test.ts', 'test/conformance/**/*.test.ts', 'test/simulation/**/*.test.ts'],
  extensions: { ts: 'module' },
  timeout: '2m',
};
