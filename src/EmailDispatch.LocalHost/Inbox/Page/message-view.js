import { rawUrl } from './api.js';
import { byId, el } from './elements.js';
import { frameContent } from './html-body.js';
import { flatten, formatSize } from './mail.js';
import { tabs } from './tabs.js';

const shownSource = 1_000_000;
let preferredTab = 'html';
let blobUrls = [];

// Shows one email: what its headers say, what its envelope said, its parts.
export function showMessage(message, source, mail) {
  release();
  const pane = byId('message');
  const named = new Set(flatten([...(mail.to ?? []), ...(mail.cc ?? [])]).map(mailbox => mailbox.address?.toLowerCase()));

  // Recipients that no header names are the blind copies.
  const blind = message.recipients.filter(recipient => !named.has(recipient.address.toLowerCase()));
  pane.replaceChildren(
    el('div', { class: 'message-head' },
      el('a', { class: 'button back', href: '#' }, '← All emails'),
      el('h2', { dir: 'auto' }, mail.subject || '(no subject)'),
      facts([
        ['From', addresses(mail.from ? [mail.from] : [])],
        ['To', addresses(mail.to)],
        ['Cc', addresses(mail.cc)],
        ['Bcc', blind.length ? [blind.map(recipient => recipient.address).join(', '), ' ', el('span', { class: 'tag' }, 'envelope only')] : []],
        ['Reply-To', addresses(mail.replyTo)],
        ['Received', [new Date(message.received_at).toLocaleString(), `, ${formatSize(message.size)}`]],
      ]),
      envelope(message, blind),
      message.unanswered ? el('p', { class: 'alert' }, 'The connection ended before the client was told that this email was taken.') : null,
      attachmentList(mail.attachments)),
    ...tabs('Parts of the email', [
      { id: 'html', label: 'HTML', disabled: !mail.html, render: () => htmlPanel(mail) },
      { id: 'text', label: 'Text', disabled: mail.text === undefined, render: () => el('pre', { class: 'text', dir: 'auto' }, mail.text) },
      { id: 'headers', label: 'Headers', render: () => headerTable(mail) },
      { id: 'source', label: 'Source', render: () => sourcePanel(source) },
    ], preferredTab, el('a', { class: 'raw', href: rawUrl(message.number), download: `email-${message.number}.eml` }, 'Download'), id => {
      preferredTab = id;
    }));
  pane.scrollTop = 0;
}

export function showPlaceholder(...children) {
  release();
  byId('message').replaceChildren(el('div', { class: 'state' }, ...children));
}

function release() {
  blobUrls.forEach(url => URL.revokeObjectURL(url));
  blobUrls = [];
}

function facts(entries) {
  return el('dl', { class: 'facts' }, entries.filter(([, value]) => value.length > 0)
    .flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, ...value)]));
}

function addresses(entries) {
  return flatten(entries).flatMap((mailbox, i) => [
    i > 0 ? ', ' : '',
    mailbox.name ? el('bdi', {}, mailbox.name, ' ') : '',
    el('span', { class: mailbox.name ? 'address' : undefined }, mailbox.name ? `<${mailbox.address}>` : mailbox.address),
  ]);
}

function envelope(message, blind) {
  const refused = message.recipients.filter(recipient => !recipient.accepted).length;
  const summary = [
    `Envelope: ${message.recipients.length} ${message.recipients.length === 1 ? 'recipient' : 'recipients'}`,
    blind.length ? `${blind.length} bcc` : null,
  ].filter(Boolean).join(', ');
  return el('details', { class: 'envelope' },
    el('summary', {}, summary, refused ? [', ', el('span', { class: 'refused' }, `${refused} refused`)] : []),
    facts([
      ['Sender', [message.sender || '<> (null reverse-path)']],
      ['Recipients', [el('ul', {}, message.recipients.map(recipient => el('li', {},
        recipient.address, ' ',
        blind.includes(recipient) ? [el('span', { class: 'tag' }, 'bcc'), ' '] : [],
        el('span', { class: recipient.accepted ? 'accepted' : 'refused' }, recipient.accepted ? 'accepted' : recipient.reply))))]],
      ['Connection', [`${message.server}, session ${message.session}, EHLO ${message.client_name}, ${message.tls ?? 'not encrypted'}`
        + (message.auth_user ? `, logged in as ${message.auth_user}` : '')]],
    ]));
}

function attachmentList(attachments) {
  if (attachments.length === 0) return null;
  return el('ul', { class: 'attachments', 'aria-label': 'Attachments' }, attachments.map((attachment, i) => {
    // Whatever type it claims: as octet-stream the browser saves it and never opens it as a page of ours.
    const url = URL.createObjectURL(new Blob([attachment.content], { type: 'application/octet-stream' }));
    blobUrls.push(url);
    const name = attachment.filename || `attachment-${i + 1}`;
    return el('li', {}, el('a', { href: url, download: name, title: `${name} (${attachment.mimeType})` },
      el('bdi', { class: 'name' }, name), el('span', { class: 'size' }, formatSize(attachment.content.byteLength) + (attachment.related ? ', inline' : ''))));
  }));
}

function htmlPanel(mail) {
  const frame = el('iframe', { sandbox: '', title: 'HTML of the email', referrerpolicy: 'no-referrer' });
  const above = el('div', {});
  const below = el('div', {});
  frameContent(mail.html, mail.attachments).then(({ markup, blocked, links }) => {
    frame.srcdoc = markup;
    if (blocked) above.append(el('p', { class: 'hint' }, `${blocked} remote ${blocked === 1 ? 'image' : 'images'} not loaded.`));
    if (links.length) {
      below.append(el('details', { class: 'links' }, el('summary', {}, `${links.length} ${links.length === 1 ? 'link' : 'links'}`),
        el('ul', {}, links.map(link => el('li', {}, el('bdi', {}, link.text ? `${link.text}: ` : ''),
          el('a', { href: link.url, target: '_blank', rel: 'noopener noreferrer' }, link.url))))));
    }
  }, fault => above.append(el('p', { class: 'hint', role: 'alert' }, `The HTML cannot be shown: ${fault.message}`)));
  return [above, frame, below];
}

function headerTable(mail) {
  return el('table', {}, el('tbody', {}, mail.headers.map(header =>
    el('tr', {}, el('th', { scope: 'row' }, header.originalKey), el('td', {}, header.value)))));
}

function sourcePanel(source) {
  const text = new TextDecoder().decode(source.slice(0, shownSource));
  return [
    source.byteLength > shownSource
      ? el('p', { class: 'hint' }, `The first ${formatSize(shownSource)} of ${formatSize(source.byteLength)}; the download has it all.`)
      : '',
    el('pre', { class: 'source' }, text),
  ];
}
