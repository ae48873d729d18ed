import * as api from './api.js';
import { announce, aside, button, card, el, facts, pageHead } from './elements.js';
import { confirm } from './confirm.js';
import { bytes, count, plural, time, words } from './format.js';
import { runbookLink } from './runbook.js';
import { act, empty, load } from './states.js';
import { table } from './table.js';

// The messages that could not be processed, of all tenants.
export function showPoison(place, { signal }) {
  const list = el('div');
  const refresh = () => load(list, signal, 'poison messages', () => api.poison(signal), page => messages(page, refresh));
  place.append(
    pageHead('Poison', el('p', { class: 'lead quiet' }, 'Messages that could not be processed, of all tenants. ', runbookLink('poison-messages'))),
    card('Messages', { class: 'flush' }, list));
  return refresh();
}

function messages({ queues, data }, refresh) {
  announce(plural(data.length, 'message'));
  const outcome = el('div', { class: 'outcome' });
  const more = queues.filter(queue => queue.approximate_count > queue.listed).map(queue => el('p', { class: 'notice' },
    `${queue.name} has about ${plural(queue.approximate_count, 'message')}; ${count(queue.listed)} are listed. The others come later in the queue, or are hidden until they are tried again.`));
  if (data.length === 0) return [more, more.length === 0 ? empty('There are no poison messages') : empty('No message is visible now')];
  return [outcome, more, table({
    caption: 'Poison messages',
    columns: [
      { name: 'Message', class: 'name', cell: message => [el('a', { href: `#/poison/${message.queue}/${message.id}` }, message.queue.replace(/-poison$/, ''), aside(` ${message.id}`)), el('span', { class: 'fine quiet block' }, bytes(message.size), ', received ', plural(message.dequeue_count, 'time'))] },
      { name: 'Why', class: 'detail', cell: message => [about(message), message.reason && el('q', { class: 'reply' }, message.reason)] },
      { name: 'Since', class: 'when', cell: message => time(message.inserted_at) },
      { name: 'Action', isNameHidden: true, class: 'end', cell: message => actions(message, outcome, refresh) },
    ],
    rows: data,
    class: 'cards suppressions',
  }).element];
}

const about = message => message.email_id
  ? [message.tenant === 'default' ? el('a', { href: `#/emails/${message.email_id}` }, 'An email') : `An email of ${message.tenant}`, message.email_status ? `: ${words(message.email_status)}` : ' without a row']
  : message.tenant && `Of ${message.tenant}`;

export function showPoisonMessage(place, { id, signal }) {
  const [queue, messageId] = id.split('/');
  const [head, content] = [el('div'), el('div')];
  place.append(
    pageHead('Poison message', el('p', { class: 'lead quiet' }, el('a', { href: '#/poison' }, 'All poison messages'))),
    card(queue, {}, head),
    card('Content', { note: 'Without bodies, attachments and blind copies; long values are cut.' }, content));
  return load(head, signal, 'message', () => api.poisonMessage(queue, messageId, signal), message => {
    content.replaceChildren(el('pre', { class: 'reply' }, message.content));
    const outcome = el('div', { class: 'outcome' });
    return [facts([
      ['Email', message.email_id && [about(message), ' ', el('code', { class: 'id' }, message.email_id)]],
      ['Tenant', message.tenant],
      ['Why', message.reason],
      ['Since', time(message.inserted_at, { long: true })],
      ['Deleted on', message.expires_at && time(message.expires_at, { long: true })],
      ['Size', bytes(message.size)],
      ['Received', plural(message.dequeue_count, 'time')],
      ['Id', el('code', { class: 'id' }, message.id)],
    ]), el('div', { class: 'field-actions' }, actions(message, outcome, () => { location.hash = '#/poison'; })), outcome];
  });
}

function actions(message, outcome, done) {
  const change = (name, work, said, question) => {
    const element = button(name, {
      class: 'button small',
      onclick: async () => {
        if (question && !await confirm(question)) return;
        const changed = await act(element, outcome, work);
        if (!changed) return;
        await done();
        announce(changed.email_status ? `${said} Its email is ${words(changed.email_status)}.` : said);
      },
    }, aside(` ${message.id}`));
    return element;
  };
  return [
    change('Requeue', () => api.requeuePoison(message.queue, message.id), 'The message has left the poison queue.'),
    ' ',
    change('Delete', () => api.deletePoison(message.queue, message.id), 'The message is deleted.',
      { title: 'Delete this message?', text: 'It cannot be restored. The status of its email does not change.', yes: 'Delete' }),
  ];
}
