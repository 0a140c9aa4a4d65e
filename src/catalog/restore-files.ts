/**
 * Which files a restore brings back: of each name the newest version over a chain of Jobs, and nothing of what was
 * deleted (06 §5.3). The answer may have millions of rows: use `catalog.stream`; the sorting is PostgreSQL's.
 */
import type { ByteString } from '../core/index.ts';
import { joinSql, nothing, type Statement, sql } from './sql.ts';

/** One wish is met by what has one of these properties; without any, everything is wished for. */
export interface FileChoice {
  /** Exact paths of files. */
  readonly files: readonly ByteString[];
  /** Folders, with the slash at their end: all that is below, and they themselves. */
  readonly folders: readonly ByteString[];
  /** POSIX extended expressions on the whole path. */
  readonly patterns: readonly ByteString[];
  /** Folders of which only the entry itself is wanted, for its owner and mode. */
  readonly parents: readonly ByteString[];
}

export interface SelectedFile {
  readonly jobId: number;
  readonly fileIndex: number;
  /** LinkFI of its LStat (04 §4.2), in Bacula's base 64: of a hard link, where its data is; else `A`, or nothing. */
  readonly link: ByteString;
  /** A folder, for the second time: what comes back into it after its own record spoils the time that the record set. */
  readonly again: boolean;
}

const linkField: Statement = sql`split_part(LStat, ' ', 14)`;

/** `jobIds` from the oldest to the newest, as chosen by restoreChain. */
export const selectFiles = (
  jobIds: readonly number[],
  choice?: FileChoice,
  options: { readonly hasBase?: boolean } = {},
): Statement<SelectedFile> => {
  if (jobIds.length === 1 && choice === undefined && !options.hasBase) return allOfOneJob(jobIds[0] ?? 0);
  const position: Statement = sql`array_position(${jobIds}::integer[], JobId)`;
  return sql`
  WITH RECURSIVE version AS (
    SELECT ${position} AS position, JobId, FileIndex, PathId, Filename, LStat, DeltaSeq
      FROM File WHERE JobId = ANY(${jobIds}::integer[])
    ${options.hasBase ? baseFiles(jobIds) : nothing}),
  ${choice === undefined ? nothing : sql`${matching(choice)},`}
  ranked AS (
    SELECT position, JobId, FileIndex, LStat, PathId, Filename,
           first_value(FileIndex) OVER newest AS newest_index,
           count(*) FILTER (WHERE DeltaSeq = 0) OVER (newest ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
             AS newer_wholes
      FROM version ${choice === undefined ? nothing : sql`WHERE ${wanted(choice)}`}
    WINDOW newest AS (PARTITION BY PathId, Filename ORDER BY position DESC, DeltaSeq DESC, FileIndex DESC)),
  chosen AS (
    SELECT * FROM ranked WHERE newest_index > 0 AND newer_wholes = 0 AND FileIndex > 0),
  ${spoiledFolders}
  SELECT JobId AS "jobId", FileIndex AS "fileIndex", link AS "link", again AS "again"
    FROM (SELECT JobId, FileIndex, ${linkField} AS link, position, false AS again FROM chosen
          UNION ALL SELECT JobId, FileIndex, '', position, true FROM spoiled) AS selected
   ORDER BY again, position, JobId, FileIndex`;
};

/**
 * Folders whose record is read before something new appears in them: a file of a later Job, or a folder of which
 * everything is of a later Job.
 */
const spoiledFolders: Statement = sql`
  content AS (SELECT PathId, min(position) AS first, max(position) AS last FROM chosen GROUP BY PathId),
  appearing AS (
    SELECT regexp_replace(Path.Path, '[^/]*/$', '') AS parent, max(first) AS first
      FROM content JOIN Path USING (PathId) WHERE first > 1 GROUP BY 1),
  spoiled AS (
    SELECT chosen.JobId, chosen.FileIndex, chosen.position
      FROM chosen JOIN content USING (PathId) JOIN Path USING (PathId)
      LEFT JOIN appearing ON appearing.parent = Path.Path
     WHERE Filename = '' AND (last > position OR appearing.first > position))`;

/** Nothing to compare: a Job has each name once. */
const allOfOneJob = (jobId: number): Statement<SelectedFile> => sql`
  SELECT JobId AS "jobId", FileIndex AS "fileIndex", ${linkField} AS "link", false AS "again" FROM File
   WHERE JobId = ${jobId} AND FileIndex > 0 ORDER BY FileIndex`;

/** What an accurate Full left in a Base Job: the record is the Base Job's, the time is this Job's. */
const baseFiles = (jobIds: readonly number[]): Statement => sql`
    UNION ALL
    SELECT array_position(${jobIds}::integer[], BaseFiles.JobId), BaseFiles.BaseJobId, BaseFiles.FileIndex, PathId,
           Filename, LStat, DeltaSeq
      FROM BaseFiles JOIN File USING (FileId) WHERE BaseFiles.JobId = ANY(${jobIds}::integer[])`;

/** Paths are resolved first, by the index on their text, once for each folder and not for each file. */
const matching = (choice: FileChoice): Statement => sql`
  folder AS MATERIALIZED (
    SELECT DISTINCT PathId FROM unnest(${choice.folders}::text[], ${choice.folders.map(pastFolder)}::text[]) AS wish (first, past)
      JOIN Path ON Path.Path ~>=~ wish.first AND Path.Path ~<~ wish.past),
  parent AS MATERIALIZED (SELECT PathId FROM Path WHERE Path.Path = ANY(${choice.parents}::text[])),
  single AS MATERIALIZED (
    SELECT PathId, wish.filename
      FROM unnest(${choice.files.map(folderOf)}::text[], ${choice.files.map(nameOf)}::text[]) AS wish (path, filename)
      JOIN Path ON Path.Path = wish.path)
  ${choice.patterns.length === 0 ? nothing : sql`, ${matchingPatterns(choice.patterns)}`}`;

/** Rows that match a pattern, and the folders above them, which nobody can tell beforehand. */
const matchingPatterns = (patterns: readonly ByteString[]): Statement => sql`
  pattern_match AS MATERIALIZED (
    SELECT DISTINCT PathId, Filename, Path.Path FROM version JOIN Path USING (PathId)
     WHERE Path.Path || Filename ~ ANY(${patterns}::text[])),
  above AS (
    SELECT DISTINCT CASE WHEN Filename = '' THEN regexp_replace(Path, '[^/]*/$', '') ELSE Path END AS path
      FROM pattern_match
     UNION
    SELECT regexp_replace(path, '[^/]*/$', '') FROM above WHERE path NOT IN ('/', '')),
  pattern_parent AS MATERIALIZED (SELECT PathId FROM Path JOIN above ON Path.Path = above.path)`;

function wanted(choice: FileChoice): Statement {
  const conditions = [
    sql`PathId IN (SELECT PathId FROM folder)`,
    sql`(Filename = '' AND PathId IN (SELECT PathId FROM parent))`,
    sql`(PathId, Filename) IN (SELECT PathId, filename FROM single)`,
  ];
  if (choice.patterns.length > 0) {
    conditions.push(sql`(PathId, Filename) IN (SELECT PathId, Filename FROM pattern_match)`);
    conditions.push(sql`(Filename = '' AND PathId IN (SELECT PathId FROM pattern_parent))`);
  }
  return joinSql(conditions, ' OR ');
}

const folderOf = (path: ByteString): ByteString => path.slice(0, path.lastIndexOf('/') + 1);
const nameOf = (path: ByteString): ByteString => path.slice(path.lastIndexOf('/') + 1);
/** In the order of bytes all that begins with `/a/` lies before `/a0`: the slash is followed by the zero. */
const pastFolder = (folder: ByteString): ByteString => `${folder.slice(0, -1)}0`;

/** One wish: an exact path (empty: none), and a folder with the slash at its end. */
export interface PathWish {
  readonly path: ByteString;
  readonly folder: ByteString;
}

/** The numbers (from 1 on) of the wishes for which these Jobs have nothing, deleted or not. */
export const unmetWishes = (jobIds: readonly number[], wishes: readonly PathWish[]): Statement<{ wish: number }> => sql`
  SELECT number::integer AS "wish"
    FROM unnest(${wishes.map(({ path }) => folderOf(path))}::text[], ${wishes.map(({ path }) => nameOf(path))}::text[],
                ${wishes.map(({ folder }) => folder)}::text[], ${wishes.map(({ folder }) => pastFolder(folder))}::text[])
         WITH ORDINALITY AS wish (path, filename, first, past, number)
   WHERE NOT EXISTS (SELECT 1 FROM Path JOIN File USING (PathId)
                      WHERE File.JobId = ANY(${jobIds}::integer[]) AND Path.Path = wish.path
                        AND File.Filename = wish.filename AND wish.filename <> '')
     AND NOT EXISTS (SELECT 1 FROM Path JOIN File USING (PathId)
                      WHERE File.JobId = ANY(${jobIds}::integer[])
                        AND Path.Path ~>=~ wish.first AND Path.Path ~<~ wish.past)
   ORDER BY number`;

/** Whether anything in these Jobs, deleted or not, matches the expression. */
export const hasMatch = (jobIds: readonly number[], pattern: ByteString): Statement<{ found: boolean }> => sql`
  SELECT EXISTS (SELECT 1 FROM File JOIN Path USING (PathId)
                  WHERE File.JobId = ANY(${jobIds}::integer[]) AND Path.Path || File.Filename ~ ${pattern}) AS "found"`;
