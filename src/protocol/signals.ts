/** The negative length words that stand for themselves (specification 01-wire §2). Unknown ones are to be ignored. */
export const SIGNAL = {
  EOD: -1,
  EOD_POLL: -2,
  STATUS: -3,
  TERMINATE: -4,
  POLL: -5,
  HEARTBEAT: -6,
  HB_RESPONSE: -7,
  PROMPT: -8,
  BTIME: -9,
  BREAK: -10,
  START_SELECT: -11,
  END_SELECT: -12,
  INVALID_CMD: -13,
  CMD_FAILED: -14,
  CMD_OK: -15,
  CMD_BEGIN: -16,
  MSGS_PENDING: -17,
  MAIN_PROMPT: -18,
  SELECT_INPUT: -19,
  WARNING_MSG: -20,
  ERROR_MSG: -21,
  INFO_MSG: -22,
  RUN_CMD: -23,
  YESNO: -24,
  START_RTREE: -25,
  END_RTREE: -26,
  SUB_PROMPT: -27,
  TEXT_INPUT: -28,
  EXT_TERMINATE: -29,
  FDCALLED: -30,
  ISALIVE: -31,
} as const;

export type SignalName = keyof typeof SIGNAL;

const NAMES = new Map<number, SignalName>(Object.entries(SIGNAL).map(([name, value]) => [value, name as SignalName]));

/** For messages: `EOD`, or `signal -99` where nobody knows it. */
export const signalName = (signal: number): string => NAMES.get(signal) ?? `signal ${signal}`;

export const signalIsKnown = (signal: number): boolean => NAMES.has(signal);

/** The peer has ended the conversation. */
export const isTermination = (signal: number): boolean =>
  signal === SIGNAL.TERMINATE || signal === SIGNAL.EXT_TERMINATE;
