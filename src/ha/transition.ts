/** A row of a table of roles, and how a table is read. */

export interface Transition<Role extends string, View> {
  readonly from: readonly Role[];
  readonly to: Role;
  readonly when: (view: View) => boolean;
  readonly why: string;
}

/** The role after this view, and why. */
export function decide<Role extends string, View>(
  table: readonly Transition<Role, View>[],
  role: Role,
  view: View,
): { readonly role: Role; readonly why: string } | undefined {
  const row = table.find(({ from, when }) => from.includes(role) && when(view));
  return row === undefined ? undefined : { role: row.to, why: row.why };
}
