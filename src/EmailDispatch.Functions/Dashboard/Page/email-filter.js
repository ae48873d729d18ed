import { button, el, newId } from './elements.js';
import { words } from './format.js';
import { statuses } from './statuses.js';

const idPattern = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i;
const names = ['recipient', 'status', 'subject', 'provider', 'sender', 'tag', 'stream', 'category', 'since', 'until', 'fallback', 'min_attempts', 'template'];
const more = names.slice(4);

// The filter in the address; as elsewhere in the API, an empty value is none.
export function readFilter(query) {
  const filter = Object.fromEntries(names.map(name => [name, query.get(name)]).filter(([, value]) => value));
  if (query.get('to')) filter.recipient ??= query.get('to');
  return filter;
}

function address(filter) {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value));
  return query.size > 0 ? `#/emails?${query}` : '#/emails';
}

export function filterForm(filter, isFiltered) {
  const controls = {};
  const field = (name, label, control) => {
    const id = newId(name);
    control.id = id;
    controls[name] = control;
    return el('div', { class: name === 'recipient' ? 'field wide' : 'field' }, el('label', { for: id }, label), control);
  };
  const text = (name, label, placeholder) => field(name, label, el('input', { value: filter[name], placeholder, maxlength: '255', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' }));
  const time = (name, label) => field(name, label, el('input', { type: 'datetime-local', step: '1', value: toLocal(filter[name]) }));
  const choice = (name, label, options) => field(name, label, el('select', {},
    options.map(([value, shown]) => el('option', { value, selected: value === (filter[name] ?? '') }, shown))));
  const isMoreUsed = more.some(name => filter[name]);
  return el('form', {
    class: 'filters',
    role: 'search',
    'aria-label': 'Emails',
    onsubmit: event => {
      event.preventDefault();
      const values = Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.value.trim()]));
      const id = idPattern.exec(values.recipient)?.slice(1).join('-');
      location.hash = id ? `#/emails/${id}` : address({ ...values, since: fromLocal(values.since), until: fromLocal(values.until) });
    },
  },
    text('recipient', 'Recipient or id', 'ada@example.test'),
    text('subject', 'Subject'),
    choice('status', 'Status', [['', 'Any'], ...Object.keys(statuses).map(name => [name, words(name)])]),
    text('provider', 'Provider'),
    el('details', { class: 'more-filters', open: isMoreUsed }, el('summary', {}, 'More filters'),
      el('div', { class: 'filters' },
        text('sender', 'Sender'),
        text('tag', 'Tag', 'name or name:value'),
        text('stream', 'Stream'),
        text('category', 'Failure category', 'mailbox_full'),
        text('template', 'Template id'),
        time('since', 'Accepted from'),
        time('until', 'Accepted before'),
        choice('fallback', 'Sent by', [['', 'Any provider'], ['true', 'A fallback'], ['false', 'The first asked']]),
        choice('min_attempts', 'Attempts', attempts(filter.min_attempts)))),
    el('div', { class: 'field-actions' }, button('Search', { type: 'submit', class: 'button primary' }), isFiltered && el('a', { class: 'button quiet', href: '#/emails' }, 'Clear')));
}

const attempts = chosen => [['', 'Any number'], ...[...new Set(['2', '3', '5', '10', chosen].filter(Boolean))].map(count => [count, `${count} or more`])];

// To local time, as the input has it.
function toLocal(text) {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? '' : new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

const fromLocal = text => text && new Date(text).toISOString();
