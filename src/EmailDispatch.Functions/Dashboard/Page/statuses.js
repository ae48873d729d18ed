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

// Every category of a failure, in words.
export const categories = {
  unforeseen: 'unknown reply',
  name_not_found: 'the provider’s host name has no address',
  network: 'no connection',
  timeout: 'no answer in time',
  tls: 'TLS or certificate failed',
  service_unavailable: 'server not available',
  authentication: 'login refused',
  account_suspended: 'our account is blocked',
  account_not_activated: 'our account is not activated',
  sender_not_allowed: 'sender not verified or not allowed',
  domain_authentication: 'SPF, DKIM, DMARC or reverse DNS failed',
  sandbox_recipient: 'the provider’s sandbox allows only verified recipients',
  relay_denied: 'relaying denied',
  rate_limited: 'sent too fast',
  quota_used_up: 'quota used up',
  insufficient_storage: 'server out of space',
  greylisted: 'greylisted: refused once on purpose',
  recipient_rate_limited: 'the recipient gets too much mail',
  too_many_recipients: 'too many recipients',
  recipient_unknown: 'no such mailbox',
  mailbox_disabled: 'mailbox disabled',
  recipient_domain_unknown: 'the recipient’s domain takes no mail',
  recipient_address_invalid: 'malformed recipient address',
  mailbox_full: 'mailbox full',
  recipient_refused: 'recipient refused',
  recipient_suppressed: 'on the provider’s do-not-send list',
  no_valid_recipients: 'every recipient was refused',
  temporary_refusal: 'refused for now, without a reason',
  too_large: 'message too large',
  message_invalid: 'malformed message',
  mail_loop: 'mail loop',
  blocklisted: 'sender on a block list',
  spam: 'rejected as spam',
  virus: 'rejected as dangerous',
  policy: 'forbidden by a rule of the server',
  local_error: 'server error',
  connection_lost: 'connection lost in the message',
  outcome_unknown: 'answer to the message lost',
  dispatcher_fault: 'fault of the dispatcher',
  content_missing: 'stored content missing',
};
export const categoryWords = category => categories[category] ?? words(category);

const breakers = { closed: ['good', 'in use'], open: ['bad', 'paused'], half_open: ['warn', 'being probed'] };
export function breakerPill(provider) {
  if (!provider.enabled) return pill('off', 'disabled');
  if (provider.state !== 'enabled') return pill('wait', provider.state);
  if (!provider.breaker) return pill('off', 'state unknown');
  const [tone, text] = breakers[provider.breaker.state] ?? ['off', words(provider.breaker.state)];
  return pill(tone, text);
}
