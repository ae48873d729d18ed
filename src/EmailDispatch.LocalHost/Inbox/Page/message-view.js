import * as api from './api.js';
import { checksPanel } from './checks-view.js';
import { button, byId, el } from './elements.js';
import { bytes, plural, time } from './format.js';
import { tabs } from './tabs.js';
import { breakable, mailbox } from './text.js';

const shownSource = 1_000_000;
let preferredTab = 'html';
let phone = false;

// Shows one email: what its headers say, what its envelope said, its parts.
export function showMessage(message, onDelete) {
  const pane = byId('message');
  const named = new Set([...message.to, ...message.cc].map(({ address }) => address.toLowerCase()));

  // Recipients that no header names are the blind copies.
  const blind = message.recipients.filter(recipient => !named.has(recipient.address.toLowerCase()));
  pane.replaceChildren(
    el('div', { class: 'message-head' },
      el('div', { class: 'message-actions' },
        el('a', { class: 'button back', href: '#' }, '← All emails'),
        button('Delete', { onclick: onDelete })),
      el('h2', { dir: 'auto' }, message.subject || '(no subject)'),
      facts([
        ['From', addresses(message.from)],
        ['To', addresses(message.to)],
        ['Cc', addresses(message.cc)],
        ['Bcc', blind.length ? [addresses(blind), ' ', el('span', { class: 'tag' }, 'envelope only')] : []],
        ['Reply-To', addresses(message.reply_to)],
        ['Received', [time(message.received_at, { long: true }), `, ${bytes(message.size)}`]],
      ]),
      envelope(message, blind),
      message.unanswered ? el('p', { class: 'alert' }, 'The connection ended before the client was told that this email was taken.') : null,
      message.truncated ? el('p', { class: 'alert' }, 'This email is too large or too deeply nested to be shown in full; the download has it all.') : null,
      attachmentList(message)),
    ...tabs('Parts of the email', [
      { id: 'html', label: 'HTML', disabled: message.html === null, render: () => htmlPanel(message) },
      { id: 'text', label: 'Text', disabled: message.text === null, render: () => el('pre', { class: 'text', dir: 'auto' }, message.text) },
      { id: 'headers', label: 'Headers', render: () => headerTable(message) },
      { id: 'checks', label: 'Checks', render: () => checksPanel(message) },
      { id: 'source', label: 'Source', render: () => sourcePanel(message) },
    ], preferredTab, el('a', { class: 'raw', href: api.rawUrl(message.number), download: `email-${message.number}.eml` }, 'Download'), id => {
      preferredTab = id;
    }));
  pane.scrollTop = 0;
}

export const showPlaceholder = (...children) => byId('message').replaceChildren(el('div', { class: 'state' }, ...children));

function facts(entries) {
  return el('dl', { class: 'facts' }, entries.filter(([, value]) => value.length > 0)
    .flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, ...value)]));
}

const addresses = entries => entries.flatMap((entry, i) => [i > 0 ? ', ' : null, mailbox(entry)]);

function envelope(message, blind) {
  const refused = message.recipients.filter(recipient => !recipient.accepted).length;
  const summary = `Envelope: ${plural(message.recipients.length, 'recipient')}${blind.length ? `, ${blind.length} bcc` : ''}`;
  return el('details', { class: 'envelope' },
    el('summary', {}, summary, refused ? [', ', el('span', { class: 'refused' }, `${refused} refused`)] : []),
    facts([
      ['Sender', message.sender ? breakable(message.sender) : ['<> (null reverse-path)']],
      ['Recipients', [el('ul', {}, message.recipients.map(recipient => el('li', {},
        breakable(recipient.address), ' ',
        blind.includes(recipient) ? [el('span', { class: 'tag' }, 'bcc'), ' '] : [],
        el('span', { class: recipient.accepted ? 'accepted' : 'refused' }, recipient.accepted ? 'accepted' : recipient.reply))))]],
      ['Provider', message.provider ? [message.provider] : []],
      ['Connection', [`${message.server}, session ${message.session}, EHLO ${message.client_name}, ${message.tls ?? 'not encrypted'}`
        + (message.auth_user ? `, logged in as ${message.auth_user}` : '')]],
    ]));
}

function attachmentList({ number, attachments }) {
  if (attachments.length === 0) return null;
  return el('ul', { class: 'attachments', 'aria-label': 'Attachments' }, attachments.map(attachment => el('li', {},
    el('a', {
      href: api.attachmentUrl(number, attachment.number), download: attachment.file_name, title: `${attachment.file_name} (${attachment.content_type})`,
    },
    el('bdi', { class: 'name' }, attachment.file_name),
    el('span', { class: 'size' }, bytes(attachment.size) + (attachment.content_id ? ', inline' : ''))))));
}

function htmlPanel(message) {
  // The answer has a policy of its own: no scripts, no requests.
  const frame = el('iframe', {
    sandbox: true, title: 'HTML of the email', referrerpolicy: 'no-referrer', src: api.htmlUrl(message.number), class: phone && 'phone',
  });
  const width = button('Phone width', {
    'aria-pressed': String(phone), onclick: () => {
      phone = !phone;
      width.setAttribute('aria-pressed', phone);
      frame.classList.toggle('phone', phone);
    },
  });
  const remote = message.remote_images === 0 ? [] : [
    el('span', {}, `${plural(message.remote_images, 'remote image')} not loaded.`),
    button('Load images', {
      title: 'Asks the servers of the images, which can tell that the email was opened',
      onclick: () => {
        frame.src = api.htmlUrl(message.number, true);
        hint.replaceChildren(width, el('span', { role: 'status' }, `${plural(message.remote_images, 'remote image')} loaded.`));
        width.focus();
      },
    }),
  ];
  const hint = el('div', { class: 'hint' }, width, remote);
  const links = message.links.filter(({ url }) => /^(https?|mailto):/i.test(url));
  return [
    hint,
    el('div', { class: 'frame' }, frame),
    links.length === 0 ? '' : el('details', { class: 'links' }, el('summary', {}, plural(links.length, 'link')),
      el('ul', {}, links.map(({ text, url }) => el('li', {}, el('bdi', {}, text ? `${text}: ` : ''),
        el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, breakable(url)))))),
  ];
}

const headerTable = message => el('table', {}, el('tbody', {}, message.headers.map(({ name, value }) =>
  el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, breakable(value))))));

function sourcePanel(message) {
  const text = el('pre', { class: 'source' }, 'Loading…');
  api.source(message.number, shownSource).then(
    source => text.replaceChildren(new TextDecoder().decode(source)),
    fault => text.replaceChildren(fault.message));
  return [
    message.size > shownSource ? el('p', { class: 'hint' }, `The first ${bytes(shownSource)} of ${bytes(message.size)}; the download has it all.`) : '',
    text,
  ];
}
