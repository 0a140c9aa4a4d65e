/**
 * A Catalog that belonged to somebody else, such as a single Director's own PostgreSQL that becomes a cluster's: all that is in
 * it is made the Directors', so that they can look after it.
 */

/** One statement, to be run in that database by its superuser. PostgreSQL's own schemas and `public` keep their owners. */
export const handOverObjects = (quotedRole: string): string => `
  DO $$
  DECLARE
    receiver CONSTANT regrole := ${quotedRole};
    command text;
  BEGIN
    FOR command IN
      WITH ours AS (SELECT * FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
      SELECT format('ALTER SCHEMA %I OWNER TO %s', nspname, receiver) FROM ours
       WHERE nspname <> 'public' AND nspowner <> receiver
      UNION ALL
      SELECT format('ALTER TABLE %s OWNER TO %s', c.oid::regclass, receiver)
        FROM pg_class c JOIN ours ON ours.oid = relnamespace
       WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND relowner <> receiver
      UNION ALL
      SELECT format('ALTER SEQUENCE %s OWNER TO %s', c.oid::regclass, receiver)
        FROM pg_class c JOIN ours ON ours.oid = relnamespace
       WHERE relkind = 'S' AND relowner <> receiver
         AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype IN ('a', 'i'))
      UNION ALL
      SELECT format('ALTER ROUTINE %s OWNER TO %s', p.oid::regprocedure, receiver)
        FROM pg_proc p JOIN ours ON ours.oid = pronamespace WHERE proowner <> receiver
      UNION ALL
      SELECT format('ALTER TYPE %s OWNER TO %s', t.oid::regtype, receiver)
        FROM pg_type t JOIN ours ON ours.oid = typnamespace WHERE typtype IN ('d', 'e') AND typowner <> receiver
    LOOP
      EXECUTE command;
    END LOOP;
  END $$`;
