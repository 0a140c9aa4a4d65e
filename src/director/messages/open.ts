/** Opens what a Messages resource names, and pumps a Job's messages into it, in order, in batches, with bounds. */
import { describeError, displayText, toByteString, withDeadline } from '../../core/index.ts';
import type { Destination, JobOutcome } from './destination.ts';
import { DestinationSilentError } from './errors.ts';
import type { JobMessages, MessagesContext } from './job-messages.ts';
import { directorText, isError, withIndentedLines, withNewline } from './line.ts';
import { MAIL_TIMEOUT_MS } from './mail.ts';
import type { Message, MessageType } from './message.ts';
import { openDestination } from './open-destination.ts';
import type { MessageRoute } from './route.ts';

/** Messages in memory at most; beyond it only errors and warnings are taken. */
const BACKLOG_MAX = 50_000;
const BATCH_MAX = 1000;
/** A Job speaks in short words: gathered so long they cost one row set in the Catalog and one write to a file. */
const GATHER_MS = 500;
/** A little more than what a destination allows itself. */
const DELIVERY_TIMEOUT_MS = MAIL_TIMEOUT_MS + 30_000;

export function openJobMessages(route: MessageRoute, context: MessagesContext): JobMessages {
  const destinations = route.destinations.flatMap((d) => openDestination(d, context));
  const warned = new Set<Destination>();
  let backlog: Message[] = [];
  let leftOut = 0;
  let errors = 0;
  let warnings = 0;
  let pumping: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  let abandoned = false;
  /** How many wait for the backlog to be empty: then nothing is gathered any more. */
  let flushing = 0;
  let hurry = (): void => {};

  function take(type: MessageType, at: Date, text: string, unlogged = false): void {
    if (abandoned) return;
    if (isError(type)) errors++;
    else if (type === 'warning') warnings++;
    const message = { type, at, jobId: context.jobId, text, ...(unlogged && { unlogged }) };
    context.onMessage?.(message);
    if (backlog.length >= BACKLOG_MAX && !isError(type) && type !== 'warning') leftOut++;
    else backlog.push(message);
    pumping ??= pump();
    if (backlog.length >= BATCH_MAX) hurry();
  }

  async function pump(): Promise<void> {
    while (backlog.length > 0) {
      await gathered();
      const batch = backlog.slice(0, BATCH_MAX);
      backlog = backlog.slice(BATCH_MAX);
      await Promise.all(destinations.map((destination) => deliver(destination, batch)));
      if (backlog.length === 0) noteLeftOut();
    }
    pumping = undefined;
  }

  async function gathered(): Promise<void> {
    if (flushing > 0 || backlog.length >= BATCH_MAX) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GATHER_MS);
      hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function deliver(destination: Destination, batch: readonly Message[]): Promise<void> {
    const { types, isCatalog = false } = destination;
    const wanted = batch.filter(({ type, unlogged }) => types.has(type) && !(isCatalog && unlogged));
    if (wanted.length > 0) await guarded(destination, () => destination.deliver(wanted));
  }

  /** A destination's failure is told once, to the log and to the other destinations. */
  async function guarded(destination: Destination, work: () => Promise<void>): Promise<void> {
    try {
      const silent = (): Error => new DestinationSilentError(destination.name, DELIVERY_TIMEOUT_MS);
      await withDeadline(work(), DELIVERY_TIMEOUT_MS, silent);
    } catch (error) {
      if (warned.has(destination)) return;
      warned.add(destination);
      const text = `Messages "${route.name}", ${destination.name}: ${toByteString(describeError(error))}`;
      context.logger.warn({ jobId: context.jobId }, displayText(text));
      say('warning', text);
    }
  }

  function noteLeftOut(): void {
    if (leftOut === 0) return;
    const text = `${leftOut} messages left out: they came faster than they could be delivered`;
    leftOut = 0;
    say('warning', text);
  }

  const ownText = (type: MessageType, text: string): string =>
    directorText(context.directorName, context.jobId, type, text);

  const say = (type: MessageType, text: string): void => take(type, context.clock.now(), ownText(type, text));

  const logRow = (type: MessageType, text: string, time: Date) =>
    destinations.some(({ isCatalog, types }) => isCatalog && types.has(type)) ? { time, text } : undefined;

  async function flush(): Promise<void> {
    flushing++;
    hurry();
    while (pumping !== undefined) await pumping;
    flushing--;
  }

  async function finish(outcome: JobOutcome): Promise<void> {
    await flush();
    const [mails, others] = partition(destinations, ({ isMail }) => isMail === true);
    // Mails first: what goes wrong with them is still to be told in the log.
    for (const group of [mails, others]) {
      await Promise.all(group.map((destination) => guarded(destination, () => destination.close(outcome))));
      await flush();
    }
  }

  async function leave(): Promise<void> {
    await flush();
    await Promise.all(destinations.map((destination) => guarded(destination, () => destination.close(undefined))));
  }

  return {
    say,
    relay: (type, line, at) => take(type, at ?? context.clock.now(), withNewline(withIndentedLines(line))),
    relayUnlogged: (type, line, at) => {
      const text = withNewline(withIndentedLines(line));
      take(type, at, text, true);
      return logRow(type, text, at);
    },
    rowOf: (type, text, at) => logRow(type, ownText(type, text), at),
    sayUnlogged: (type, text, at) => take(type, at, ownText(type, text), true),
    get errors() {
      return errors;
    },
    get warnings() {
      return warnings;
    },
    flush,
    abandon: () => {
      abandoned = true;
      closing ??= leave();
    },
    close: (outcome) => {
      closing ??= finish(outcome);
      return closing;
    },
  };
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
