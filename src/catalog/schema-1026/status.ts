/** The words for Job states that reports and web consoles join on; fixed data of a Catalog of version 1026. */

export const STATUS_ROWS = `
INSERT INTO status (jobstatus, jobstatuslong, severity) VALUES
  ('C', 'Created, not yet running', 15),
  ('R', 'Running', 15),
  ('B', 'Blocked', 15),
  ('T', 'Completed successfully', 10),
  ('E', 'Terminated with errors', 25),
  ('e', 'Non-fatal error', 20),
  ('f', 'Fatal error', 100),
  ('D', 'Verify found differences', 15),
  ('A', 'Canceled by user', 90),
  ('F', 'Waiting for Client', 15),
  ('S', 'Waiting for Storage daemon', 15),
  ('m', 'Waiting for new media', NULL),
  ('M', 'Waiting for media mount', 15),
  ('l', 'Doing data despooling', 15),
  ('L', 'Committing data (last despool)', 15),
  ('s', 'Waiting for storage resource', 15),
  ('j', 'Waiting for job resource', 15),
  ('c', 'Waiting for client resource', 15),
  ('d', 'Waiting on maximum jobs', 15),
  ('t', 'Waiting on start time', 15),
  ('u', 'Cloud upload', 15),
  ('w', 'Cloud download', 15),
  ('p', 'Waiting on higher priority jobs', 15),
  ('q', 'Queued waiting for device', 15),
  ('a', 'SD despooling attributes', 15),
  ('i', 'Doing batch insert file records', 15),
  ('I', 'Incomplete Job', 25),
  ('W', 'Terminated normally with warnings', 25);
`;
