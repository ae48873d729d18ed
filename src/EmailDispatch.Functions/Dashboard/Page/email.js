import * as api from './api.js';
import { announce, button, card, el, facts, pageHead } from './elements.js';
import { bytes, duration, plural, time, words } from './format.js';
import { confirm } from './confirm.js';
import { messageCard } from './message.js';
import { act, empty, load } from './states.js';
import { canCancel, canRetry, isUnderWay, statuses, statusPill } from './statuses.js';
import { table } from './table.js';
import { timeline } from './timeline.js';

const lookAgainAfter = 2000;
const looks = 30;

export function showEmail(place, { id, signal }) {
  const story = el('div', { class: 'story' });
  const message = el('div', { class: 'story' });
  place.append(el('p', { class: 'back' }, el('a', { href: '#/emails' }, '← Emails')), story, message);
  let seen;
  let left = looks;
  let timer;
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });

  const refresh = async () => {
    clearTimeout(timer);
    const email = await load(story, signal, 'email', () => api.email(id, signal).catch(notFound), found => found
      ? render(found, () => { left = looks; return refresh(); })
      : [el('h1', { tabindex: '-1' }, 'Email'), empty('There is no email with this id', 'It may have been deleted after the retention period, or belong to another tenant.')]);
    // After following a link, the focus stays at the top of the page until there is a heading.
    if (document.activeElement === document.querySelector('main')) story.querySelector('h1')?.focus();
    if (!email) return;

    // Beside the story, which is drawn again when it changes.
    if (!message.hasChildNodes() && api.may('admin') && email.status !== 'rejected') message.append(messageCard(id, signal));
    if (seen && seen !== email.status) announce(`The email is ${words(email.status)} now.`);
    seen = email.status;
    // Polls until the email is sent or waits.
    if (isUnderWay(email.status) && left-- > 0) timer = setTimeout(refresh, lookAgainAfter);
  };
  return refresh();
}

function notFound(fault) {
  if (fault.status === 404) return null;
  throw fault;
}

function render(email, refresh) {
  const outcome = el('div', { class: 'outcome' });
  return [
    pageHead(email.subject || '(no subject)', el('p', { class: 'lead' }, statusPill(email.status), ' ', summary(email)),
      el('div', { class: 'actions' }, actions(email, outcome, refresh))),
    outcome,
    el('div', { class: 'columns' },
      card('What happened', {}, timeline(email)),
      el('div', { class: 'stack' },
        card('Email', {}, facts([
          ['From', email.from], ['To', email.to.join(', ')], ['Cc', email.cc.join(', ')], ['Reply to', email.reply_to.join(', ')],
          ['Stream', email.stream], ['Tags', email.tags.map(tag => `${tag.name}: ${tag.value}`).join(', ')],
          ['Template', email.template && el('a', { href: `#/templates/${email.template.id}` }, `version ${email.template.version}`)],
          ['Size', email.size > 0 ? bytes(email.size) : null], ['Scheduled for', time(email.scheduled_at, { long: true })],
          ['Id', el('code', { class: 'id' }, email.id)],
        ])),
        email.advice?.length > 0 && card('Advice', { note: 'These points may hurt delivery.' },
          el('ul', { class: 'advice' }, email.advice.map(advice => el('li', {}, advice.message)))),
        card(plural(email.recipients.length, 'recipient'), { note: bccNote(email) }, recipients(email.recipients)))),
  ];
}

// For keys that may not see the addresses.
function bccNote({ bcc, bcc_statuses: counts }) {
  const parts = Object.entries(counts).map(([status, number]) => `${number} ${words(status)}`);
  return !bcc && parts.length > 0 && `Bcc recipients: ${parts.join(', ')}. Their addresses are shown to keys with the scope admin.`;
}

function summary(email) {
  if (email.status === 'sent') return ['by ', el('strong', {}, email.provider), email.sent_at && ` ${duration(new Date(email.sent_at) - new Date(email.scheduled_at ?? email.created_at))} after ${email.scheduled_at ? 'its scheduled time' : 'acceptance'}.`];
  if (email.status === 'deferred' && email.next_attempt_at) return ['will be retried at ', time(email.next_attempt_at), '.'];
  if (email.status === 'scheduled') return ['for ', time(email.scheduled_at), '.'];
  return statuses[email.status]?.[1];
}

function actions(email, outcome, refresh) {
  const action = (text, question, work, done) => {
    const element = button(text, {
      onclick: async () => {
        if (!await confirm(question)) return;
        if (!await act(element, outcome, work)) return;
        announce(done);
        await refresh();
        document.querySelector('main h1')?.focus();
      },
    });
    return element;
  };
  return [
    api.may('send') && canRetry(email.status) && action('Retry',
      { title: 'Retry this email?', text: 'It is sent to the recipients who did not get it. The do-not-send list still applies.', yes: 'Retry' },
      () => api.retryEmail(email.id), 'The email is queued again.'),
    api.may('send') && canCancel(email.status) && action('Cancel email',
      { title: 'Cancel this email?', text: 'It will not be sent. This cannot be undone.', yes: 'Yes, cancel it' },
      () => api.cancelEmail(email.id), 'The email is canceled.'),
    button('Refresh', { onclick: refresh }),
  ];
}

const recipients = list => list.length === 0 ? el('p', { class: 'quiet' }, 'Bcc recipients only.') : table({
  caption: 'Status of each recipient',
  class: 'cards recipients',
  columns: [
    { name: 'Address', class: 'name', cell: recipient => [recipient.address, recipient.kind !== 'to' && el('span', { class: 'quiet' }, ` ${recipient.kind}`)] },
    { name: 'Status', cell: recipient => [statusPill(recipient.status), recipient.reply && el('q', { class: 'reply' }, recipient.reply)] },
  ],
  rows: list,
}).element;
