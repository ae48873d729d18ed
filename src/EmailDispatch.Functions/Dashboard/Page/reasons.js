import { el } from './elements.js';
import { words } from './format.js';

// What failure categories mean; the same words as in CategoryWords.cs.
export const categories = {
  unforeseen: 'a reply that is not recognised',
  name_not_found: 'its host name has no address',
  network: 'the connection is refused or lost',
  timeout: 'it does not answer in time',
  tls: 'encryption (TLS) fails',
  service_unavailable: 'it is closing or not available',
  authentication: 'the login is rejected',
  account_suspended: 'the account is suspended',
  account_not_activated: 'the account is not activated',
  sender_not_allowed: 'the sender is not verified or not allowed',
  domain_authentication: 'SPF, DKIM, DMARC or reverse DNS of the sender fails',
  sandbox_recipient: "the account is in the provider's sandbox",
  relay_denied: 'it does not relay for this client',
  rate_limited: 'more is sent at once than it allows',
  quota_used_up: 'the quota is used up',
  insufficient_storage: 'the provider is out of space',
  greylisted: "greylisted: the recipient's server asks for a retry",
  recipient_rate_limited: 'the recipient gets more email than their server allows',
  too_many_recipients: 'too many recipients',
  recipient_unknown: 'the mailbox does not exist',
  mailbox_disabled: 'the mailbox is disabled',
  recipient_domain_unknown: "the recipient's domain does not exist or takes no email",
  recipient_address_invalid: "the recipient's address is considered invalid",
  mailbox_full: 'the mailbox is full',
  recipient_refused: 'the recipient is rejected',
  recipient_suppressed: "the recipient is on the provider's do-not-send list",
  no_valid_recipients: 'every recipient is rejected',
  temporary_refusal: 'rejected for now, without a reason',
  too_large: 'the message is too large',
  message_invalid: 'the message is considered invalid',
  mail_loop: 'the message loops between servers',
  blocklisted: 'the sending address or domain is on a block list',
  spam: 'rejected as spam',
  virus: 'rejected as a virus',
  policy: 'a rule of the server forbids the message',
  local_error: 'a temporary fault of the server',
  connection_lost: 'the connection is lost while sending',
  outcome_unknown: 'no answer after the message was sent',
  dispatcher_fault: 'a fault of the dispatcher itself',
  content_missing: 'its content is no longer stored',
};
export const categoryWords = name => categories[name] ?? words(name);

// Why a provider is paused.
const pauses = {
  unreachable: 'it cannot be reached',
  counts: 'half of its recent sessions failed',
  opens_long: 'it rejected the login or suspended the account',
  cools_until: 'a limit was reached',
};
export const pauseWords = reason => pauses[reason];

export const causeAndFix = hint => hint && el('p', { class: 'hint' }, el('strong', {}, 'Cause and fix: '), hint);
