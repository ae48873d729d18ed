import { announce, button, el } from './elements.js';
import { time } from './format.js';

const busyAfter = 300;

export const empty = (title, ...text) => el('div', { class: 'state' }, el('p', { class: 'state-title' }, title), text.map(t => el('p', {}, t)));

const loading = () => el('div', { class: 'state loading' }, el('span', { class: 'spinner', 'aria-hidden': 'true' }), el('p', {}, 'Loading…'));

const titles = {
  offline: 'No connection',
  restricted_api_key: 'This key may not do that',
  rate_limit_exceeded: 'Too many requests',
  service_unavailable: 'The service is not available',
  not_found: 'Not found',
  validation_error: 'The request was rejected',
  invalid_state: 'No longer possible',
  precondition_failed: 'Changed in the meantime',
};

export const titleOf = fault => titles[fault.name] ?? (fault.status >= 500 ? 'Something went wrong at the host' : 'The request failed');

function advice(fault) {
  if (fault.name === 'offline') return 'Check the network connection.';
  if (fault.name === 'rate_limit_exceeded') return fault.retryAfter ? `Try again in ${fault.retryAfter} s.` : 'Try again in a moment.';
  return null;
}

export function failure(fault, retry) {
  const isKnown = fault.name in titles || fault.status > 0;
  return el('div', { class: 'state fault', role: 'alert' },
    el('p', { class: 'state-title' }, titleOf(fault)),
    el('p', {}, isKnown ? fault.message : 'Unexpected error on this page.'),
    advice(fault) && el('p', {}, advice(fault)),
    fault.requestId && el('p', { class: 'fine' }, 'Request ', el('code', {}, fault.requestId)),
    retry && !fault.isScopeMissing && button('Try again', { onclick: retry }));
}

const shown = new WeakMap();

// Loads data into an element, with a loading state and errors. The content is replaced only if the data changed. Resolves to the data.
export async function load(place, signal, what, fetchData, render) {
  const again = () => load(place, signal, what, fetchData, render);
  const slow = setTimeout(() => shown.has(place) || announce(`Loading ${what}`), busyAfter);
  if (!shown.has(place)) place.replaceChildren(loading());
  place.setAttribute('aria-busy', 'true');
  try {
    const data = await fetchData();
    if (signal.aborted) return undefined;
    const text = JSON.stringify(data);
    if (shown.get(place) !== text) replace(place, render(data));
    shown.set(place, text);
    return data;
  } catch (fault) {
    if (signal.aborted) return undefined;
    if (fault.isKeyRefused) {
      dispatchEvent(new CustomEvent('key-refused', { detail: fault.message }));
      return undefined;
    }
    if (!(fault.status > 0 || fault.name === 'offline')) console.error(fault);
    shown.delete(place);
    replace(place, failure(fault, again));
    if (fault.name === 'offline') addEventListener('online', again, { once: true, signal });
    return undefined;
  } finally {
    clearTimeout(slow);
    place.removeAttribute('aria-busy');
  }
}

const nameOf = element => `${element.getAttribute('href') ?? ''} ${element.getAttribute('aria-label') ?? element.textContent}`;

// Keeps the focus on the same element, or moves it to the heading.
export function replace(place, content) {
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  const name = focused && nameOf(focused);
  place.replaceChildren(...[content].flat(Infinity).filter(Boolean));
  if (!focused) return;
  const same = [...place.querySelectorAll('a, button, summary, [tabindex="0"]')].find(element => nameOf(element) === name);
  (same || document.querySelector('main h1'))?.focus();
}

// Runs a button's action and shows its error next to it.
export async function act(button, outcome, work) {
  const isFocused = document.activeElement === button;
  button.disabled = true;
  outcome.replaceChildren();
  try {
    return await work();
  } catch (fault) {
    if (fault.isKeyRefused) dispatchEvent(new CustomEvent('key-refused', { detail: fault.message }));
    else outcome.replaceChildren(failure(fault));
    return null;
  } finally {
    button.disabled = false;
    // Browsers remove the focus from disabled elements.
    if (isFocused && document.activeElement === document.body) button.focus();
  }
}

// Hides what changes a list until the list has been read: the key may lack the scope for both.
export function onceLoaded(element) {
  element.hidden = true;
  return element;
}

export const asOf = () => el('p', {}, 'As of ', time(Date.now()));
