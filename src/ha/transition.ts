/** A row of a table of roles, and how a table is read. */

export interface Transition<Role extends string, View> {
  readonly from: readonly Role[];
  readonly to: Role;
  readonly when: (view: View) => boolean;
  readonly why: string;
}

/** Of each table the rows that begin at a role: deciding happens all the time, tables are there for good. */
const rowsFrom = new WeakMap<object, Map<string, readonly unknown[]>>();

/** The role after this view, and why. */
export function decide<Role extends string, View>(
  table: readonly Transition<Role, View>[],
  role: Role,
  view: View,
): { readonly role: Role; readonly why: string } | undefined {
  for (const { when, to, why } of rowsOf(table, role)) if (when(view)) return { role: to, why };
  return undefined;
}

function rowsOf<Role extends string, View>(
  table: readonly Transition<Role, View>[],
  role: Role,
): readonly Transition<Role, View>[] {
  const rows = rowsFrom.get(table) ?? new Map<string, readonly unknown[]>();
  rowsFrom.set(table, rows);
  const mine = rows.get(role) ?? table.filter(({ from }) => from.includes(role));
  rows.set(role, mine);
  return mine as readonly Transition<Role, View>[];
}
