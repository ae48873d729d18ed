import * as api from './api.js';
import { connectionTest } from './connection-test.js';
import { confirm } from './confirm.js';
import { announce, aside, button, card, el, facts, pageHead } from './elements.js';
import { count, plural, time, words } from './format.js';
import { providerForm } from './provider-form.js';
import { causeAndFix, categoryWords, pauseWords } from './reasons.js';
import { runbookLink } from './runbook.js';
import { act, empty, failure, load } from './states.js';
import { breakerPill, pill } from './statuses.js';
import { table } from './table.js';

export function showProviders(place, { signal }) {
  const list = el('div', { class: 'providers' });
  const ending = el('div');
  const endings = card('Expires, or is old', { class: 'flush' }, ending);
  endings.hidden = true;
  const form = el('div');
  const edit = (provider, opener) => showForm(form, provider, signal, name => {
    form.replaceChildren();
    if (name) showList(list, signal, edit);
    opener.focus();
  });
  const add = button('Add a provider', { class: 'button primary', hidden: true, onclick: () => edit(null, add) });
  place.append(pageHead('Providers', el('p', { class: 'lead quiet' }, 'In the order in which they are tried.'), add), form, list, endings);
  return showList(list, signal, edit).then(answer => {
    add.hidden = !answer || answer.isScopeMissing;
    return !add.hidden && load(ending, signal, 'expirations', () => api.expiries(signal), found => {
      endings.hidden = found.data.length === 0;
      return expiryTable(found.data);
    });
  });
}

async function showForm(place, provider, signal, done) {
  const holder = el('div');
  place.replaceChildren(holder);
  const presets = await load(holder, signal, 'presets', () => api.providerPresets(signal), ({ data }) =>
    card(provider ? `Change ${provider.name}` : 'Add a provider', {}, providerForm({ presets: data, provider, done })));
  if (presets) holder.querySelector('input, select')?.focus();
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

const showList = (list, signal, edit) => load(list, signal, 'providers', () => api.providers(signal).catch(withoutScope), answer => {
  if (answer.isScopeMissing) return failure(answer);
  return answer.data.length > 0 ? answer.data.map(p => provider(p, () => showList(list, signal, edit), edit)) : empty('No provider', 'Add one here, or with the settings Providers__0__Name and so on.');
});

function withoutScope(fault) {
  if (fault.isScopeMissing) return fault;
  throw fault;
}

const security = { StartTls: 'STARTTLS', SslOnConnect: 'TLS from the first byte', None: 'not encrypted' };

const provider = (p, reload, edit) => card(p.display_name ? `${p.display_name} (${p.name})` : p.name, { aside: breakerPill(p) },
  trouble(p, reload),
  facts([
    ['Server', el('code', {}, `${p.host}:${p.port}`)],
    ['Encryption', security[p.security] ?? p.security],
    ['Preset', p.preset],
    ['Managed by', p.managed_by === 'settings' ? 'the settings of the deployment; it cannot be changed here' : p.can_change ? null : 'the operator'],
    ['Tenants', p.tenants.join(', ')],
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
  p.can_change && actions(p, reload, edit),
  connectionTest(p.name, p.test_from ?? ''));

function actions(p, reload, edit) {
  const outcome = el('div', { class: 'outcome' });
  const change = (text, body) => {
    const element = button(text, {
      class: 'button small',
      onclick: async () => {
        if (!await act(element, outcome, () => api.updateProvider(p.name, body))) return;
        announce(`${p.name}: ${text}`);
        reload();
      },
    }, aside(` ${p.name}`));
    return element;
  };
  const edits = button('Edit', { class: 'button small', onclick: () => edit(p, edits) }, aside(` ${p.name}`));
  const remove = button('Remove', {
    class: 'button small',
    onclick: async () => {
      if (!await confirm({ title: `Remove ${p.name}?`, text: 'No more emails are sent through it, and its password is deleted. Emails and statistics stay.', yes: 'Remove' })) return;
      if (!await act(remove, outcome, () => api.removeProvider(p.name))) return;
      announce(`${p.name} was removed.`);
      reload();
    },
  }, aside(` ${p.name}`));
  return [el('div', { class: 'field-actions' },
    edits,
    p.enabled ? change('Disable', { enabled: false }) : change('Enable', { enabled: null }),
    p.enabled && (p.state === 'enabled' ? change('Drain', { drain: true }) : change('Stop draining', { drain: null })),
    remove), outcome];
}

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
    el('p', {}, 'Paused', breaker.since && [' since ', time(breaker.since, { long: true })], breaker.until && [' until ', time(breaker.until, { long: true })], pauseWords(breaker.reason) && `: ${pauseWords(breaker.reason)}`, '.'),
    last && el('p', { class: 'fine' }, 'Last failure: ', categoryWords(last.category), ', ', time(last.at), '. ', runbookLink(last.category)),
    last?.reply && el('q', { class: 'reply' }, last.reply),
    causeAndFix(last?.hint),
    breaker.can_resume && resume,
    outcome);
}
