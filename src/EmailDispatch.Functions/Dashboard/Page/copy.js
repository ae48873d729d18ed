import { announce, aside, button, el } from './elements.js';

// Copies a text; null where the browser has no clipboard (the page is not from https or this machine).
export const copyButton = (text, what) => navigator.clipboard ? button('Copy', {
  class: 'button small',
  onclick: async () => {
    await navigator.clipboard.writeText(text);
    announce(`Copied ${what}`);
  },
}, aside(` ${what}`)) : null;

// A secret that is not shown again.
export const shownOnce = (name, secret) => el('div', { class: 'once' },
  el('p', {}, el('strong', {}, `${name}: `), 'copy it now. It is not shown here again.'),
  el('p', {}, el('code', {}, secret), ' ', copyButton(secret, name)));
