import test from 'ava';
import { understudyDialect } from '../../../src/config/languages/understudy.ts';
import { parseText } from '../../../src/config/load.ts';

const parsed = (text: string) => parseText(understudyDialect, text, 'understudy.conf');

test('an empty understudy.conf is one machine that serves itself', (t) => {
  const { config, problems } = parsed('');
  t.deepEqual(problems, []);
  t.like(config?.api, { address: '127.0.0.1', port: 9180, socket: undefined, token: undefined });
  t.like(config?.catalog, { mode: undefined, maximumConnections: 20 });
});

test('what is said stands', (t) => {
  const { config } = parsed(
    'Api { Address = 0.0.0.0; Port = 8080; Token = "t0ken"; }\nCatalog { Mode = Embedded\n Data Directory = /srv/catalog\n}\n',
  );
  t.like(config?.api, { address: '0.0.0.0', port: 8080 });
  t.is(config?.api.token?.reveal(), 't0ken');
  t.like(config?.catalog, { mode: 'embedded', dataDirectory: '/srv/catalog' });
});

test('mistakes are reported as in every other file', (t) => {
  const { problems } = parsed('Api { Prot = 5 }\nApi { Name = b }\nCatalog { Mode = Magic }\nJob { Name = x }\n');
  t.deepEqual(
    problems.map(({ line, message }) => `${line}: ${message}`),
    [
      '1: Api has no directive `Prot`',
      '2: Only one Api resource is permitted',
      '3: Expected one of Embedded, External, Managed, Patroni, found `Magic`',
      '4: Expected a resource of an understudy file, found `Job`',
    ],
  );
});
