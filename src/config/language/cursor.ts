export type Cursor = {};
