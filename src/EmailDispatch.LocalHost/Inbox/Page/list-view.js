import { byId, el } from './elements.js';
import { time } from './format.js';
import { breakable } from './text.js';

const rows = new Map();

// Brings the list in line with the messages; rows that stay are kept, with their focus.
export function showList(messages, selected) {
  const list = byId('list');
  const wanted = new Set(messages.map(message => message.key));
  for (const [key, row] of rows) {
    if (!wanted.has(key)) {
      row.remove();
      rows.delete(key);
    }
  }

  let before = null;
  for (const message of messages) {
    let row = rows.get(message.key);
    if (!row) rows.set(message.key, row = createRow(message));
    const place = before ? before.nextSibling : list.firstChild;
    if (row !== place) list.insertBefore(row, place);
    const link = row.firstChild;
    if (message.number === selected) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
    before = row;
  }
}

function createRow(message) {
  const [from] = message.from;
  const refused = message.recipients.filter(recipient => !recipient.accepted).length;
  return el('li', {}, el('a', { href: `#${message.number}` },
    el('span', { class: 'item-from', dir: 'auto' }, from?.name || breakable(from?.address ?? (message.sender || '<>'))),
    time(message.received_at),
    el('span', { class: 'item-subject', dir: 'auto' }, message.subject || '(no subject)'),
    el('span', { class: 'item-to' }, breakable(`to ${message.recipients.map(recipient => recipient.address).join(', ')}`)),
    el('span', { class: 'item-badges' },
      refused ? el('span', { class: 'badge' }, `${refused} refused`) : null,
      message.unanswered ? el('span', { class: 'badge' }, 'no reply sent') : null)));
}

// Arrow keys go from row to row; Tab leaves the list as it does everywhere.
export function moveInList(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = [...byId('list').querySelectorAll('a')];
  const at = links.indexOf(document.activeElement);
  const next = links[at + step];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

export function showListState(...children) {
  const state = byId('list-state');
  state.hidden = children.length === 0;
  state.replaceChildren(...children);
}

export function emptyInbox(servers) {
  const open = servers.filter(server => ['plain', 'starttls', 'implicit-tls'].includes(server.name));
  return [
    el('p', {}, el('strong', {}, 'No email yet')),
    el('p', {}, 'Whatever is sent to the sandbox shows here at once.'),
    open.length === 0 ? null : el('table', { 'aria-label': 'Sandbox servers' }, el('tbody', {}, open.map(server => el('tr', {},
      el('td', {}, server.name), el('td', {}, el('code', {}, `${server.host}:${server.port}`)))))),
  ].filter(Boolean);
}
