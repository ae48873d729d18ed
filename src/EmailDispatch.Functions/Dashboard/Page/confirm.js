import { byId } from './elements.js';

// Asks for confirmation; afterwards the focus returns to where it was.
export function confirm({ title, text, yes }) {
  const dialog = byId('confirm');
  byId('confirm-title').textContent = title;
  byId('confirm-text').textContent = text;
  byId('confirm-yes').textContent = yes;
  return new Promise(resolve => {
    const decide = choice => dialog.close(choice);
    byId('confirm-yes').onclick = () => decide('yes');
    byId('confirm-no').onclick = () => decide('no');
    dialog.returnValue = 'no';
    dialog.onclose = () => resolve(dialog.returnValue === 'yes');
    dialog.showModal();
  });
}
