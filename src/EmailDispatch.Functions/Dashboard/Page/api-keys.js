import * as api from './api.js';
import { announce, button, card, checks, el, facts, field, pageHead } from './elements.js';
import { confirm } from './confirm.js';
import { shownOnce } from './copy.js';
import { plural, time } from './format.js';
import { act, empty, load, onceLoaded } from './states.js';
import { table } from './table.js';

const pageSize = 100;
const scopes = ['send', 'read', 'admin'];

// The API keys of the tenant, without those in the settings.
export function showApiKeys(place, { signal }) {
  const list = el('div');
  const create = onceLoaded(card('Create', {}, createForm(() => refresh())));
  const refresh = () => load(list, signal, 'API keys', () => api.apiKeys({ limit: pageSize }, signal), page => {
    create.hidden = false;
    announce(plural(page.data.length, 'API key'));
    return page.data.length === 0 ? empty('There are no API keys', 'Keys in the settings are not listed.') : [table({
      caption: 'API keys',
      columns: [
        { name: 'Name', class: 'name', cell: key => el('a', { href: `#/api-keys/${key.id}` }, key.name) },
        { name: 'Scopes', class: 'reason', cell: key => key.scopes.join(', ') },
        { name: 'Limits', class: 'detail', cell: key => limits(key).map(limit => el('span', { class: 'block' }, limit)) },
        { name: 'Last use', class: 'when', cell: key => time(key.last_used_at) ?? 'never used' },
        { name: 'Created', class: 'when', cell: key => time(key.created_at) },
      ],
      rows: page.data,
      class: 'cards suppressions',
    }).element, page.has_more && el('p', { class: 'notice' }, `Only the newest ${pageSize} are listed.`)];
  });
  place.append(
    pageHead('API keys', el('p', { class: 'lead quiet' }, 'Of your tenant. Keys in the settings are not listed.')),
    create,
    card('Keys', { class: 'flush' }, list));
  return refresh();
}

const limits = key => [
  key.from_domains.length > 0 && `from ${key.from_domains.join(', ')}`,
  key.deliver_only_to.length > 0 && `only to ${key.deliver_only_to.join(', ')}`,
  key.redirect_to && `redirected to ${key.redirect_to}`,
  key.ip_ranges.length > 0 && `used from ${key.ip_ranges.join(', ')}`,
  key.rate_per_second && `${key.rate_per_second} requests per second`,
].filter(Boolean);

function createForm(refresh) {
  const name = field('Name', { required: true });
  const from = field('From domains (optional)', { placeholder: 'acme.test, *.acme.test' });
  const to = field('Deliver only to (optional)', { placeholder: 'test.acme.example' });
  const ranges = field('Used from (optional)', { placeholder: '203.0.113.0/24' });
  const rate = field('Requests per second (optional)', { type: 'number', min: 1 });
  const chosen = checks('Scopes', scopes, ['send']);
  const outcome = el('div', { class: 'outcome' });
  const create = button('Create', { type: 'submit', class: 'button primary' });
  const list = ({ input }) => input.value.trim() ? input.value.split(',').map(text => text.trim()).filter(Boolean) : undefined;
  const form = el('form', {
    class: 'filters',
    onsubmit: async event => {
      event.preventDefault();
      const key = await act(create, outcome, () => api.createApiKey({
        name: name.input.value.trim(), scopes: chosen.value(), from_domains: list(from), deliver_only_to: list(to), ip_ranges: list(ranges),
        rate_per_second: rate.input.value ? Number(rate.input.value) : null,
      }));
      if (!key) return;
      form.reset();
      outcome.replaceChildren(shownOnce(`Key ${key.name}`, key.token));
      await refresh();
      announce('The key is created. Copy it now.');
    },
  }, [name, from, to, ranges, rate].map(part => part.element), chosen.element, el('div', { class: 'field-actions' }, create));
  return [form, outcome];
}

// One API key.
export function showApiKey(place, { id, signal }) {
  const content = el('div');
  place.append(
    pageHead('API key', el('p', { class: 'lead quiet' }, el('a', { href: '#/api-keys' }, 'All API keys'))),
    card('Key', {}, content));
  const refresh = () => load(content, signal, 'API key', () => api.apiKey(id, signal), key => [facts([
    ['Name', key.name], ['Scopes', key.scopes.join(', ')], ['Limits', limits(key).join('; ')], ['Tenant', key.tenant],
    ['Provider headers', key.provider_headers ? 'allowed' : 'not allowed'],
    ['Last use', time(key.last_used_at, { long: true }) ?? 'never used'], ['Created', time(key.created_at, { long: true })], ['Id', el('code', { class: 'id' }, key.id)],
  ]), changeForm(key, refresh)]);
  return refresh();
}

function changeForm(key, refresh) {
  const name = field('New name', { required: true, value: key.name });
  const chosen = checks('Scopes', scopes, key.scopes);
  const outcome = el('div', { class: 'outcome' });
  const save = button('Save', { type: 'submit', class: 'button primary' });
  const remove = button('Remove', {
    onclick: async () => {
      if (!await confirm({ title: `Remove ${key.name}?`, text: 'Applications that use this key are refused within a minute.', yes: 'Remove' })) return;
      if (await act(remove, outcome, () => api.removeApiKey(key.id))) location.hash = '#/api-keys';
    },
  });
  return [el('form', {
    class: 'filters',
    onsubmit: async event => {
      event.preventDefault();
      if (!await act(save, outcome, () => api.updateApiKey(key.id, { name: name.input.value.trim(), scopes: chosen.value() }))) return;
      await refresh();
      announce('The key is changed.');
    },
  }, name.element, chosen.element, el('div', { class: 'field-actions' }, save, remove)), outcome];
}
