import type { MessageDestination } from '../resources/shared/messages.ts';
import type { Row } from '../table/index.ts';

export function destinations(): Row<readonly MessageDestination[]> {
  return { entries: [], repeat: 'append', initial: [] };
}
