/** Draws docs/ha-states.md from the tables of transitions that the nodes read. `node scripts/ha-states.ts` writes it. */
import { writeFileSync } from 'node:fs';
import { CATALOG_TRANSITIONS, DIRECTOR_TRANSITIONS } from '../src/ha/index.ts';

interface Row {
  readonly from: readonly string[];
  readonly to: string;
  readonly why: string;
}

export const STATES_PAGE = new URL('../docs/ha-states.md', import.meta.url);

export const statesPage = (): string => `# States of a node

Each node carries a Catalog, a Director, or both, and each of the two is in one state at a time. The nodes read the tables below from above:
the first row that begins at the present state and whose condition holds is taken. So the rows of safety stand first. What was decided
stands in the node's log, in the words of the last column (\`from\`, \`to\`), and the present state in \`understudy cluster\`.

This page is made from the tables themselves (\`catalog-transitions.ts\`, \`primary-transitions.ts\` and \`director-transitions.ts\` in \`src/ha\`) by
\`node scripts/ha-states.ts\`; a test compares.

## The Catalog

${chapter(CATALOG_TRANSITIONS)}
## The Director

${chapter(DIRECTOR_TRANSITIONS)}`;

const chapter = (rows: readonly Row[]): string => `${diagram(rows)}
| from | to | why |
|---|---|---|
${rows.map(({ from, to, why }) => `| ${from.map(code).join(', ')} | ${code(to)} | ${why} |\n`).join('')}`;

const code = (state: string): string => `\`${state}\``;

/** Each arrow once, whatever may lead along it. */
function diagram(rows: readonly Row[]): string {
  const arrows = new Set(rows.flatMap(({ from, to }) => from.map((one) => `  ${id(one)} --> ${id(to)}`)));
  const names = new Set(rows.flatMap(({ from, to }) => [...from, to]));
  const labels = [...names].filter((name) => id(name) !== name).map((name) => `  ${id(name)}: ${name}`);
  return `\`\`\`mermaid\nstateDiagram-v2\n${[...labels, ...arrows].join('\n')}\n\`\`\`\n`;
}

const id = (state: string): string => state.replaceAll('-', '_');

if (import.meta.main) writeFileSync(STATES_PAGE, statesPage());
