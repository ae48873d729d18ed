import { copyButton } from './copy.js';
import { aside, el, pageHead } from './elements.js';
import { words } from './format.js';
import { empty, load } from './states.js';

// A link to the section about a failure category or problem.
export const runbookLink = anchor => el('a', { href: `#/runbook/${anchor}` }, 'What to do', aside(` about ${words(anchor)}`));

// docs/operations.md, which is embedded with this page.
async function read(signal) {
  const response = await fetch(new URL('operations.md', import.meta.url), { signal });
  if (!response.ok) throw new Error(`The runbook could not be read: ${response.status}.`);
  return response.text();
}

export function showRunbook(place, { id, signal }) {
  const text = el('div', { class: 'card runbook' });
  place.append(pageHead('Runbook', id && el('p', { class: 'lead quiet' }, el('a', { href: '#/runbook' }, 'All sections'))), text);
  return load(text, signal, 'runbook', () => read(signal), document => {
    const all = blocks(document.split('\n'));
    const start = all.findIndex(block => block.anchor === (id ?? 'runbook'));
    if (start < 0) return [empty('The runbook has no such section'), contents(all)];
    const length = all.slice(start + 1).findIndex(block => block.level <= all[start].level);
    const section = all.slice(start, length < 0 ? undefined : start + 1 + length);
    return id ? section.map(block => block.element) : contents(all);
  });
}

const contents = all => el('ul', {}, all.filter(block => block.level === 3).map(block => el('li', {}, el('a', { href: `#/runbook/${block.anchor}` }, block.element.textContent))));

// The Markdown that the document uses. Each line is a paragraph; links to other documents are text.
function blocks(lines) {
  const found = [];
  for (let n = 0; n < lines.length; n++) {
    const line = lines[n];
    const take = isPart => { const from = n; while (n + 1 < lines.length && isPart(lines[n + 1])) n++; return lines.slice(from, n + 1); };
    const heading = /^(#+) (.+)$/.exec(line);
    if (heading) {
      found.push({ level: heading[1].length, anchor: anchorOf(heading[2]), element: el('h2', {}, inline(heading[2])) });
    } else if (line.startsWith('```')) {
      const code = take(next => !next.startsWith('```')).slice(1).join('\n');
      n++;
      found.push({ element: el('div', { class: 'command' }, el('pre', {}, el('code', {}, code)), copyButton(code, 'the command')) });
    } else if (line.startsWith('|')) {
      found.push({ element: rows(take(next => next.startsWith('|'))) });
    } else if (line.startsWith('- ')) {
      found.push({ element: el('ul', {}, take(next => next.startsWith('- ')).map(item => el('li', {}, inline(item.slice(2))))) });
    } else if (line.trim()) {
      found.push({ element: el('p', {}, inline(line)) });
    }
  }
  return found;
}

const rows = ([head, , ...body]) => el('dl', { class: 'facts' }, body.map(cells).map(([first, ...rest]) =>
  el('div', {}, el('dt', {}, inline(first)), el('dd', {}, rest.map((cell, n) => el('p', {}, cells(head).length > 2 && el('span', { class: 'quiet' }, `${cells(head)[n + 1]}: `), inline(cell)))))));
const cells = row => row.split('|').slice(1, -1).map(cell => cell.trim());
// As GitHub names the anchors of headings.
const anchorOf = text => text.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');

const inline = text => text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/).map(part => {
  if (/^`.+`$/.test(part)) return el('code', {}, part.slice(1, -1));
  if (/^\*\*.+\*\*$/.test(part)) return el('strong', {}, inline(part.slice(2, -2)));
  const link = /^\[(.+)\]\((.+)\)$/.exec(part);
  if (!link) return part;
  return link[2].startsWith('#') ? el('a', { href: `#/runbook/${link[2].slice(1)}` }, inline(link[1])) : el('span', {}, inline(link[1]));
});
