import { aside, el, tile } from './elements.js';
import { count, percent, plural, time } from './format.js';
import { empty } from './states.js';
import { pill } from './statuses.js';

const goodShare = 0.95;
const badShare = 0.75;

// Whether emails are sent now, as far as this key may see it.
export const isWell = overview => Boolean(overview?.recent) && !overview.problems.some(problem => problem.severity === 'bad')
  && (overview.recent.success_share ?? 1) >= goodShare;

// What is wrong now, worst first.
export function problemList({ problems, not_read: unread }) {
  const rest = unread.length > 0 && el('p', { class: 'fine quiet unread' }, 'Not shown: ', unread.map(({ part, reason }) => `${part} (${reason})`).join(', '), '.');
  if (problems.length === 0) return unread.length === 0 ? empty('Nothing is wrong') : [empty('No problem found'), rest];
  return [el('ol', { class: 'problems' }, problems.map(shown)), rest];
}

const pages = [['#/providers', 'Providers'], ['#/emails', 'These emails'], ['#/webhooks', 'The webhook'], ['#/domains', 'The domain'], ['#/usage', 'Usage']];

const shown = problem => el('li', { class: problem.severity },
  el('p', { class: 'problem-title' }, pill(problem.severity, problem.severity === 'bad' ? 'now' : 'soon'), ' ', el('strong', {}, problem.title)),
  el('p', { class: 'fine quiet' },
    problem.since && ['Since ', time(problem.since, { long: true }), problem.until ? ', until ' : '. '],
    problem.until && [!problem.since && 'Until ', time(problem.until, { long: true }), '. '],
    problem.detail),
  problem.reply && el('q', { class: 'reply' }, problem.reply),
  el('p', { class: 'hint' }, el('strong', {}, 'Cause and next step: '), problem.hint),
  el('p', { class: 'fine' },
    el('a', { href: problem.link }, pages.find(([start]) => problem.link.startsWith(start))?.[1] ?? 'Details', aside(` for: ${problem.title}`)),
    el('span', { class: 'quiet' }, ' · Runbook: ', el('code', {}, problem.docs))));

// The figures of the last minutes.
export function recentTiles(overview) {
  const names = ['Success rate', 'New emails', 'Deferred', 'Bounced or failed', 'Being sent'];
  if (!overview) return names.map(name => tile(name, '…'));

  const { recent } = overview;
  const notSent = recent.bounced + recent.failed + recent.unknown;
  const tried = recent.sent + recent.deferred + notSent;
  const tone = tried === 0 ? '' : isWell(overview) ? 'good' : overview.problems.length > 0 && recent.success_share < badShare ? 'bad' : 'warn';
  const failures = recent.providers.reduce((sum, provider) => sum + provider.attempts - provider.sent, 0);
  return [
    tile(names[0], percent(recent.sent, tried), tried === 0 ? 'none tried yet' : `${count(recent.sent)} of ${count(tried)} sent`, tone, '#/emails'),
    tile(names[1], count(recent.emails), recent.is_complete ? '' : ['the newest, since ', time(recent.since)], '', '#/emails'),
    tile(names[2], count(recent.deferred), 'will be retried', recent.deferred > 0 ? 'warn' : '', '#/emails?status=deferred'),
    tile(names[3], count(notSent), failures > 0 ? `${plural(failures, 'failed attempt')}` : '', notSent > 0 ? 'bad' : '', `#/emails?status=${recent.bounced >= notSent - recent.bounced ? 'bounced' : 'failed'}`),
    tile(names[4], count(recent.queued), 'not tried yet', '', '#/emails?status=queued'),
  ];
}
