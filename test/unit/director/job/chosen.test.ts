import test from 'ava';
import type { JobResource, PoolResource, StorageResource } from '../../../../src/config/index.ts';
import { choosePool, chooseStorages } from '../../../../src/director/job/chosen.ts';

const pool = (name: string, storages: readonly StorageResource[] = []) => ({ name, storages }) as PoolResource;
const storage = (name: string) => ({ name }) as StorageResource;
const job = (given: Partial<JobResource>) => ({ pool: pool('Default'), storages: [], ...given }) as JobResource;

test('the level pool comes before every other one', (t) => {
  const resource = job({ fullBackupPool: pool('Fulls'), incrementalBackupPool: pool('Incs') });
  const overrides = { pool: pool('Mine') };
  t.like(choosePool(resource, 'F', overrides), { value: { name: 'Fulls' }, from: 'Job FullPool override' });
  t.like(choosePool(resource, 'I', overrides), { value: { name: 'Incs' }, from: 'Job IncPool override' });
  t.like(choosePool(resource, 'D', overrides), { value: { name: 'Mine' }, from: 'Command input' });
  t.like(choosePool(resource, 'D', {}), { value: { name: 'Default' }, from: 'Job resource' });
});

test("the Pool's Storages come before the command's, and those before the Job's", (t) => {
  const resource = job({ storages: [storage('Of the Job')] });
  const overrides = { storage: storage('Of the command') };
  const own = pool('P', [storage('Of the Pool')]);
  t.like(chooseStorages(resource, own, overrides), { value: [{ name: 'Of the Pool' }], from: 'Pool resource' });
  t.like(chooseStorages(resource, pool('P'), overrides), {
    value: [{ name: 'Of the command' }],
    from: 'Command input',
  });
  t.like(chooseStorages(resource, pool('P'), {}), { value: [{ name: 'Of the Job' }], from: 'Job resource' });
});
