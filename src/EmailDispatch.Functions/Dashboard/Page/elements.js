// Builds elements from text and attributes only: nothing that an email, a reply or a name says ever reaches the HTML parser.
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

// Says something to who does not see the page change.
export function announce(text) {
  const news = byId('news');
  // The same words again would not be a change.
  news.textContent = news.textContent === text ? `${text}\u00a0` : text;
}

export const button = (text, attributes, ...more) => el('button', { type: 'button', class: 'button', ...attributes }, text, ...more);

// Words for the ear where the eye has the context.
export const aside = text => el('span', { class: 'visually-hidden' }, text);

export function card(title, { aside: side, note, class: className = '' } = {}, ...children) {
  const id = newId('card');
  return el('section', { class: `card ${className}`.trim(), 'aria-labelledby': id },
    el('div', { class: 'card-head' }, el('h2', { id }, title), side),
    note && el('p', { class: 'note' }, note),
    children);
}

// A figure with its name.
export const tile = (name, value, note = '', tone = '') => el('dl', { class: `tile ${tone}`.trim() },
  el('dt', {}, name), el('dd', { class: 'value' }, value), el('dd', { class: 'note' }, note));

// The definitions of a thing; those without a value are left out.
export const facts = pairs => el('dl', { class: 'facts' },
  pairs.filter(([, value]) => value !== null && value !== undefined && value !== '' && value.length !== 0)
    .map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
