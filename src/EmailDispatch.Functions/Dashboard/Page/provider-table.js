import { el } from './elements.js';
import { count, duration, percent, time } from './format.js';
import { empty } from './states.js';
import { breakerPill } from './statuses.js';
import { table } from './table.js';

// A share as a bar and in percent.
export function share(part, whole) {
  const bar = el('span', { class: 'share-bar', 'aria-hidden': 'true' }, el('span'));
  bar.firstChild.style.width = `${whole ? part / whole * 100 : 0}%`;
  return el('span', { class: 'share' }, bar, percent(part, whole));
}

function state(row) {
  if (!row.provider) return el('span', { class: 'quiet' }, 'not configured');
  const { breaker } = row.provider;
  return [breakerPill(row.provider), breaker?.state === 'open' && breaker.until && el('span', { class: 'fine quiet block' }, 'until ', time(breaker.until))];
}

// Usage by provider, with the provider's state if the key may see it.
export function providerTable({ usage, list }) {
  const figures = new Map(usage.map(line => [line.value, line]));
  const rows = [
    ...(list ?? []).map(provider => ({ name: provider.name, provider, figures: figures.get(provider.name) })),
    ...usage.filter(line => !list?.some(provider => provider.name === line.value)).map(line => ({ name: line.value, figures: line })),
  ];
  const note = list === null && el('p', { class: 'notice' }, 'This key lacks the scope admin, so the state of the providers is not shown.');
  if (rows.length === 0) return [note, empty('No attempts in this time')];

  const taken = usage.reduce((sum, line) => sum + line.sent, 0);
  const columns = [
    { name: 'Provider', class: 'name', cell: row => row.name },
    list !== null && { name: 'State', class: 'state-of', cell: state },
    { name: 'Share of sent', class: 'share-of', cell: row => share(row.figures?.sent ?? 0, taken) },
    { name: 'Success', class: 'number', cell: row => percent(row.figures?.sent ?? 0, row.figures?.attempts ?? 0) },
    { name: 'Attempts', class: 'number', cell: row => count(row.figures?.attempts ?? 0) },
    { name: 'Failovers', class: 'number', cell: row => count(row.figures?.failovers ?? 0) },
    { name: 'p50', class: 'number', cell: row => duration(row.figures?.latency_ms.p50) },
    { name: 'p95', class: 'number', cell: row => duration(row.figures?.latency_ms.p95) },
  ].filter(Boolean);
  return [note, table({ caption: 'Results by provider', columns, rows, class: 'cards figures-of-providers' }).element];
}
