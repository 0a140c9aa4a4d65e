/** `understudy cluster` for people: who leads, who stands by, and what an operator has laid down. */
import type { ClusterStatus, MemberStatus, OfficeStatus } from '../../ha/index.ts';
import type { Colour, Paint } from './colour.ts';
import { formatBytes, formatTime } from './figures.ts';
import { renderTable } from './table.ts';

export function renderCluster(name: string, status: ClusterStatus, paint: Paint): string {
  const { catalog, director, members } = status;
  const head = [
    paint(`Cluster ${name}`, 'bold'),
    `Catalog:  ${status.followed === undefined ? office(catalog, paint) : followedCatalog(status.followed, paint)}`,
    `Director: ${office(director, paint)}`,
    ...laidDown(status, paint),
  ];
  return `${head.join('\n')}\n\n${table(members, status, paint)}`;
}

function office({ leader, epoch, why, lastLeader }: OfficeStatus, paint: Paint): string {
  if (leader !== undefined) return `${paint(leader, 'green')}, epoch ${epoch}: ${why}`;
  const last = lastLeader === undefined ? '' : `; ${lastLeader} was the last one, in epoch ${epoch}`;
  return `${paint('nobody', 'red')}${last}`;
}

/** One that somebody else looks after. */
function followedCatalog({ mode, at, timeline, trouble, standbys }: Followed, paint: Paint): string {
  const where = typeof at === 'string' ? paint(at, 'green') : paint('takes no writes', 'red');
  const line = timeline === undefined ? '' : `, timeline ${timeline}`;
  const beside = standbys.map(({ name, role, lagBytes }) => {
    const lag = typeof lagBytes === 'number' ? `, ${formatBytes(lagBytes)} behind` : '';
    return `\n          ${name}: ${role}${lag}`;
  });
  return `${where}${line} (${mode})${trouble ? `\n          ${paint(trouble, 'yellow')}` : ''}${beside.join('')}`;
}

type Followed = NonNullable<ClusterStatus['followed']>;

function laidDown({ pause, synchronous, orders, initialised }: ClusterStatus, paint: Paint): readonly string[] {
  const since = pause?.since === undefined ? '' : ` since ${formatTime(pause.since)}`;
  return [
    ...(initialised ? [] : [paint('It has not been founded yet.', 'yellow')]),
    ...(pause === undefined ? [] : [paint(`Paused by ${pause.by}${since}: ${pause.why}`, 'yellow')]),
    ...(synchronous === undefined ? [] : [`Each commit waits for ${describeSynchronous(synchronous)}`]),
    ...orders.map(({ kind, office: what, to, by, at }) => {
      const when = at === undefined ? '' : ` at ${formatTime(at)}`;
      return paint(`Ordered by ${by}: ${kind} of the ${what} to ${to ?? 'whoever is best'}${when}`, 'yellow');
    }),
  ];
}

function describeSynchronous({ count, standbys, settled }: NonNullable<ClusterStatus['synchronous']>): string {
  if (count === 0) return 'nobody: no standby follows';
  return `${count} of ${standbys.join(', ')}${settled ? '' : ' (changing)'}`;
}

function table(members: readonly MemberStatus[], { catalog, director }: ClusterStatus, paint: Paint): string {
  const role = (leads: boolean, word: string | undefined): string =>
    leads && word === undefined ? 'leader' : (word ?? '');
  const colour = (leads: boolean, member: MemberStatus): Colour | undefined =>
    !member.alive ? 'red' : leads ? 'green' : undefined;
  return renderTable(
    members,
    [
      { title: 'Member', value: (m) => m.name },
      {
        title: 'Catalog',
        value: (m) => (m.alive ? role(m.name === catalog.leader, m.catalog) : 'not heard'),
        colour: (m) => colour(m.name === catalog.leader, m),
      },
      { title: 'State', value: state },
      { title: 'Timeline', value: (m) => (m.timeline ? String(m.timeline) : ''), right: true },
      { title: 'Lag', value: (m) => (m.lagBytes === undefined ? '' : formatBytes(m.lagBytes)), right: true },
      {
        title: 'Director',
        value: (m) => role(m.name === director.leader, m.director),
        colour: (m) => (m.alive && m.name === director.leader ? 'green' : undefined),
      },
      { title: 'Priority', value: (m) => (m.priority === undefined ? '' : String(m.priority)), right: true },
      ...(members.some(({ waits }) => waits)
        ? [{ title: 'Waits for', value: (m: MemberStatus) => m.waits ?? '' }]
        : []),
      { title: 'Tags', value: (m) => m.tags.join(', ') },
      { title: 'Since', value: (m) => formatTime(m.catalogSince) },
      { title: 'Address', value: (m) => m.address ?? '' },
    ],
    paint,
  );
}

function state({ alive, streaming, catalog }: MemberStatus): string {
  if (!alive || catalog === 'none') return '';
  if (streaming) return 'streaming';
  return catalog === 'primary' ? 'running' : '';
}
