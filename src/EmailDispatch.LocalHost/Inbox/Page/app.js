import * as api from './api.js';
import { byId, el } from './elements.js';
import { emptyInbox, moveInList, showList, showListState } from './list-view.js';
import { parse, summarise } from './mail.js';
import { showMessage, showPlaceholder } from './message-view.js';

const pollInterval = 1500;
const state = { inbox: null, messages: [], servers: [], loaded: false, search: '', selected: null };
let opening = 0;
let refreshing;
let timer;

// One refresh is under way at a time: two would add the same emails twice.
function refresh() {
  clearTimeout(timer);
  return refreshing ??= update().finally(() => {
    refreshing = undefined;
    if (!document.hidden) timer = setTimeout(refresh, pollInterval);
  });
}

// Asks for what is new, drops what the host has dropped.
async function update() {
  try {
    const list = await api.listAfter(state.messages[0]?.number ?? 0);
    if (state.inbox !== null && list.inbox !== state.inbox) {
      // The host was started anew: its numbers begin again.
      Object.assign(state, { inbox: null, messages: [] });
      return await update();
    }

    const fresh = await Promise.all(list.messages.map(async message => ({ ...await summarise(message), key: `${list.inbox}/${message.number}` })));
    announce(fresh.length);
    state.messages = [...fresh, ...state.messages].filter(message => list.oldest !== null && message.number >= list.oldest);
    Object.assign(state, { inbox: list.inbox, servers: list.servers, loaded: true });
    complain(null);
    render();
  } catch (fault) {
    complain(fault instanceof TypeError && state.loaded ? 'No connection to the host. Trying again…' : explain(fault));
    if (!state.loaded) showListState(el('p', {}, 'The emails cannot be loaded.'));
  }
}

function explain(fault) {
  return /dynamically imported module|importing a module/i.test(fault.message)
    ? 'The modules of this page are missing: run "npm ci" in src/EmailDispatch.LocalHost, then reload.'
    : `${fault.message} Trying again…`;
}

function complain(text) {
  const notice = byId('notice');
  notice.hidden = text === null;
  if (notice.textContent !== text) notice.textContent = text ?? '';
}

function announce(count) {
  if (state.loaded && count > 0) byId('news').textContent = `${count} new ${count === 1 ? 'email' : 'emails'}`;
}

function render() {
  const words = state.search.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = state.messages.filter(message => words.every(word => message.haystack.includes(word)));
  showList(shown, state.selected);
  byId('count').textContent = words.length ? `${shown.length} of ${state.messages.length}` : state.messages.length || '';
  byId('delete-all').disabled = state.messages.length === 0;
  document.title = state.messages.length ? `Inbox (${state.messages.length})` : 'Inbox';
  if (shown.length > 0) showListState();
  else if (state.messages.length > 0) showListState(el('p', {}, 'No email matches the search.'));
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
    const [message, source] = await Promise.all([api.message(number), api.raw(number)]);
    const mail = await parse(source);
    if (mine !== opening) return;
    showMessage(message, source, mail);
    if (matchMedia('(max-width: 46rem)').matches) byId('message').focus();
  } catch (fault) {
    if (mine !== opening) return;
    showPlaceholder(
      el('p', { role: 'alert' }, fault.status === 404 ? 'This email is no longer in the inbox.' : explain(fault)),
      el('p', {}, el('a', { href: '#' }, 'All emails'), fault.status === 404 ? '' : [' · ', el('a', { href: api.rawUrl(number) }, 'Download the source')]));
  }
}

async function deleteAll() {
  byId('confirm').close();
  try {
    await api.deleteAll();
    location.hash = '';
  } catch (fault) {
    complain(explain(fault));
  }
  await refreshing;
  await refresh();
}

byId('search').addEventListener('input', event => {
  state.search = event.target.value;
  render();
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
