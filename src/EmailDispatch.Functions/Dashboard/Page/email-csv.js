import * as api from './api.js';
import { announce, button } from './elements.js';
import { count, plural } from './format.js';
import { save } from './message.js';
import { act } from './states.js';

const mostParts = 10;

// Saves the emails that match a filter. A response has a limited number of rows; its header Link says where the rest begins.
export function csvButton(filter, outcome, signal) {
  const element = button('Export CSV', {
    onclick: () => act(element, outcome, async () => {
      const parts = [];
      let after;
      do {
        const response = await api.emailsCsv({ ...filter, format: 'csv', after }, signal);
        const text = await response.text();
        parts.push(parts.length === 0 ? text : text.slice(text.indexOf('\r\n') + 2));
        after = nextOf(response);
        announce(`Part ${count(parts.length)} exported`);
      } while (after && parts.length < mostParts);
      save(new Blob(parts), 'emails.csv');
      announce(after ? `${plural(mostParts, 'part')} exported. There are older emails; narrow the range with filters.` : 'Exported');
    }),
  });
  return element;
}

function nextOf(response) {
  const link = /<\?([^>]*)>; rel="next"/.exec(response.headers.get('Link') ?? '');
  return link && new URLSearchParams(link[1]).get('after');
}
