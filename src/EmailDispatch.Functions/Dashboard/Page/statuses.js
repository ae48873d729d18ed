import { el } from './elements.js';
import { words } from './format.js';

// Every status of an email, with its tone and meaning.
export const statuses = {
  scheduled: ['wait', 'Waiting for its scheduled time.'],
  queued: ['wait', 'Waiting for its first attempt.'],
  sending: ['wait', 'An attempt is running.'],
  sent: ['good', 'Accepted by a provider. Delivery to the mailbox is not confirmed.'],
  deferred: ['warn', 'Not sent yet; it will be retried.'],
  bounced: ['bad', 'Permanently rejected by the recipient’s side.'],
  failed: ['bad', 'Failed. The recipient’s mailbox is not the cause.'],
  suppressed: ['off', 'Not sent: the address is on the do-not-send list.'],
  canceled: ['off', 'Canceled before its scheduled time.'],
  rejected: ['bad', 'Never accepted: an invalid drop, or an interrupted submission.'],
  unknown: ['warn', 'It is unknown whether it was sent.'],
};

export const isUnderWay = status => status === 'queued' || status === 'sending';
export const canRetry = status => ['failed', 'bounced', 'suppressed', 'unknown'].includes(status);
export const canCancel = status => status === 'scheduled';

export const pill = (tone, text, title) => el('span', { class: `pill ${tone}`, title }, text);
export const statusPill = status => pill(statuses[status]?.[0] ?? 'off', words(status), statuses[status]?.[1]);

const outcomes = { sent: 'good', partial: 'warn', deferred: 'warn', unknown: 'warn', provider_failed: 'bad', bounced: 'bad', failed: 'bad' };
export const outcomePill = outcome => pill(outcomes[outcome] ?? 'off', words(outcome));

const breakers = { closed: ['good', 'in use'], open: ['bad', 'paused'], half_open: ['warn', 'being probed'] };
export function breakerPill(provider) {
  if (!provider.enabled) return pill('off', 'disabled');
  if (provider.state !== 'enabled') return pill('wait', provider.state);
  if (!provider.breaker) return pill('off', 'state unknown');
  const [tone, text] = breakers[provider.breaker.state] ?? ['off', words(provider.breaker.state)];
  return pill(tone, text);
}
