import * as api from './api.js';
import { announce, button, el } from './elements.js';
import { titleOf } from './states.js';

// Characters allowed in a header (RFC 9110 section 5.5), without the space.
const keyPattern = /^[\x21-\x7e]+$/;

// Asks for a key and checks it.
export function showSignIn(place, { reason, onSignedIn }) {
  const fault = el('p', { id: 'key-fault', class: 'field-fault', role: 'alert' }, reason);
  const key = el('input', {
    id: 'key', type: 'password', required: true, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', 'aria-describedby': 'key-fault key-note',
  });
  const open = button('Open the dashboard', { type: 'submit', class: 'button primary' });
  const refuse = text => {
    fault.textContent = text;
    key.setAttribute('aria-invalid', 'true');
    key.focus();
    key.select();
  };
  place.append(el('form', {
    class: 'sign-in card',
    novalidate: true,
    onsubmit: async event => {
      event.preventDefault();
      const value = key.value.trim();
      fault.textContent = '';
      key.removeAttribute('aria-invalid');
      if (!value) return refuse('Enter an API key.');
      if (!keyPattern.test(value)) return refuse('An API key has no spaces and only ASCII characters.');

      open.disabled = true;
      announce('Checking the key');
      try {
        await api.check(value);
      } catch (refusal) {
        return refuse(explain(refusal));
      } finally {
        open.disabled = false;
      }
      onSignedIn(value);
    },
  },
    el('img', { src: new URL('icon.svg', import.meta.url).href, alt: '', width: '44', height: '44' }),
    el('h1', { tabindex: '-1' }, 'Email dispatch'),
    el('p', { class: 'quiet' }, 'Emails, their status and the reasons.'),
    el('div', { class: 'field' }, el('label', { for: 'key' }, 'API key'), key, fault),
    open,
    el('p', { id: 'key-note', class: 'fine quiet' },
      'The key is kept in this tab until you close it or sign out. It needs the scope read. With the scope admin you can also see and test providers and change the do-not-send list.')));
  key.focus();
}

function explain(fault) {
  if (fault.isKeyRefused) return 'Unknown API key. It may have been revoked or belong to another deployment.';
  if (fault.isScopeMissing) return fault.message;
  return `${titleOf(fault)}. ${fault.message}`;
}
