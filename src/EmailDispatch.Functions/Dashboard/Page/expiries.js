import * as api from './api.js';
import { announce, card, el, pageHead } from './elements.js';
import { plural } from './format.js';
import { expiryTable } from './providers.js';
import { runbookLink } from './runbook.js';
import { empty, load } from './states.js';

// Certificates, secrets and keys that expire or are old.
export function showExpiries(place, { signal }) {
  const list = el('div');
  place.append(
    pageHead('Expiries', el('p', { class: 'lead quiet' }, 'Certificates, secrets and keys of your tenant that expire, or should be replaced. ', runbookLink('something-expires'))),
    card('By date', { class: 'flush' }, list));
  return load(list, signal, 'expirations', () => api.expiries(signal), found => {
    announce(plural(found.data.length, 'expiration'));
    return found.data.length === 0 ? empty('Nothing is known to expire', 'A certificate is known after the first test of its provider; a secret if it has an expiration date in Key Vault.') : expiryTable(found.data);
  });
}
