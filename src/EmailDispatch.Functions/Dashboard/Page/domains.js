import * as api from './api.js';
import { announce, button, card, el, facts, newId, pageHead } from './elements.js';
import { confirm } from './confirm.js';
import { copyButton } from './copy.js';
import { plural, time, words } from './format.js';
import { act, empty, load, onceLoaded } from './states.js';
import { pill } from './statuses.js';
import { table } from './table.js';

const tones = { verified: 'good', pending: 'wait', failed: 'bad', temporary_failure: 'warn', pass: 'good', fail: 'bad', unknown: 'off', signing: 'good', missing: 'bad', replaced: 'off' };
const state = status => pill(tones[status], words(status));

// The domains of the tenant.
export function showDomains(place, { signal }) {
  const list = el('div');
  const add = onceLoaded(card('Add', {}, addForm(() => refresh())));
  const refresh = () => load(list, signal, 'domains', () => api.domains(signal), page => {
    add.hidden = false;
    announce(plural(page.data.length, 'domain'));
    return page.data.length === 0 ? empty('There are no domains', 'Add the domain that you send from.') : table({
      caption: 'Domains',
      columns: [
        { name: 'Domain', class: 'name', cell: domain => el('a', { href: `#/domains/${domain.id}` }, domain.name) },
        { name: 'State', class: 'state-of', cell: domain => state(domain.status) },
        { name: 'Checked', class: 'when', cell: domain => domain.checked_at ? time(domain.checked_at) : 'never' },
      ],
      rows: page.data,
      class: 'cards suppressions',
    }).element;
  });
  place.append(
    pageHead('Domains', el('p', { class: 'lead quiet' }, 'The domains you send from: the DNS records to publish, and whether they are published.')),
    add,
    card('Domains', { class: 'flush' }, list));
  return refresh();
}

function addForm(refresh) {
  const id = newId('domain');
  const input = el('input', { id, required: true, placeholder: 'example.com', autocomplete: 'off', spellcheck: 'false' });
  const outcome = el('div', { class: 'outcome' });
  const add = button('Add', { type: 'submit', class: 'button primary' });
  return [el('form', {
    class: 'filters',
    onsubmit: async event => {
      event.preventDefault();
      if (!await act(add, outcome, () => api.addDomain(input.value.trim()))) return;
      input.value = '';
      await refresh();
      input.focus();
    },
  }, el('div', { class: 'field wide' }, el('label', { for: id }, 'Domain to add'), input), el('div', { class: 'field-actions' }, add)), outcome];
}

// One domain with its records.
export function showDomain(place, { id, signal }) {
  const parts = el('div');
  const refresh = () => load(parts, signal, 'domain', () => api.domain(id, signal), domain => [
    card(domain.name, {}, summary(domain, refresh)),
    card('Records to publish', { class: 'flush' }, records(domain)),
    domain.dkim_keys.length > 0 && card('DKIM keys', { class: 'flush' }, keys(domain)),
    card('Providers', { class: 'flush', note: 'Whether emails from this domain pass DMARC.' }, alignment(domain)),
  ]);
  place.append(pageHead('Domain', el('p', { class: 'lead quiet' }, el('a', { href: '#/domains' }, 'All domains'))), parts);
  return refresh();
}

function summary(domain, refresh) {
  const outcome = el('div', { class: 'outcome' });
  const verify = button('Check now', {
    onclick: async () => {
      const checked = await act(verify, outcome, () => api.verifyDomain(domain.id));
      if (!checked) return;
      await refresh();
      announce(`${domain.name}: ${words(checked.status)}`);
    },
  });
  const remove = button('Remove', {
    onclick: async () => {
      if (!await confirm({ title: `Remove ${domain.name}?`, text: 'Emails from it are still sent, without a check of its records and without our DKIM signature.', yes: 'Remove' })) return;
      if (await act(remove, outcome, () => api.removeDomain(domain.id))) location.hash = '#/domains';
    },
  });
  return [
    facts([['State', state(domain.status)], ['Checked', domain.checked_at ? time(domain.checked_at, { long: true }) : 'never'], ['Verified', domain.verified_at && time(domain.verified_at, { long: true })]]),
    el('div', { class: 'field-actions' }, verify, remove),
    outcome,
  ];
}

const records = domain => table({
  caption: 'Records to publish',
  columns: [
    { name: 'Record', class: 'name', cell: record => record.record },
    { name: 'Name', class: 'detail', cell: record => [el('code', {}, record.name), el('span', { class: 'fine quiet block' }, `${record.type}${record.priority === null ? '' : `, priority ${record.priority}`}`)] },
    { name: 'Value', class: 'detail', cell: record => record.value === null ? 'Shown in the console of the provider' : [el('code', {}, record.value), ' ', copyButton(record.value, `the value of ${record.host}`)] },
    { name: 'State', class: 'state-of', cell: record => [state(record.status), record.problem && el('span', { class: 'fine block' }, record.problem)] },
    { name: 'For', class: 'detail', cell: record => record.providers.join(', ') || 'all' },
  ],
  rows: domain.records,
  class: 'cards suppressions',
}).element;

const keys = domain => table({
  caption: 'DKIM keys of the dispatcher',
  columns: [
    { name: 'Selector', class: 'name', cell: key => key.selector },
    { name: 'Algorithm', class: 'reason', cell: key => key.algorithm },
    { name: 'State', class: 'state-of', cell: key => state(key.status) },
    { name: 'Made', class: 'when', cell: key => time(key.created_at) },
  ],
  rows: domain.dkim_keys,
  class: 'cards suppressions',
}).element;

const alignment = domain => domain.alignment.length === 0 ? empty('No provider') : table({
  caption: 'Alignment of the providers',
  columns: [
    { name: 'Provider', class: 'name', cell: provider => provider.provider },
    ...['SPF', 'DKIM', 'DMARC'].map(name => ({ name, class: 'state-of', cell: provider => state(provider[name.toLowerCase()]) })),
  ],
  rows: domain.alignment,
  class: 'cards suppressions',
}).element;
