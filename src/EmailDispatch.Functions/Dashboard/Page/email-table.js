import { el } from './elements.js';
import { plural, time } from './format.js';
import { statusPill } from './statuses.js';
import { table } from './table.js';

function recipients(email) {
  const [first, ...others] = [...email.to, ...email.cc];
  return first === undefined
    ? el('span', { class: 'quiet' }, 'blind copies only')
    : [el('span', { class: 'cut' }, first), others.length > 0 && el('span', { class: 'quiet fine' }, ` and ${plural(others.length, 'other')}`)];
}

const columns = [
  { name: 'Subject', class: 'subject', cell: email => el('a', { class: 'cut row-link', href: `#/emails/${email.id}` }, email.subject || '(no subject)') },
  { name: 'Status', cell: email => statusPill(email.status) },
  { name: 'To', class: 'to', cell: recipients },
  { name: 'Provider', cell: email => email.provider ?? el('span', { class: 'quiet' }, '–') },
  { name: 'Accepted', class: 'when', cell: email => time(email.created_at) },
];

export const emailTable = (emails, caption) => table({ caption, columns, rows: emails, class: 'emails' });
