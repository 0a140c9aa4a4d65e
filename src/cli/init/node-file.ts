/** understudy.conf of a single machine: where the interface listens, and where the Catalog lies. */
import type { Plan } from './plan.ts';
import { quote } from './quote.ts';

export const nodeFile = ({
  places,
}: Plan): string => `# This machine's own part, in Bacula's language. Genuine daemons do not read it.
# Written by "understudy init"; yours from now on.

Api {                                   # what the verbs of "understudy" talk to
  Name = api
  Socket = ${quote(places.socket)}
  # Address = 127.0.0.1                 # TCP as well, for whoever shows the token:
  # Port = 9180
  # TokenFile = ${quote(`${places.configuration}/token`)}
}

Catalog {                               # the Director starts this PostgreSQL, and stops it
  Name = catalog
  Mode = Embedded
  DataDirectory = ${quote(places.catalog)}
}
`;

export const QUERY_FILE = "# Bacula asks for this file: queries for bconsole's command of that name.\n";
