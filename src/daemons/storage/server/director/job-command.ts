/** `JobId=…`: a Job begins (page 03 §2). Where there are too many already it waits for one to leave. */
import { type ByteString, displayText, withDeadline } from '../../../../core/index.ts';
import { SIGNAL, storageReply } from '../../../../protocol/index.ts';
import { DirectorLostError } from '../errors.ts';
import { createAuthorization } from '../job/authorization.ts';
import { type JobFacts, parseJobFacts } from '../job/job-facts.ts';
import { ServedJob } from '../job/served-job.ts';
import { keepAlive } from '../keep-alive.ts';
import { openOutlet } from '../outlet/open-outlet.ts';
import type { Conversation, Next } from './conversation.ts';

const ROOM_MS = 60 * 60_000;
const LAST_WORD_MS = 10_000;
/** No key is needed where this daemon does the calling. */
const NO_KEY = { '9.6': 'xx', '15.0': 'xxx' } as const;
const FIELDS_SCANNED = -1;

export async function beginJob(conversation: Conversation, text: ByteString): Promise<Next> {
  const { line, director, tools } = conversation;
  const facts = parseJobFacts(text, director.name, line.release);
  const refuse = async (why: ByteString): Promise<Next> => {
    await line.send(`3915 Bad Job command. stat=${FIELDS_SCANNED} CMD: ${why}\n`);
    return 'hang-up';
  };
  if (facts === undefined || conversation.job !== undefined) return refuse(text);
  await waitForLastWord(conversation, facts.job);
  if (tools.jobs.find(facts.job)?.running) return refuse(`${facts.job} is running already`);
  await waitForRoom(conversation);
  const job = await admit(conversation, facts);
  const authorization = facts.storageCalls ? NO_KEY[line.release] : job.authorization.reveal();
  tools.logger.info(
    { jobId: job.jobId, job: displayText(job.job), director: displayText(director.name) },
    'A Job begins',
  );
  const { sessionId, sessionTime } = job;
  return conversation.reply(storageReply.job.format({ sessionId, sessionTime, authorization }));
}

async function admit(conversation: Conversation, facts: JobFacts): Promise<ServedJob> {
  const { line, tools } = conversation;
  const session = facts.rerunning ? facts : tools.jobs.nextSession();
  const { sessionId, sessionTime } = session;
  const outlet = await openOutlet(conversation, facts, { sessionId, sessionTime });
  const { clock, config } = tools;
  const authorization = createAuthorization();
  const ownName = config.storage.name;
  const job = new ServedJob({ facts, sessionId, sessionTime, authorization, outlet, ownName, clock });
  tools.jobs.add(job);
  conversation.job = job;
  line.over.addEventListener('abort', () => conversation.dropJob(), { once: true });
  if (line.over.aborted) conversation.dropJob();
  return job;
}

/** A Job that reads in several parts orders the next one as soon as it hears that one has ended. */
async function waitForLastWord({ tools: { jobs } }: Conversation, name: ByteString): Promise<void> {
  const before = jobs.find(name);
  const gone = async (): Promise<void> => {
    while (before?.ending && jobs.find(name) === before) await jobs.left;
  };
  await withDeadline(gone(), LAST_WORD_MS, () => new Error('late')).catch(() => undefined);
}

/** Maximum Concurrent Jobs. The Director waits, as it would for a connection of a genuine daemon. */
async function waitForRoom({ line, tools: { jobs, config } }: Conversation): Promise<void> {
  const lost = (): Error => new DirectorLostError(line.director, 'room for another Job');
  const work = async (): Promise<void> => {
    while (jobs.full) {
      await Promise.race([jobs.left, over(line.over)]);
      if (line.over.aborted) throw lost();
    }
  };
  const beat = (): void => void line.sendSignal(SIGNAL.HEARTBEAT).catch(() => undefined);
  await keepAlive(withDeadline(work(), ROOM_MS, lost), config.storage.heartbeatIntervalSec, beat);
}

const over = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
