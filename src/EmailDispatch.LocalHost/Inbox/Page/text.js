import { el } from './elements.js';

// Long addresses and URLs break before @ and punctuation, not in the middle of a word.
export const breakable = text => text.split(/(?=[@./?&=])/).flatMap((part, i) => i > 0 ? [el('wbr'), part] : [part]);

export const mailbox = ({ name, address }) => name
  ? [el('bdi', {}, name, ' '), el('span', { class: 'address' }, breakable(`<${address}>`))]
  : [el('span', {}, breakable(address))];
