import { el, tile } from './elements.js';
import { count, duration } from './format.js';

// The current state of the dispatcher, for the operator's key only.
export const dispatcherPlace = () => el('section', { class: 'tiles now', 'aria-label': 'Dispatcher now, of all tenants', hidden: true });

export const isTold = health => health.queues !== undefined;

export function dispatcherTiles(health) {
  if (!isTold(health)) return [];

  const queued = Object.entries(health.queues).reduce((sum, [name, messages]) => sum + (name.endsWith('-poison') ? 0 : messages), 0);
  const isLate = health.oldest_seconds > 60;
  return [
    tile('In the queues', count(queued), 'of all tenants', '', '#/emails?status=deferred'),
    tile('Oldest is due for', health.oldest_seconds > 0 ? duration(health.oldest_seconds * 1000) : '–', health.oldest_seconds > 0 ? '' : 'nothing is due', isLate ? 'warn' : '', '#/emails?status=queued'),
    tile('Stale', count(health.stale), 'overdue with nobody working on them', health.stale > 0 ? 'bad' : '', '#/emails?status=queued'),
    tile('Poison', count(health.poison), 'messages that cannot be processed', health.poison > 0 ? 'bad' : '', '#/poison'),
  ];
}
