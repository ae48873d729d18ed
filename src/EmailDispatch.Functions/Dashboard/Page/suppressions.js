import * as api from './api.js';
import { announce, aside, button, card, el, newId, pageHead } from './elements.js';
import { confirm } from './confirm.js';
import { plural, time } from './format.js';
import { act, empty, load } from './states.js';
import { pill } from './statuses.js';
import { table } from './table.js';

const pageSize = 50;
const tones = { bounce: 'bad', complaint: 'bad', unsubscribe: 'off', manual: 'off' };

// The do-not-send list.
export function showSuppressions(place, { query, signal }) {
  const address = query.get('address');
  const list = el('div');
  const refresh = () => load(list, signal, 'suppressions', () => api.suppressions({ address, limit: pageSize }, signal), page => {
    adding.hidden = !api.may('admin');
    announce(plural(page.data.length, 'address', 'addresses'));
    if (page.data.length > 0) return pages(page, refresh);
    return address ? empty('This address is not on the list') : empty('The list is empty', 'Recipients that bounce permanently are added to it.');
  });
  const adding = card('Add', {}, addForm(refresh));
  adding.hidden = true;
  place.append(
    pageHead('Suppressions', el('p', { class: 'lead quiet' }, 'The do-not-send list: no email is sent to these addresses.')),
    el('div', { class: 'columns even' }, card('Find', {}, findForm(address)), adding),
    card(address ? 'Found' : 'On the list', { class: 'flush' }, list));
  return refresh();
}

function field(label, attributes) {
  const id = newId('address');
  return el('div', { class: 'field wide' }, el('label', { for: id }, label),
    el('input', { id, type: 'email', required: true, placeholder: 'ada@example.test', autocomplete: 'off', ...attributes }));
}

function findForm(address) {
  const input = field('Address to find', { value: address });
  return el('form', {
    class: 'filters',
    role: 'search',
    onsubmit: event => {
      event.preventDefault();
      location.hash = `#/suppressions?${new URLSearchParams({ address: input.querySelector('input').value.trim() })}`;
    },
  }, input, el('div', { class: 'field-actions' }, button('Find', { type: 'submit' }), address && el('a', { class: 'button quiet', href: '#/suppressions' }, 'All')));
}

function addForm(refresh) {
  const input = field('Address to add');
  const id = newId('reason');
  const reason = el('select', { id }, el('option', { value: 'manual' }, 'manual'), el('option', { value: 'complaint' }, 'complaint'));
  const outcome = el('div', { class: 'outcome' });
  const add = button('Add', { type: 'submit', class: 'button primary' });
  return [el('form', {
    class: 'filters',
    onsubmit: async event => {
      event.preventDefault();
      const control = input.querySelector('input');
      const added = await act(add, outcome, () => api.addSuppression(control.value.trim(), reason.value));
      if (!added) return;
      control.value = '';
      await refresh();
      announce(`${added.address} was added.`);
      control.focus();
    },
  }, input, el('div', { class: 'field' }, el('label', { for: id }, 'Reason'), reason), el('div', { class: 'field-actions' }, add)), outcome];
}

function pages(first, refresh) {
  const outcome = el('div', { class: 'outcome' });
  let last = first.data.at(-1).id;
  const { element, append } = table({
    caption: 'Addresses on the do-not-send list',
    columns: [
      { name: 'Address', class: 'name', cell: entry => entry.address },
      { name: 'Reason', class: 'reason', cell: entry => pill(tones[entry.reason] ?? 'off', entry.reason) },
      { name: 'Detail', class: 'detail', cell: entry => [entry.detail && el('q', { class: 'reply' }, entry.detail), entry.email_id && el('a', { href: `#/emails/${entry.email_id}` }, 'The email', aside(` that put ${entry.address} on the list`))] },
      { name: 'Since', class: 'when', cell: entry => time(entry.created_at) },
      api.may('admin') && { name: 'Action', isNameHidden: true, class: 'end', cell: entry => remove(entry, outcome, refresh) },
    ].filter(Boolean),
    rows: first.data,
    class: 'cards suppressions',
  });
  const more = button('Load more', {
    onclick: async () => {
      const page = await act(more, outcome, () => api.suppressions({ limit: pageSize, after: last }));
      if (!page) return;
      const added = append(page.data);
      last = page.data.at(-1)?.id ?? last;
      announce(`${plural(page.data.length, 'address', 'addresses')} more`);
      added[0]?.querySelector('button, a')?.focus();
      more.hidden = !page.has_more;
    },
  });
  more.hidden = !first.has_more;
  return [outcome, element, el('div', { class: 'more' }, more)];
}

function remove(entry, outcome, refresh) {
  const element = button('Remove', {
    class: 'button small',
    onclick: async () => {
      const sure = await confirm({ title: `Remove ${entry.address}?`, text: 'Emails to this address will be sent again.', yes: 'Remove' });
      if (!sure || !await act(element, outcome, () => api.removeSuppression(entry.id))) return;
      announce(`${entry.address} was removed.`);
      await refresh();
    },
  }, aside(` ${entry.address}`));
  return element;
}
