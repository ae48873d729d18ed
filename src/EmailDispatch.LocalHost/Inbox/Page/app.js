import * as api from './api.js';
import { announce, byId, el } from './elements.js';
import { plural } from './format.js';
import { emptyInbox, moveInList, showList, showListState } from './list-view.js';
import { showMessage, showPlaceholder } from './message-view.js';

const pollInterval = 1500;
const typingPause = 200;
const phone = '(max-width: 46rem)';
const state = { inbox: null, deletions: 0, count: 0, messages: [], servers: [], loaded: false, search: '', shownSearch: '', selected: null };
let opening = 0;
let refreshing;
let timer;
let typing;

// One refresh is under way at a time: two would add the same emails twice.
function refresh() {
  clearTimeout(timer);
  return refreshing ??= update().finally(() => {
    refreshing = undefined;
    if (!document.hidden) timer = setTimeout(refresh, pollInterval);
  });
}

// Asks for what is new, or for everything where the search has changed or emails were deleted.
async function update() {
  const { search } = state;
  try {
    const known = search === state.shownSearch ? state.messages : [];
    const list = await api.listAfter(known[0]?.number ?? 0, search);
    if (known.length > 0 && (list.inbox !== state.inbox || list.deletions !== state.deletions)) {
      // If the host was restarted, its numbers begin again.
      state.messages = [];
      return await update();
    }

    const resumed = list.inbox === state.inbox && list.deletions === state.deletions && search === state.shownSearch;
    if (resumed && list.messages.length > 0) announce(`${plural(list.messages.length, 'new email')}`);
    const fresh = list.messages.map(message => ({ ...message, key: `${list.inbox}/${message.number}` }));
    state.messages = [...fresh, ...known].filter(message => list.oldest !== null && message.number >= list.oldest);
    Object.assign(state, { inbox: list.inbox, deletions: list.deletions, count: list.count, servers: list.servers, shownSearch: search, loaded: true });
    complain(null);
    render();
  } catch (fault) {
    complain(fault instanceof TypeError && state.loaded ? 'No connection to the host. Trying again…' : `${fault.message} Trying again…`);
    if (!state.loaded) showListState(el('p', {}, 'The emails cannot be loaded.'));
  }
  if (search !== state.search) await update();
}

function complain(text) {
  const notice = byId('notice');
  notice.hidden = text === null;
  if (notice.textContent !== text) notice.textContent = text ?? '';
}

function render() {
  showList(state.messages, state.selected);
  byId('count').textContent = state.shownSearch ? `${state.messages.length} of ${state.count}` : state.count || '';
  byId('delete-all').disabled = state.count === 0;
  document.title = state.count ? `Inbox (${state.count})` : 'Inbox';
  if (state.messages.length > 0) showListState();
  else if (state.count > 0) showListState(el('p', {}, 'No email matches the search.'));
  else showListState(...emptyInbox(state.servers));
}

// The address says which email is open, so that Back, reload and a copied link work.
async function open() {
  const number = Number(location.hash.slice(1)) || null;
  const mine = ++opening;
  state.selected = number;
  document.body.classList.toggle('reading', number !== null);
  if (state.loaded) render();
  if (number === null) {
    showPlaceholder(el('p', {}, 'The email you choose shows here.'));
    return;
  }

  try {
    const message = await api.message(number);
    if (mine !== opening) return;
    showMessage(message, () => deleteOne(number));
    if (matchMedia(phone).matches) byId('message').focus();
  } catch (fault) {
    if (mine !== opening) return;
    showPlaceholder(
      el('p', { role: 'alert' }, fault.status === 404 ? 'This email is no longer in the inbox.' : fault.message),
      el('p', {}, el('a', { href: '#' }, 'All emails'), fault.status === 404 ? '' : [' · ', el('a', { href: api.rawUrl(number) }, 'Download the source')]));
  }
}

async function deleteAll() {
  byId('confirm').close();
  await change(api.deleteAll);
  location.hash = '';
}

// The next older email opens, except on a phone, and the keyboard goes to the list.
async function deleteOne(number) {
  const at = state.messages.findIndex(message => message.number === number);
  const next = state.messages[at + 1] ?? state.messages[at - 1];
  await change(() => api.deleteOne(number));
  announce('Deleted');
  addEventListener('hashchange', () => (byId('list').querySelector(`a[href="#${next?.number}"]`) ?? byId('search')).focus(), { once: true });
  location.hash = next && !matchMedia(phone).matches ? next.number : '';
}

async function change(deletion) {
  try {
    await deletion();
  } catch (fault) {
    if (fault.status !== 404) complain(fault.message);
  }
  await refreshing;
  await refresh();
}

byId('search').addEventListener('input', event => {
  state.search = event.target.value.trim();
  clearTimeout(typing);
  typing = setTimeout(refresh, typingPause);
});
byId('list').addEventListener('keydown', moveInList);
byId('delete-all').addEventListener('click', () => byId('confirm').showModal());
byId('confirm-no').addEventListener('click', () => byId('confirm').close());
byId('confirm-yes').addEventListener('click', deleteAll);
byId('skip').addEventListener('click', event => {
  // The part behind # is taken: it says which email is open.
  event.preventDefault();
  byId('message').focus();
});
addEventListener('hashchange', open);
document.addEventListener('visibilitychange', () => document.hidden ? clearTimeout(timer) : refresh());

await Promise.all([refresh(), open()]);
