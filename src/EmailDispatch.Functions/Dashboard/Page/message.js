import * as api from './api.js';
import { button, card, el } from './elements.js';
import { bytes } from './format.js';
import { messageFrame } from './message-frame.js';
import { act, empty } from './states.js';
import { tabs } from './tabs.js';

const shownSource = 500_000;

// The content of an email, for keys that may read it. It is fetched when it is asked for.
export function messageCard(id, signal) {
  const outcome = el('div', { class: 'outcome' });
  const content = el('div', {}, button('Show the message', {
    onclick: async event => {
      const message = await act(event.currentTarget, outcome, () => api.message(id, signal).catch(notKept));
      if (!message) return;
      content.replaceChildren(...message.isMissing ? [empty('The content is not kept', message.text)] : parts(message, signal));
      content.querySelector('[role=tab][aria-selected=true]')?.focus();
    },
  }));
  return card('Message', { note: 'As it was composed. The provider may have changed header fields and added a signature.' }, outcome, content);
}

function notKept(fault) {
  if (fault.status === 404) return { isMissing: true, text: fault.message };
  throw fault;
}

const parts = (message, signal) => [
  ...tabs('Parts of the message', [
    { id: 'html', label: 'HTML', disabled: message.html === null, render: () => messageFrame(message) },
    { id: 'text', label: 'Text', disabled: message.text === null, render: () => el('pre', { class: 'source', dir: 'auto' }, message.text) },
    { id: 'source', label: 'Source', render: () => source(message.id, signal) },
  ], 'html', null, () => {}),
  message.attachments.length > 0 && el('ul', { class: 'fine', 'aria-label': 'Attachments' },
    message.attachments.map(file => el('li', {}, el('bdi', {}, file.filename), ` ${file.content_type}, ${bytes(file.size)}`))),
].filter(Boolean);

function source(id, signal) {
  const place = el('div', {}, el('p', { class: 'quiet' }, 'Loading…'));
  const load = async () => {
    const blob = await (await api.messageSource(id, signal)).blob();
    const text = await blob.slice(0, shownSource).text();
    place.replaceChildren(
      el('p', {}, button('Download', { onclick: () => save(blob, `${id}.eml`) })),
      ...blob.size > shownSource ? [el('p', { class: 'note' }, `The first ${bytes(shownSource)} of ${bytes(blob.size)}.`)] : [],
      el('pre', { class: 'source', tabindex: '0' }, text));
  };
  load().catch(fault => { if (!signal.aborted) place.replaceChildren(el('p', { role: 'alert' }, fault.message)); });
  return place;
}

// Downloads something that was fetched with the key.
export function save(blob, name) {
  // As octet-stream the browser saves it and never opens it as a page of ours.
  const url = URL.createObjectURL(new Blob([blob], { type: 'application/octet-stream' }));
  el('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
