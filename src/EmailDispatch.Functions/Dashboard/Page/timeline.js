import { el } from './elements.js';
import { duration, time, words } from './format.js';
import { causeAndFix, categoryWords } from './reasons.js';
import { runbookLink } from './runbook.js';
import { outcomePill } from './statuses.js';

export function timeline(email) {
  return el('ol', { class: 'timeline' },
    step('', ['Accepted'], email.created_at),
    email.scheduled_at && step('', ['Due'], email.scheduled_at),
    email.attempts.flatMap((attempt, n) => [
      tried(attempt, email.attempts[n + 1]),
      n === 4 && email.attempts_omitted > 0 && step('', [`${email.attempts_omitted} more attempts`]),
    ]),
    email.attempts.length === 0 && email.status === 'queued' && step('wait', ['Waiting for its first attempt']),
    email.skipped.length > 0 && step('off', [email.attempts.length > 0 ? 'Not asked in the latest attempt' : 'No provider was asked'], null,
      el('ul', { class: 'fine' }, email.skipped.map(skipped => el('li', {}, el('strong', {}, skipped.provider), ` ${skipped.explanation}`, skipped.until && [', until ', time(skipped.until, { long: true })])))),
    email.status === 'deferred' && email.next_attempt_at && step('wait', ['Next attempt'], email.next_attempt_at),
    email.errors?.length > 0 && step('bad', ['Rejected'], null, el('ul', { class: 'fine' }, email.errors.map(error => el('li', {}, `${error.field} ${error.message}`.trim())))),
    email.status === 'canceled' && step('off', ['Canceled: it will not be sent']));
}

const step = (tone, title, at, ...rest) => el('li', { class: tone },
  el('p', { class: 'step' }, el('span', { class: 'step-title' }, title), time(at, { long: true })), rest);

const tones = { sent: 'good', partial: 'warn', deferred: 'warn', unknown: 'warn' };

function tried(attempt, next) {
  const codes = [attempt.code, attempt.enhanced_code].filter(Boolean).join(' ');
  const isPassedOn = next && next.number === attempt.number && next.provider !== attempt.provider;
  return step(tones[attempt.outcome] ?? 'bad',
    [`Attempt ${attempt.number}: `, el('strong', {}, attempt.provider), ' ', outcomePill(attempt.outcome)],
    attempt.at,
    el('p', { class: 'fine quiet' }, [
      `${duration(attempt.milliseconds)}`,
      attempt.outcome !== 'sent' && `at ${words(attempt.phase)}`,
      attempt.category && categoryWords(attempt.category),
      !attempt.reply && codes,
    ].filter(Boolean).join(' · ')),
    attempt.reply && el('q', { class: 'reply' }, whole(attempt)),
    causeAndFix(attempt.hint),
    attempt.category && el('p', { class: 'fine' }, runbookLink(attempt.category)),
    isPassedOn && el('p', { class: 'fine passed-on' }, 'Failover to ', el('strong', {}, next.provider), '.'));
}

// The complete reply. The stored text may lack one or both codes.
function whole({ code, enhanced_code: enhanced, reply }) {
  if (!code || reply.startsWith(String(code))) return reply;
  return !enhanced || reply.startsWith(enhanced) ? `${code} ${reply}` : `${code} ${enhanced} ${reply}`;
}
