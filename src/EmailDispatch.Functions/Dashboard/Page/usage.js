import * as api from './api.js';
import { lineChart, stackedChart } from './chart.js';
import { announce, button, card, el, newId, pageHead, tile } from './elements.js';
import { count, duration, money, percent, plural, time, words } from './format.js';
import { share } from './provider-table.js';
import { periodsOf, ranges, stepsOf } from './ranges.js';
import { quotaTable } from './quotas.js';
import { act, empty, load } from './states.js';
import { table } from './table.js';

const refreshEvery = 60_000;
const shownRows = 100;
const groupings = {
  provider: 'provider',
  'provider,tag': 'provider and tag',
  'provider,domain': 'provider and recipient domain',
  'provider,stream': 'provider and stream',
  'provider,category': 'provider and failure category',
  tag: 'tag',
  stream: 'stream',
  domain: 'recipient domain',
  template: 'template',
  status: 'status',
  category: 'failure category',
};
// Dimensions that the emails page can filter by, with the same names.
const filters = ['provider', 'tag', 'status', 'stream', 'category', 'template'];
const colours = ['sent', 'waiting', 'deferred', 'bounced', 'fifth'];
const countsAttempts = by => /^(provider|category)/.test(by);
const measure = by => line => countsAttempts(by) ? line.attempts : line.accepted + line.rejected;

export function showUsage(place, { query, signal }) {
  const chosen = { range: chosenOf(ranges, query.get('range'), '24h'), by: chosenOf(groupings, query.get('by'), 'provider') };
  const range = ranges[chosen.range];
  const parts = Object.fromEntries(['tiles', 'groups', 'latency', 'failures', 'quotas'].map(name => [name, el('div')]));
  parts.asOf = el('div', { class: 'as-of' });
  parts.tiles.className = 'tiles';
  const outcome = el('div', { class: 'outcome' });
  const download = button('Download CSV', {
    onclick: async () => {
      const csv = await act(download, outcome, () => api.usageCsv(asked(range, chosen.by)));
      if (csv === null) return;
      save(csv, `usage-by-${chosen.by.replace(',', '-')}.csv`);
      announce('The CSV file is downloaded');
    },
  });
  const each = range.interval === 'day' ? 'day, UTC' : 'hour';
  parts.limits = card('Sending quotas', { class: 'flush', note: 'Emails accepted in this day and month (UTC), up to ten seconds ago.' }, parts.quotas);
  parts.limits.hidden = true;
  place.append(
    pageHead('Usage', parts.asOf, rangeChoice(chosen)),
    parts.tiles,
    parts.limits,
    groupForm(chosen),
    card(`By ${groupings[chosen.by]}`, { aside: download, note: notes(chosen.by) }, outcome, parts.groups),
    card('Time to send', { note: `From acceptance, or the scheduled time, to the provider’s 250, of the emails accepted in each ${each}.` }, parts.latency),
    card('Failures by category', { note: 'Attempts that failed, also those of emails that were sent later or through another provider.' }, parts.failures));

  const refresh = () => fill(parts, chosen, signal);
  const timer = setInterval(() => document.hidden || refresh(), refreshEvery);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  return refresh();
}

const chosenOf = (choices, wanted, usual) => wanted !== null && Object.hasOwn(choices, wanted) ? wanted : usual;
const address = chosen => `#/usage?${new URLSearchParams(chosen)}`;
const asked = (range, by, now = new Date()) => ({ from: range.from(now).toISOString(), interval: range.interval, by });

const notes = by => [
  countsAttempts(by) ? 'Attempts at providers, in the hour in which their email was accepted.' : 'Emails by hour of acceptance and current status.',
  /tag|domain/.test(by) && ` An email counts under each of its ${by.endsWith('tag') ? 'tags' : 'recipients’ domains'}.`,
].filter(Boolean).join('');

const rangeChoice = chosen => el('nav', { class: 'choice', 'aria-label': 'Time range' }, Object.entries(ranges).map(([id, range]) =>
  el('a', { href: address({ ...chosen, range: id }), 'aria-current': id === chosen.range ? 'true' : null }, range.name)));

function groupForm(chosen) {
  const id = newId('by');
  const select = el('select', { id }, Object.entries(groupings).map(([value, name]) => el('option', { value, selected: value === chosen.by }, name)));
  return el('form', {
    class: 'filters',
    'aria-label': 'Grouping',
    onsubmit: event => {
      event.preventDefault();
      location.hash = address({ ...chosen, by: select.value });
    },
  }, el('div', { class: 'field wide' }, el('label', { for: id }, 'Group by'), select), el('div', { class: 'field-actions' }, button('Show', { type: 'submit', class: 'button primary' })));
}

function fill(parts, { range: id, by }, signal) {
  const range = ranges[id];
  const now = new Date();
  const get = dimension => api.usage(asked(range, dimension, now), signal);
  const redraw = place => ({ range, by, now, isTableOpen: place.querySelector('details')?.open, signal: AbortSignal.any([signal, redrawn(place)]) });
  return Promise.all([
    load(parts.latency, signal, 'figures', () => get('total'), answer => {
      parts.tiles.replaceChildren(...tiles(answer));
      return latency(answer, redraw(parts.latency));
    }).then(answer => {
      // The card shows the error.
      parts.tiles.hidden = !answer;
      if (answer) parts.asOf.replaceChildren(el('p', {}, 'Complete as of ', time(answer.as_of)));
    }),
    load(parts.groups, signal, 'groups', () => get(by), answer => groups(answer, redraw(parts.groups))),
    load(parts.failures, signal, 'failures', () => get('category'), failures),
    load(parts.quotas, signal, 'sending quotas', async () => (await api.overview(signal)).quotas, quotas => quotas ? quotaTable(quotas) : empty('Not read', 'Storage did not answer.')).then(quotas => {
      parts.limits.hidden = quotas?.length === 0;
    }),
  ]);
}

// Ends the chart that was drawn in a place before.
const drawings = new WeakMap();
function redrawn(place) {
  drawings.get(place)?.abort();
  drawings.set(place, new AbortController());
  return drawings.get(place).signal;
}

function tiles({ totals: t, currency }) {
  return [
    tile('Accepted', count(t.accepted), plural(t.attempts, 'attempt')),
    tile('Sent', count(t.sent), percent(t.sent, t.accepted + t.rejected), 'good'),
    tile('Failovers', count(t.failovers), 'to another provider'),
    tile('Time to send', duration(t.latency_ms.p50), t.latency_ms.p95 === null ? 'nothing sent' : `median; 95 % within ${duration(t.latency_ms.p95)}`),
    tile('Cost', money(t.cost, currency), t.cost === null ? 'nothing sent at a known price' : 'of providers with a price'),
  ];
}

function latency(answer, { range, now, signal, isTableOpen }) {
  if (answer.totals.latency_ms.p50 === null) return empty('Nothing was sent in this time');
  return lineChart({
    name: `Time to send of the last ${range.name}`,
    summary: `Median ${duration(answer.totals.latency_ms.p50)}, 95 % within ${duration(answer.totals.latency_ms.p95)}.`,
    periods: stepsOf(range, answer.data, range.from(now), now),
    series: [
      { name: 'Median', colour: 'sent', value: period => period.line?.latency_ms.p50 ?? null },
      { name: '95 % within', colour: 'bounced', value: period => period.line?.latency_ms.p95 ?? null },
    ],
    isTableOpen,
    signal,
  });
}

function groups(answer, context) {
  const { by } = context;
  const rows = answer.values.toSorted((a, b) => measure(by)(b) - measure(by)(a));
  if (rows.length === 0) return empty('No figures in this time', by.endsWith('category') ? 'No attempt failed.' : 'Accepted emails appear here within a minute.');

  return [
    ...groupChart(answer, rows, context),
    table({ caption: `Usage by ${groupings[by]}`, columns: columnsOf(by, answer), rows: rows.slice(0, shownRows), class: 'cards figures-of-providers' }).element,
    rows.length > shownRows && el('p', { class: 'fine quiet' }, `${count(rows.length - shownRows)} more are in the CSV.`),
  ];
}

const nameOf = (by, line) => [line.value, line.second_value].filter(value => value !== undefined)
  .map((value, n) => ['status', 'category'].includes(by.split(',')[n]) ? words(value) : value).join(' · ');

// The largest values, and the rest together.
function groupChart(answer, rows, { range, by, now, signal, isTableOpen }) {
  const keyOf = line => JSON.stringify([line.value, line.second_value]);
  const top = new Map(rows.slice(0, colours.length).map((row, n) => [keyOf(row), colours[n]]));
  const names = [...colours, 'rest'];
  const lines = answer.data.map(line => ({ ...Object.fromEntries(names.map(name => [name, 0])), period: line.period, [top.get(keyOf(line)) ?? 'rest']: measure(by)(line) }));
  const what = countsAttempts(by) ? 'Attempts' : 'Emails';
  return stackedChart({
    name: `${what} of the last ${range.name} by ${groupings[by]}, ${range.per}`,
    periods: periodsOf(range, lines, range.from(now), now, names),
    series: [
      ...rows.slice(0, colours.length).map((row, n) => ({ name: nameOf(by, row), colour: colours[n], value: period => period.sums[colours[n]] })),
      rows.length > colours.length && { name: 'Others', colour: 'held', value: period => period.sums.rest },
    ].filter(Boolean),
    total: { name: 'All', value: period => names.reduce((sum, name) => sum + period.sums[name], 0) },
    isTableOpen,
    signal,
  });
}

function name(by, line) {
  const dimensions = by.split(',');
  const values = [line.value, line.second_value];
  const canFilter = dimensions.every(dimension => filters.includes(dimension)) && !values.includes('(other)');
  return canFilter
    ? el('a', { href: `#/emails?${new URLSearchParams(dimensions.map((dimension, n) => [dimension, values[n]]))}` }, nameOf(by, line))
    : nameOf(by, line);
}

const number = (title, cell) => ({ name: title, class: 'number', cell });

function columnsOf(by, { values, totals, currency }) {
  const isFailure = by.endsWith('category');
  return [
    { name: groupings[by][0].toUpperCase() + groupings[by].slice(1), class: 'name', cell: line => name(by, line) },
    number(countsAttempts(by) ? 'Emails' : 'Accepted', line => count(line.accepted)),
    countsAttempts(by) && number('Attempts', line => count(line.attempts)),
    !isFailure && number('Sent', line => count(line.sent)),
    isFailure && number('Share', line => percent(line.attempts, totals.attempts)),
    countsAttempts(by) && !isFailure && number('Success', line => percent(line.sent, line.attempts)),
    countsAttempts(by) && number('Failovers', line => count(line.failovers)),
    !countsAttempts(by) && number('Not sent', line => count(line.bounced + line.failed + line.unknown + line.rejected)),
    !countsAttempts(by) && number('Waiting', line => count(line.deferred + line.queued + line.scheduled)),
    !isFailure && number('p50', line => duration(line.latency_ms.p50)),
    !isFailure && number('p95', line => duration(line.latency_ms.p95)),
    values.some(line => line.cost !== null) && number('Cost', line => money(line.cost, currency)),
  ].filter(Boolean);
}

const failures = ({ values, totals }) => values.length === 0 ? empty('No attempt failed') : table({
  caption: 'Failures by category',
  columns: [
    { name: 'Category', class: 'name', cell: line => words(line.value) },
    { name: 'Share of failures', class: 'share-of', cell: line => share(line.attempts, totals.attempts) },
    number('Attempts', line => count(line.attempts)),
    number('Emails', line => count(line.accepted)),
  ],
  rows: values.toSorted((a, b) => b.attempts - a.attempts),
  class: 'cards figures-of-providers',
}).element;

function save(text, file) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  el('a', { href: url, download: file }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
