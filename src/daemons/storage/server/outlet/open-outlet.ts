/** Which way a Job's Director is told. */
import { AttributeSpool, fileNameOf } from '../../spool/index.ts';
import type { Conversation } from '../director/conversation.ts';
import type { JobFacts } from '../job/job-facts.ts';
import { JournalOutlet } from './journal-outlet.ts';
import type { Outlet } from './outlet.ts';
import { WireOutlet } from './wire-outlet.ts';

export interface Session {
  readonly sessionId: number;
  readonly sessionTime: number;
}

export function openOutlet(conversation: Conversation, facts: JobFacts, session: Session): Promise<Outlet> {
  return conversation.extension === undefined
    ? openWire(conversation, facts, session)
    : openJournal(conversation, facts, session);
}

/** Facts go out as soon as there are some, on the connection of the Job. */
async function openJournal(conversation: Conversation, facts: JobFacts, session: Session): Promise<Outlet> {
  const { line, tools, wantsProgress } = conversation;
  const { journals, clock } = tools;
  const job = await journals.create({ ...facts, ...session });
  conversation.journaled = job;
  void job.serve(line, 1);
  const volumes = journals.volumesOf(facts.director);
  return new JournalOutlet({ job, volumes, clock, wantsProgress, discard: () => journals.remove(job) });
}

async function openWire(conversation: Conversation, facts: JobFacts, session: Session): Promise<Outlet> {
  const { line, tools, wantsProgress } = conversation;
  const { clock, config, workFile, attributeSpools } = tools;
  const spools = facts.spoolAttributes && !facts.noAttributes && WRITES.has(facts.type);
  const path = workFile(`.attr.${fileNameOf(facts.job)}.${session.sessionId}.spool`);
  return new WireOutlet({
    ...session,
    line,
    facts,
    spool: spools ? await AttributeSpool.open(path, attributeSpools) : undefined,
    wantsProgress,
    clock,
    ownName: config.storage.name,
  });
}

/** Nobody else has attributes. */
const WRITES: ReadonlySet<string> = new Set('B');
