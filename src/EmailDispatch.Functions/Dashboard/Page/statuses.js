import { el } from './elements.js';
import { words } from './format.js';

// Every status of an email, with the tone it is shown in and what it means.
export const statuses = {
  scheduled: ['wait', 'Waits for the time its sender set.'],
  queued: ['wait', 'Waits for its first attempt.'],
  sending: ['wait', 'An attempt is under way.'],
  sent: ['good', 'A provider took it. Whether it reached the mailbox is not known.'],
  deferred: ['warn', 'Not sent yet; it will be tried again.'],
  bounced: ['bad', 'A recipient was refused for good.'],
  failed: ['bad', 'Given up, for a reason that is not the recipient’s mailbox.'],
  suppressed: ['off', 'Not sent: the address is on the do-not-send list.'],
  canceled: ['off', 'Called back before its time.'],
  rejected: ['bad', 'Never accepted: an invalid drop, or a submission that was cut short.'],
  unknown: ['warn', 'Nobody can know whether it was sent.'],
};

export const isUnderWay = status => status === 'queued' || status === 'sending';
export const canRetry = status => ['failed', 'bounced', 'suppressed', 'unknown'].includes(status);
export const canCancel = status => status === 'scheduled';

export const pill = (tone, text, title) => el('span', { class: `pill ${tone}`, title }, text);
export const statusPill = status => pill(statuses[status]?.[0] ?? 'off', words(status), statuses[status]?.[1]);

const outcomes = { sent: 'good', partial: 'warn', deferred: 'warn', unknown: 'warn', provider_failed: 'bad', bounced: 'bad', failed: 'bad' };
export const outcomePill = outcome => pill(outcomes[outcome] ?? 'off', words(outcome));

const breakers = { closed: ['good', 'in use'], open: ['bad', 'not in use'], half_open: ['warn', 'being tried'] };
export function breakerPill(provider) {
  if (!provider.enabled) return pill('off', 'switched off');
  if (!provider.breaker) return pill('off', 'state unknown');
  const [tone, text] = breakers[provider.breaker.state] ?? ['off', words(provider.breaker.state)];
  return pill(tone, text);
}
