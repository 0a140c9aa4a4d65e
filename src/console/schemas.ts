/** The pieces that JSON schemas of the routes are made of. */

export type Schema = Readonly<Record<string, unknown>>;

export const text = { type: 'string' } as const;
export const name = { type: 'string', minLength: 1, maxLength: 127 } as const;
export const letter = { type: 'string', minLength: 1, maxLength: 1 } as const;
export const flag = { type: 'boolean' } as const;
export const integer = { type: 'integer' } as const;
export const count = { type: 'integer', minimum: 0 } as const;
export const positive = { type: 'integer', minimum: 1, maximum: 2_147_483_647 } as const;
export const time = { type: 'string', format: 'date-time' } as const;
export const level = { type: 'string', enum: ['Full', 'Differential', 'Incremental'] } as const;
/** A path: text, or its bytes in base64 where it is no UTF-8. */
export const path = {
  anyOf: [
    { type: 'string', minLength: 1, maxLength: 8192 },
    {
      type: 'object',
      required: ['base64'],
      additionalProperties: false,
      properties: { base64: { type: 'string', minLength: 1, maxLength: 12_000, pattern: '^[A-Za-z0-9+/]+={0,2}$' } },
    },
  ],
} as const;

export const list = (items: Schema): Schema => ({ type: 'array', items });

/** An object of which `required` must be there; in answers the other fields may be missing, in requests left out. */
export const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema => ({
  type: 'object',
  required,
  additionalProperties: false,
  properties,
});

export const jobIdParams = object({ jobId: positive }, ['jobId']);
export const nameParams = object({ name }, ['name']);
export const queued = object({ jobId: integer, job: text }, ['jobId', 'job']);
export const errorResponse = object({ code: text, message: text, hint: text }, ['code', 'message']);

export const activeJob = object({
  jobId: integer,
  job: text,
  name: text,
  client: text,
  type: text,
  level: text,
  status: text,
  statusText: text,
  priority: integer,
  scheduledAt: time,
  startedAt: time,
  files: integer,
  bytes: integer,
  bytesPerSecond: { type: 'number' },
  errors: integer,
  currentFile: text,
  storage: text,
  device: text,
});

export const finishedJob = object({
  jobId: integer,
  job: text,
  name: text,
  client: text,
  type: text,
  level: text,
  status: text,
  statusText: text,
  files: integer,
  bytes: integer,
  errors: integer,
  startedAt: time,
  endedAt: time,
});
