import * as api from './api.js';
import { announce, button, card, el, newId, pageHead } from './elements.js';
import { emailTable } from './email-table.js';
import { plural, words } from './format.js';
import { act, empty, load } from './states.js';
import { statuses } from './statuses.js';

const pageSize = 25;
const idPattern = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i;

export function showEmails(place, { query, signal }) {
  const filter = { to: query.get('to'), status: query.get('status'), tag: query.get('tag'), provider: query.get('provider') };
  const isFiltered = Object.values(filter).some(Boolean);
  const list = el('div');
  place.append(
    pageHead('Emails'),
    form(filter, isFiltered),
    card(isFiltered ? 'Found' : 'Newest first', { class: 'flush' }, list));
  return load(list, signal, 'emails', () => api.emails({ ...filter, limit: pageSize }, signal), page => {
    announce(page.data.length === 0 ? 'No emails' : plural(page.data.length, 'email'));
    if (page.data.length > 0 || page.has_more) return pages(page, filter);
    return isFiltered
      ? empty('No email matches', 'Enter a complete recipient address; bcc recipients are not searched.')
      : empty('No emails yet', 'Send one with POST /emails.');
  });
}

function pages(first, filter) {
  const { element, append } = emailTable(first.data, 'Emails, newest first');
  let last = first.next;
  const outcome = el('div');
  const more = button('Load more', {
    onclick: async () => {
      const page = await act(more, outcome, () => api.emails({ ...filter, limit: pageSize, after: last }));
      if (!page) return;
      const added = append(page.data);
      last = page.next ?? last;
      announce(`${plural(page.data.length, 'email')} more`);
      added[0]?.querySelector('a').focus();
      more.hidden = !page.has_more;
    },
  });
  more.hidden = !first.has_more;
  return [element, el('div', { class: 'more' }, more, outcome)];
}

function form(filter, isFiltered) {
  const ids = { who: newId('who'), status: newId('status'), tag: newId('tag'), provider: newId('provider') };
  const text = (id, label, value, placeholder) => el('div', { class: 'field' }, el('label', { for: id }, label),
    el('input', { id, name: id, value, placeholder, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' }));
  const who = text(ids.who, 'Recipient or id', filter.to, 'ada@example.test');
  who.classList.add('wide');
  const status = el('select', { id: ids.status }, el('option', { value: '' }, 'Any'),
    Object.keys(statuses).map(name => el('option', { value: name, selected: name === filter.status }, words(name))));
  const provider = text(ids.provider, 'Provider', filter.provider);
  const tag = text(ids.tag, 'Tag', filter.tag, 'name or name:value');
  const value = field => field.querySelector('input').value.trim();
  return el('form', {
    class: 'filters',
    role: 'search',
    'aria-label': 'Emails',
    onsubmit: event => {
      event.preventDefault();
      const id = idPattern.exec(value(who))?.slice(1).join('-');
      location.hash = id ? `#/emails/${id}` : address({ to: value(who), status: status.value, provider: value(provider), tag: value(tag) });
    },
  },
    who,
    el('div', { class: 'field' }, el('label', { for: ids.status }, 'Status'), status),
    provider,
    tag,
    el('div', { class: 'field-actions' }, button('Search', { type: 'submit', class: 'button primary' }), isFiltered && el('a', { class: 'button quiet', href: '#/emails' }, 'Clear')));
}

function address(filter) {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value));
  return query.size > 0 ? `#/emails?${query}` : '#/emails';
}
