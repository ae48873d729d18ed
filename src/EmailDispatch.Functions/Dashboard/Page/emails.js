import * as api from './api.js';
import { announce, button, card, el, pageHead } from './elements.js';
import { csvButton } from './email-csv.js';
import { filterForm, readFilter } from './email-filter.js';
import { liveList } from './email-list.js';
import { plural } from './format.js';
import { personalData } from './personal-data.js';
import { empty, load } from './states.js';

const pageSize = 25;

export function showEmails(place, { query, signal }) {
  const filter = readFilter(query);
  const isFiltered = Object.keys(filter).length > 0;
  const list = el('div');
  const state = el('p', { class: 'lead quiet' });
  const outcome = el('div', { class: 'outcome' });
  let [view, isLoaded] = [null, false];
  const show = () => load(list, signal, 'emails', () => api.emails({ ...filter, limit: pageSize }, signal), page => {
    personal.hidden = !api.may('admin');
    announce(page.data.length === 0 ? 'No emails' : plural(page.data.length, 'email'));
    [view, isLoaded] = [null, true];
    if (page.data.length > 0 || page.has_more) return (view = liveList(page, { filter, pageSize, signal, refresh })).elements;
    return isFiltered
      ? empty('No email matches', 'Bcc recipients are found only with a key that has the scope admin.')
      : empty('No emails yet', 'Send one with POST /emails.');
  });
  const refresh = async () => {
    await view?.refresh();
    if (isLoaded && (!view || view.isEmpty())) await show();
  };

  const personal = /^[^\s@]+@[^\s@]+$/.test(filter.recipient ?? '') ? personalData(filter.recipient, refresh, signal) : el('div');
  personal.hidden = true;
  place.append(
    pageHead('Emails', state, el('div', { class: 'actions' }, pauseButton(state, refresh, signal), csvButton(filter, outcome, signal))),
    outcome,
    filterForm(filter, isFiltered),
    card(isFiltered ? 'Found' : 'Newest first', { class: 'flush' }, list),
    personal);
  return show();
}

const every = 5000;

// Keeps the list current while it is seen, and says when it is not.
function pauseButton(state, refresh, signal) {
  let isPaused = false;
  let timer;
  const say = text => { if (state.textContent !== text) state.textContent = text; };
  const turn = async () => {
    clearTimeout(timer);
    if (signal.aborted || isPaused) return;
    try {
      if (document.visibilityState === 'visible') await refresh();
      if (!isPaused) say('Updated every 5 seconds.');
    } catch (fault) {
      if (signal.aborted) return;
      if (fault.isKeyRefused) return void dispatchEvent(new CustomEvent('key-refused', { detail: fault.message }));
      say(`Not current: ${fault.message}`);
    }
    if (!signal.aborted) timer = setTimeout(turn, every);
  };
  const wake = () => { if (document.visibilityState === 'visible') turn(); };
  document.addEventListener('visibilitychange', wake, { signal });
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  timer = setTimeout(turn, every);
  say('Updated every 5 seconds.');
  const pause = button('Pause updates', {
    onclick: () => {
      isPaused = !isPaused;
      pause.textContent = isPaused ? 'Resume updates' : 'Pause updates';
      say(isPaused ? 'Updates are paused.' : 'Updated every 5 seconds.');
      turn();
    },
  });
  return pause;
}

