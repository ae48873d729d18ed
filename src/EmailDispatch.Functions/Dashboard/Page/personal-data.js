import * as api from './api.js';
import { announce, button, card, el } from './elements.js';
import { confirm } from './confirm.js';
import { plural } from './format.js';
import { save } from './message.js';
import { act } from './states.js';

const mostPages = 100;

// What can be done with everything that is stored about one address.
export function personalData(address, refresh, signal) {
  const outcome = el('div', { class: 'outcome' });
  const news = el('p', {});
  const keep = el('input', { type: 'checkbox', checked: true });
  const take = button('Export all', { onclick: () => act(take, outcome, () => exportAll(address, signal)) });
  const erase = button('Erase', {
    onclick: async () => {
      const sure = await confirm({
        title: `Erase ${address}?`,
        text: 'Everywhere a hash replaces the address, the contents of its emails are deleted, and scheduled emails to it alone are canceled. This cannot be undone.',
        yes: 'Erase',
      });
      const done = sure && await act(erase, outcome, () => api.eraseRecipient(address, keep.checked));
      if (!done) return;
      news.textContent = `${done.complete ? 'Erased' : 'Being erased; the rest follows by itself'}: ${plural(done.emails, 'email')} as ${done.erased_as}${done.pending > 0 ? `, ${done.pending} pending` : ''}.`;
      announce(news.textContent);
      await refresh();
    },
  });
  return card('Personal data', {}, el('p', {}, `Everything stored about ${address}.`), el('div', { class: 'actions' }, take, erase),
    el('label', {}, keep, ' Stay on the do-not-send list, as a hash'), news, outcome);
}

async function exportAll(address, signal) {
  const pages = [];
  let after;
  do {
    const page = await api.exportRecipient(address, { limit: 100, after }, signal);
    pages.push(page);
    after = page.next;
    announce(`${plural(pages.length, 'page')} exported`);
  } while (after && pages.length < mostPages);
  const all = { address, is_complete: !after, emails: pages.flatMap(page => page.emails), events: pages.flatMap(page => page.events), suppression: pages.at(-1).suppression };
  save(new Blob([JSON.stringify(all, null, 2)], { type: 'application/json' }), 'personal-data.json');
  announce(after ? 'Exported in part: there is more; use the API' : 'Exported');
}
