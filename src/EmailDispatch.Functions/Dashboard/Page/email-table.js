import { aside, el } from './elements.js';
import { time } from './format.js';
import { statusPill } from './statuses.js';
import { table } from './table.js';

// The address without the name, to save space.
const addressOf = recipient => /<([^<>]+)>$/.exec(recipient)?.[1] ?? recipient;

function recipients(email) {
  const [first, ...others] = [...email.to, ...email.cc];
  return first === undefined
    ? el('span', { class: 'quiet' }, 'bcc only')
    : el('span', { class: 'recipient' }, el('span', { class: 'cut', title: first }, addressOf(first)), others.length > 0 && el('span', { class: 'quiet' }, `+${others.length}`, aside(' more')));
}

const columns = [
  { name: 'Subject', class: 'subject', cell: email => el('a', { class: 'cut row-link', href: `#/emails/${email.id}` }, email.subject || '(no subject)') },
  { name: 'Status', class: 'status', cell: email => statusPill(email.status) },
  { name: 'To', class: 'to', cell: recipients },
  { name: 'Provider', class: 'provider', cell: email => email.provider ?? el('span', { class: 'quiet' }, '–') },
  { name: 'Accepted', class: 'when', cell: email => time(email.created_at) },
];

// With more columns, if any.
export const emailTable = (emails, caption, ...more) => table({ caption, columns: [...columns, ...more], rows: emails, class: 'cards emails' });
