/** The interoperation matrix where a Director asks for another way: clear text, attributes at once, a Storage that calls. */
import { inOtherWays } from '../support/matrix.ts';

const TURNED = { storageCalls: true, jobDirectives: { 'Spool Attributes': false } };
const THROUGH_OURS = [
  { storage: 'ours', client: 'ours' },
  { storage: 'ours', client: '15.0.3' },
] as const;

inOtherWays([
  {
    title: 'in clear text our Director saves and restores through 15.0.3 and ours',
    director: 'ours',
    tls: 'none',
    pairs: [
      { storage: 'ours', client: '15.0.3' },
      { storage: '15.0.3', client: 'ours' },
    ],
  },
  {
    title: 'our Storage calls Clients of our Director, and tells it attributes at once',
    director: 'ours',
    pairs: THROUGH_OURS,
    ...TURNED,
  },
  {
    title: 'our Storage calls Clients of a genuine Director 15.0.3, and tells it attributes at once',
    director: '15.0.3',
    pairs: THROUGH_OURS,
    ...TURNED,
  },
  {
    title: 'our Storage calls Clients of a genuine Director 9.6.7, and tells it attributes at once',
    director: '9.6.7',
    pairs: [
      { storage: 'ours', client: 'ours' },
      { storage: 'ours', client: '9.6.7' },
    ],
    ...TURNED,
  },
]);
