// Exit status 0 when node_modules holds what package-lock.json names. Runs before anything is installed, under any Node.
import { existsSync, readFileSync } from 'node:fs';

const packages = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {});
const wanted = packages('package-lock.json');
const present = packages('node_modules/.package-lock.json');

const same = (name) => present[name]?.version === wanted[name]?.version;
const fits = (list, own) => list === undefined || list.includes(own);
/** An optional package may be missing where it is for another platform. */
const elsewhere = ({ optional, os, cpu, libc }) =>
  optional && !(fits(os, process.platform) && fits(cpu, process.arch) && libc === undefined);
const complete = Object.entries(wanted).every(([name, entry]) => name === '' || elsewhere(entry) || same(name));
const surplus = Object.keys(present).some((name) => !same(name));
process.exitCode = complete && !surplus && existsSync('node_modules/.bin/node') ? 0 : 1;
