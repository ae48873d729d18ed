import * as api from './api.js';
import { announce, button, el } from './elements.js';
import { bulkRetry } from './bulk-retry.js';
import { emailTable } from './email-table.js';
import { plural } from './format.js';
import { act } from './states.js';
import { canRetry } from './statuses.js';

const mostShown = 100;

// A list that is brought up to date in place: rows that did not change are not touched, so focus, selection and scroll position stay.
export function liveList(first, { filter, pageSize, signal, refresh }) {
  const rows = new Map();
  const selected = new Set();
  const retry = api.may('send') ? bulkRetry({ filter, selected, signal, refresh }) : null;
  const { element, body, line } = emailTable([], 'Emails, newest first', ...(retry ? [selection(selected, retry)] : []));
  const outcome = el('div');
  let [last, isExtended] = [null, false];

  const more = button('Load more', {
    onclick: async () => {
      const page = await act(more, outcome, () => api.emails({ ...filter, limit: pageSize, after: last }, signal));
      if (!page) return;
      isExtended = true;
      const added = page.data.filter(email => !rows.has(email.id));
      for (const email of added) insert(email, null);
      continueAfter(page);
      announce(added.length > 0 ? `${plural(added.length, 'email')} more` : 'No match among these; older emails were not searched yet');
      rows.get(added[0]?.id)?.row.querySelector('a').focus();
    },
  });
  const hint = el('p', { class: 'quiet', role: 'status' });

  function continueAfter(page) {
    last = page.next;
    more.hidden = !page.has_more;
    hint.textContent = page.has_more && page.data.length < pageSize ? 'Older emails were not searched yet.' : '';
  }

  function insert(email, before) {
    const row = line(email);
    rows.set(email.id, { row, text: JSON.stringify(email) });
    body.insertBefore(row, before);
    return row;
  }

  function remove(id) {
    rows.get(id).row.remove();
    rows.delete(id);
    selected.delete(id);
  }

  const isHeld = (id, { row }) => selected.has(id) || row.contains(document.activeElement);

  function update(page) {
    // Rows that the page should have and has not no longer match.
    const ids = new Set(page.data.map(email => email.id));
    for (const [id, entry] of [...rows]) {
      const isCovered = page.next === null || id > page.next;
      if (!ids.has(id) && (isCovered || !isExtended) && !isHeld(id, entry)) remove(id);
    }

    let at = body.firstElementChild;
    for (const email of page.data) {
      const known = rows.get(email.id);
      if (!known) {
        insert(email, at);
      } else if (known.text === JSON.stringify(email)) {
        at = known.row.nextElementSibling;
      } else {
        const focused = known.row.contains(document.activeElement) && document.activeElement.tagName;
        if (!canRetry(email.status)) selected.delete(email.id);
        const row = insert(email, known.row);
        known.row.remove();
        if (focused) (row.querySelector(focused) ?? row.querySelector('a')).focus({ preventScroll: true });
        at = row.nextElementSibling;
      }
    }

    if (!isExtended) continueAfter(page);
    retry?.show();
  }

  update(first);
  return {
    isEmpty: () => rows.size === 0 && last === null,
    elements: [retry?.bar, element, el('div', { class: 'more' }, hint, more, outcome)],
    refresh: async () => {
      const page = await api.emails({ ...filter, limit: isExtended ? Math.min(Math.max(rows.size, pageSize), mostShown) : pageSize }, signal);
      if (!signal.aborted) update(page);
    },
  };
}

const selection = (selected, retry) => ({
  name: 'Select',
  isNameHidden: true,
  class: 'select',
  cell: email => canRetry(email.status) && el('input', {
    type: 'checkbox',
    'aria-label': `Select ${email.subject || '(no subject)'}`,
    checked: selected.has(email.id),
    onchange: event => {
      if (event.currentTarget.checked) selected.add(email.id);
      else selected.delete(email.id);
      retry.show();
    },
  }),
});
