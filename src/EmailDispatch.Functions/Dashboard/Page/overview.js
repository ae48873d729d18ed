import * as api from './api.js';
import { stackedChart } from './chart.js';
import { dispatcherPlace, dispatcherTiles, isTold } from './dispatcher.js';
import { announce, card, el, pageHead, tile } from './elements.js';
import { emailTable } from './email-table.js';
import { count, duration, percent, plural, time } from './format.js';
import { providerTable } from './provider-table.js';
import { isWell, problemList, recentTiles } from './problems.js';
import { periodsOf, ranges } from './ranges.js';
import { asOf, empty, load, replace } from './states.js';

const nowEvery = 20_000;
const refreshEvery = 60_000;
const recent = 8;
const figures = ['accepted', 'sent', 'deferred', 'bounced', 'failed', 'unknown', 'rejected', 'scheduled', 'queued', 'suppressed', 'canceled'];
const sum = (...names) => period => names.reduce((total, name) => total + period.sums[name], 0);

const series = [
  { name: 'Sent', colour: 'sent', value: sum('sent'), always: true },
  { name: 'Deferred', colour: 'deferred', value: sum('deferred'), always: true },
  { name: 'Bounced', colour: 'bounced', value: sum('bounced') },
  { name: 'Failed', colour: 'failed', value: sum('failed', 'unknown', 'rejected'), always: true },
  { name: 'Waiting', colour: 'waiting', value: sum('scheduled', 'queued') },
  { name: 'Suppressed or canceled', colour: 'held', value: sum('suppressed', 'canceled') },
];
const total = { name: 'Accepted', value: sum('accepted') };

export function showOverview(place, { query, signal }) {
  const chosen = ranges[query.get('range')] ? query.get('range') : '24h';
  const range = ranges[chosen];
  const parts = {
    problems: el('div'),
    checked: el('span', { class: 'fine quiet' }),
    recent: el('div', { class: 'tiles' }, recentTiles(null)),
    tiles: el('div', { class: 'tiles' }, tiles(null)),
    now: dispatcherPlace(),
    chart: el('div'),
    providers: el('div'),
    emails: el('div'),
    asOf: el('div', { class: 'as-of' }),
  };
  place.append(
    pageHead('Overview'),
    card('Now', { aside: parts.checked }, parts.problems),
    el('h2', { class: 'part' }, 'Last 15 minutes'),
    parts.recent,
    parts.now,
    el('div', { class: 'card-head part' }, el('h2', {}, `Last ${range.name}`), parts.asOf, choice(chosen)),
    parts.tiles,
    card(`Emails ${range.per}`, { note: 'By hour of acceptance and current status.' }, parts.chart),
    card('Providers', { aside: el('a', { href: '#/providers' }, 'State, limits and test') }, parts.providers),
    card('Latest emails', { aside: el('a', { href: '#/emails' }, 'All emails') }, parts.emails));

  const look = () => document.hidden || fillNow(parts, signal);
  const timers = [setInterval(look, nowEvery), setInterval(() => document.hidden || fill(parts, range, signal), refreshEvery)];
  document.addEventListener('visibilitychange', look, { signal });
  signal.addEventListener('abort', () => timers.forEach(clearInterval), { once: true });
  return Promise.all([fillNow(parts, signal), fill(parts, range, signal)]);
}

// What is true now. The figures of the range are green only if it is good too.
function fillNow(parts, signal) {
  const show = overview => {
    parts.overview = overview;
    parts.recent.hidden = !overview?.recent;
    if (overview?.recent) replace(parts.recent, recentTiles(overview));
    parts.checked.replaceChildren(...(overview ? ['Checked ', time(overview.as_of, { long: true })] : []));
    if (parts.totals) replace(parts.tiles, tiles(parts.totals, isWell(overview)));
    const news = overview?.problems.map(problem => problem.title).join('. ');
    if (parts.news !== undefined && news !== undefined && news !== parts.news) announce(news || 'No problem any more');
    parts.news = news ?? parts.news;
  };
  return Promise.all([
    load(parts.problems, signal, 'problems', async () => {
      try {
        const overview = await api.overview(signal);
        if (!signal.aborted) show(overview);
        return { problems: overview.problems, not_read: overview.not_read };
      } catch (fault) {
        if (!signal.aborted) show(null);
        throw fault;
      }
    }, problemList),
    load(parts.now, signal, 'state', () => api.health(signal), dispatcherTiles).then(health => {
      if (health) parts.now.hidden = !isTold(health);
    }),
  ]);
}

const choice = chosen => el('nav', { class: 'choice', 'aria-label': 'Time range' }, Object.entries(ranges).map(([id, range]) =>
  el('a', { href: `#/?range=${id}`, 'aria-current': id === chosen ? 'true' : null }, range.name)));

function fill(parts, range, signal) {
  const now = new Date();
  const from = range.from(now);
  const asked = { from: from.toISOString(), interval: range.interval };
  return Promise.all([
    load(parts.chart, signal, 'figures', () => api.usage(asked, signal), answer => {
      parts.totals = answer.totals;
      replace(parts.tiles, tiles(answer.totals, isWell(parts.overview)));
      return chart(parts, answer, range, from, now, signal);
    }).then(answer => {
      // The chart shows the error.
      parts.tiles.hidden = !answer;
      if (answer) parts.asOf.replaceChildren(asOf());
    }),
    load(parts.providers, signal, 'providers', () => providersAndUsage(asked, signal), providerTable),
    load(parts.emails, signal, 'latest emails', () => api.emails({ limit: recent }, signal), page => page.data.length === 0
      ? empty('No emails yet', 'Send one with POST /emails.')
      : emailTable(page.data, 'The latest emails').element),
  ]);
}

function chart(parts, answer, range, from, now, signal) {
  parts.drawn?.abort();
  parts.drawn = new AbortController();
  if (answer.totals.accepted + answer.totals.rejected === 0) return empty('No emails in this time', 'Accepted emails appear here within a minute.');

  return stackedChart({
    name: `Emails of the last ${range.name}, ${range.per}`,
    periods: periodsOf(range, answer.data, from, now, figures),
    series,
    total,
    isTableOpen: parts.chart.querySelector('details')?.open,
    signal: AbortSignal.any([signal, parts.drawn.signal]),
  });
}

// Provider state needs the scope admin; usage does not.
async function providersAndUsage(asked, signal) {
  const [usage, state] = await Promise.all([
    api.usage({ ...asked, by: 'provider' }, signal),
    api.providers(signal).then(list => ({ list: list.data }), fault => {
      if (fault.isScopeMissing) return { list: null };
      throw fault;
    }),
  ]);
  return { usage: usage.values, list: state.list };
}

function tiles(t, isGood) {
  if (!t) return ['Accepted', 'Sent', 'Not sent', 'Waiting', 'Time to send'].map(name => tile(name, '…'));

  const notSent = t.bounced + t.failed + t.unknown + t.rejected;
  const waiting = t.deferred + t.queued + t.scheduled;
  const parts = (...pairs) => pairs.filter(([number]) => number > 0).map(([number, name]) => `${count(number)} ${name}`).join(' · ');
  return [
    tile('Accepted', count(t.accepted), plural(t.attempts, 'attempt') + (t.failovers ? ` · ${plural(t.failovers, 'failover')}` : ''), '', '#/emails'),
    tile('Sent', count(t.sent), t.sent + notSent > 0 ? `${percent(t.sent, t.sent + notSent)} success` : 'none finished yet', isGood ? 'good' : '', '#/emails?status=sent'),
    tile('Not sent', count(notSent), parts([t.bounced, 'bounced'], [t.failed, 'failed'], [t.unknown, 'unknown'], [t.rejected, 'rejected']) || 'none', notSent > 0 ? 'bad' : '', `#/emails?status=${t.bounced >= notSent - t.bounced ? 'bounced' : 'failed'}`),
    tile('Waiting', count(waiting), parts([t.deferred, 'deferred'], [t.queued, 'queued'], [t.scheduled, 'scheduled']) || 'none', t.deferred > 0 ? 'warn' : '', `#/emails?status=${t.deferred > 0 ? 'deferred' : 'queued'}`),
    tile('Time to send', duration(t.latency_ms.p50), t.latency_ms.p95 === null ? 'nothing sent' : `median; 95 % within ${duration(t.latency_ms.p95)}`, '', '#/providers'),
  ];
}
