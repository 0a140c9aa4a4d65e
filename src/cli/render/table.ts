/** Aligned tables for people: a header, numbers to the right, two blanks between columns. */
import type { Colour, Paint } from './colour.ts';
import { textWidth } from './width.ts';

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  readonly right?: boolean;
  readonly colour?: (row: Row) => Colour | undefined;
}

export function renderTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], paint: Paint): string {
  if (rows.length === 0) return 'Nothing to list.\n';
  const cells = rows.map((row) => columns.map(({ value }) => value(row)));
  const widths = columns.map(({ title }, index) =>
    cells.reduce((widest, row) => Math.max(widest, textWidth(row[index] ?? '')), title.length),
  );
  const line = (texts: readonly string[], colours: readonly (Colour | undefined)[]): string =>
    texts
      .map((text, index) => {
        const padding = ' '.repeat((widths[index] ?? 0) - textWidth(text));
        const painted = paint(text, colours[index]);
        return columns[index]?.right ? padding + painted : painted + padding;
      })
      .join('  ')
      .trimEnd();
  const titles = columns.map(({ title }) => title);
  return [
    line(
      titles,
      titles.map(() => 'bold' as const),
    ),
    ...cells.map((texts, row) =>
      line(
        texts,
        columns.map(({ colour }) => colour?.(rows[row] as Row)),
      ),
    ),
    '',
  ].join('\n');
}
