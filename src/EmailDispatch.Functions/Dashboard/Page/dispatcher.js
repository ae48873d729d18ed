import { el, tile } from './elements.js';
import { count, duration } from './format.js';

// How the dispatcher is at the moment. Only the operator's key is told; for the others the place is hidden.
export const dispatcherPlace = () => el('section', { class: 'tiles now', 'aria-label': 'Dispatcher now, of all tenants', hidden: true });

export const isTold = health => health.queues !== undefined;

export function dispatcherTiles(health) {
  if (!isTold(health)) return [];

  const queued = Object.entries(health.queues).reduce((sum, [name, messages]) => sum + (name.endsWith('-poison') ? 0 : messages), 0);
  const isLate = health.oldest_seconds > 60;
  return [
    tile('In the queues', count(queued), 'of all tenants'),
    tile('Oldest is due for', health.oldest_seconds > 0 ? duration(health.oldest_seconds * 1000) : '–', health.oldest_seconds > 0 ? '' : 'nothing is due', isLate ? 'warn' : ''),
    tile('Stale', count(health.stale), 'left behind, at the last count', health.stale > 0 ? 'bad' : ''),
    tile('Poison', count(health.poison), 'messages nobody can process', health.poison > 0 ? 'bad' : ''),
  ];
}
