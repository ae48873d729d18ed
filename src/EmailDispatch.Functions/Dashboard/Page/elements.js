// Builds elements from text and attributes only: no text from emails, replies or names reaches the HTML parser.
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = id => document.getElementById(id);

let numbers = 0;
export const newId = prefix => `${prefix}-${++numbers}`;

// Announces a change to screen readers.
export function announce(text) {
  const news = byId('news');
  // Repeating the same text would not be announced.
  news.textContent = news.textContent === text ? `${text}\u00a0` : text;
}

export const button = (text, attributes, ...more) => el('button', { type: 'button', class: 'button', ...attributes }, text, ...more);

// Text for screen readers only.
export const aside = text => el('span', { class: 'visually-hidden' }, text);

export function card(title, { aside: side, note, class: className = '' } = {}, ...children) {
  const id = newId('card');
  return el('section', { class: `card ${className}`.trim(), 'aria-labelledby': id },
    el('div', { class: 'card-head' }, el('h2', { id }, title), side),
    note && el('p', { class: 'note' }, note),
    children);
}

// The head of a page: its title, a line below it, and what is on the right.
export const pageHead = (title, lead, ...side) => el('div', { class: 'page-head' },
  el('div', {}, el('h1', { tabindex: '-1' }, title), lead), side);

// A figure with its name, which leads to the page that explains it.
export const tile = (name, value, note = '', tone = '', href = null) => el('dl', { class: `tile ${tone}`.trim() },
  el('dt', {}, href ? el('a', { class: 'tile-link', href }, name) : name), el('dd', { class: 'value' }, value), el('dd', { class: 'note' }, note));

// A definition list, without empty values.
export const facts = pairs => el('dl', { class: 'facts' },
  pairs.filter(([, value]) => value !== null && value !== undefined && value !== '' && value.length !== 0)
    .map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));

// A labelled input: { input, element }.
export function field(label, attributes) {
  const id = newId('field');
  const input = el('input', { id, autocomplete: 'off', spellcheck: 'false', ...attributes });
  return { input, element: el('div', { class: 'field' }, el('label', { for: id }, label), input) };
}

// Check boxes: { element, value() }.
export function checks(legend, names, chosen) {
  const boxes = names.map(name => el('input', { type: 'checkbox', value: name, checked: chosen.includes(name) }));
  return {
    element: el('fieldset', { class: 'checks' }, el('legend', {}, legend), boxes.map(box => el('label', {}, box, ` ${box.value}`))),
    value: () => boxes.filter(box => box.checked).map(box => box.value),
  };
}
