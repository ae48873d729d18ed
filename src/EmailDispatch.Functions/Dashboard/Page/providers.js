import * as api from './api.js';
import { connectionTest } from './connection-test.js';
import { card, el, facts } from './elements.js';
import { count, time, words } from './format.js';
import { empty, failure, load } from './states.js';
import { breakerPill } from './statuses.js';

export function showProviders(place, { signal }) {
  const list = el('div', { class: 'providers' });
  place.append(el('div', { class: 'page-head' }, el('div', {},
    el('h1', { tabindex: '-1' }, 'Providers'),
    el('p', { class: 'lead quiet' }, 'In the order in which they are tried.'))), list);
  return load(list, signal, 'providers', () => api.providers(signal).catch(withoutScope), answer => {
    if (answer.isScopeMissing) return failure(answer);
    return answer.data.length > 0 ? answer.data.map(provider) : empty('No provider', 'The settings Providers:0:Name and those beside it add one.');
  });
}

function withoutScope(fault) {
  if (fault.isScopeMissing) return fault;
  throw fault;
}

const security = { StartTls: 'STARTTLS', SslOnConnect: 'TLS from the first byte', None: 'not encrypted' };

const provider = p => card(p.name, { aside: breakerPill(p) },
  trouble(p.breaker),
  facts([
    ['Server', el('code', {}, `${p.host}:${p.port}`)],
    ['Encryption', security[p.security] ?? p.security],
    ['Preset', p.preset],
    ['Priority', `${p.priority}${p.weight === 1 ? '' : `, weight ${p.weight}`}`],
    ['Streams', p.streams.join(', ')],
    ['From domains', p.from_domains.join(', ')],
    ...(p.quotas ?? []).map(quota => [`Limit per ${quota.period}`, [
      quota.left === null ? count(quota.limit) : `${count(quota.left)} of ${count(quota.limit)} left`,
      quota.resets_at && quota.left < quota.limit && [', full again at ', time(quota.resets_at)],
    ].filter(Boolean).flat()]),
  ]),
  p.breaker === null && el('p', { class: 'notice' }, 'Its state cannot be read at the moment.'),
  connectionTest(p.name));

function trouble(breaker) {
  if (!breaker || breaker.state === 'closed') return null;
  const { last_failure: last } = breaker;
  return el('div', { class: 'trouble' },
    el('p', {}, 'Left alone', breaker.reason && ` for ${words(breaker.reason)}`, breaker.since && [' since ', time(breaker.since)], breaker.until && [', until ', time(breaker.until)], '.'),
    last && el('p', { class: 'fine' }, 'Last failure: ', words(last.category), ', ', time(last.at)),
    last?.reply && el('q', { class: 'reply' }, last.reply));
}
