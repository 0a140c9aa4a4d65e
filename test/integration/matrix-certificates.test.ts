/** The interoperation matrix with certificates, which every side demands of each kind of connection. */
import { inOtherWays } from '../support/matrix.ts';

inOtherWays([
  {
    title: 'with certificates our Director saves and restores through each Storage and from each Client',
    director: 'ours',
    tls: 'certificate',
    pairs: [
      { storage: '9.6.7', client: '9.6.7' },
      { storage: '9.6.7', client: 'ours' },
      { storage: '15.0.3', client: '15.0.3' },
      { storage: '15.0.3', client: 'ours' },
      { storage: 'ours', client: '9.6.7' },
      { storage: 'ours', client: '15.0.3' },
      { storage: 'ours', client: 'ours' },
    ],
  },
  {
    title: 'with certificates a genuine Director 15.0.3 saves and restores through ours',
    director: '15.0.3',
    tls: 'certificate',
    pairs: [
      { storage: 'ours', client: '15.0.3' },
      { storage: '15.0.3', client: 'ours' },
    ],
  },
  {
    title: 'with certificates a genuine Director 9.6.7 saves and restores through ours',
    director: '9.6.7',
    tls: 'certificate',
    pairs: [
      { storage: 'ours', client: '9.6.7' },
      { storage: '9.6.7', client: 'ours' },
    ],
  },
]);
