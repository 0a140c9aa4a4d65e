/** understudy.conf: the node's own part. Every resource may be left out; more will follow (Cluster, Node, Etcd, Alert). */
import type { UnderstudyConfig } from '../configurations.ts';
import { Language, resourceType } from '../language/language.ts';
import { theOptional } from '../link/link.ts';
import { type ApiResource, apiTable } from '../resources/understudy/api.ts';
import { type CatalogServerResource, catalogServerTable } from '../resources/understudy/catalog.ts';
import type { Dialect } from './dialect.ts';

const API = resourceType('Api', apiTable);
const CATALOG = resourceType('Catalog', catalogServerTable);

export const understudyDialect: Dialect<UnderstudyConfig> = {
  kind: 'understudy',
  language: new Language('an understudy file', [API, CATALOG]),
  assemble(index, _file, report) {
    return {
      api: theOptional<ApiResource>(index, API, report),
      catalog: theOptional<CatalogServerResource>(index, CATALOG, report),
    };
  },
};
