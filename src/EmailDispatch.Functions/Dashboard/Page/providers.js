import * as api from './api.js';
import { connectionTest } from './connection-test.js';
import { announce, aside, button, card, el, facts, pageHead } from './elements.js';
import { count, plural, time, words } from './format.js';
import { runbookLink } from './runbook.js';
import { act, empty, failure, load } from './states.js';
import { breakerPill, pill } from './statuses.js';
import { table } from './table.js';

export function showProviders(place, { signal }) {
  const list = el('div', { class: 'providers' });
  const ending = el('div');
  const endings = card('Expires, or is old', { class: 'flush' }, ending);
  endings.hidden = true;
  place.append(pageHead('Providers', el('p', { class: 'lead quiet' }, 'In the order in which they are tried.')), list, endings);
  return showList(list, signal).then(answer => answer && !answer.isScopeMissing && load(ending, signal, 'expirations', () => api.expiries(signal), found => {
    endings.hidden = found.data.length === 0;
    return expiryTable(found.data);
  }));
}

export const expiryTable = rows => table({
  caption: 'Certificates, secrets and API keys that expire or are old',
  columns: [
    { name: 'Name', class: 'name', cell: row => row.kind === 'api_key' ? el('a', { href: `#/api-keys/${row.id}` }, row.name) : row.name },
    { name: 'Kind', cell: row => words(row.kind) },
    { name: 'Expires', class: 'when', cell: row => row.expires_at ? [pill(row.days_left <= 7 ? 'bad' : 'off', row.days_left <= 0 ? 'expired' : plural(row.days_left, 'day', 'days')), ' ', time(row.expires_at)] : '–' },
    { name: 'What to do', class: 'detail', cell: row => row.advice },
  ],
  rows,
  class: 'cards',
}).element;

const showList = (list, signal) => load(list, signal, 'providers', () => api.providers(signal).catch(withoutScope), answer => {
  if (answer.isScopeMissing) return failure(answer);
  return answer.data.length > 0 ? answer.data.map(p => provider(p, () => showList(list, signal))) : empty('No provider', 'Add one with the settings Providers__0__Name and so on.');
});

function withoutScope(fault) {
  if (fault.isScopeMissing) return fault;
  throw fault;
}

const security = { StartTls: 'STARTTLS', SslOnConnect: 'TLS from the first byte', None: 'not encrypted' };

const provider = (p, reload) => card(p.name, { aside: breakerPill(p) },
  trouble(p, reload),
  facts([
    ['Server', el('code', {}, `${p.host}:${p.port}`)],
    ['Encryption', security[p.security] ?? p.security],
    ['Preset', p.preset],
    ['Priority', `${p.priority}${p.weight === 1 ? '' : `, weight ${p.weight}`}`],
    ['Streams', p.streams.join(', ')],
    ['From domains', p.from_domains.join(', ')],
    ['Last test', p.last_test && [pill(p.last_test.status === 'ok' ? 'good' : 'bad', p.last_test.status), ' ', time(p.last_test.at), p.last_test.stage && `, at ${words(p.last_test.stage)}`, p.last_test.stage && p.last_test.message && `: ${p.last_test.message}`].filter(Boolean)],
    ...(p.quotas ?? []).map(quota => [`Limit per ${quota.period}`, [
      quota.left === null ? count(quota.limit) : `${count(quota.left)} of ${count(quota.limit)} left`,
      quota.exhausted_at && [', at this rate used up about ', time(quota.exhausted_at)],
      quota.resets_at && quota.left < quota.limit && [', full again at ', time(quota.resets_at)],
    ].filter(Boolean).flat()]),
  ]),
  p.breaker === null && el('p', { class: 'notice' }, 'Its state is unavailable.'),
  connectionTest(p.name, p.test_from ?? ''));

const reasons = {
  unreachable: 'it cannot be reached',
  counts: 'half of its recent sessions failed',
  opens_long: 'it rejected the login or suspended the account',
  cools_until: 'a limit was reached',
};

function trouble({ name, breaker }, reload) {
  if (!breaker || breaker.state === 'closed') return null;
  const { last_failure: last } = breaker;
  const outcome = el('div', { class: 'outcome' });
  const resume = button('End the pause', {
    onclick: async () => {
      if (!await act(resume, outcome, () => api.resumeProvider(name))) return;
      announce(`The pause of ${name} has ended`);
      reload();
    },
  }, aside(` of ${name}`));
  return el('div', { class: 'trouble' },
    el('p', {}, 'Paused', breaker.since && [' since ', time(breaker.since, { long: true })], breaker.until && [' until ', time(breaker.until, { long: true })], reasons[breaker.reason] && `: ${reasons[breaker.reason]}`, '.'),
    last && el('p', { class: 'fine' }, 'Last failure: ', words(last.category), ', ', time(last.at), '. ', runbookLink(last.category)),
    last?.reply && el('q', { class: 'reply' }, last.reply),
    breaker.can_resume && resume,
    outcome);
}
