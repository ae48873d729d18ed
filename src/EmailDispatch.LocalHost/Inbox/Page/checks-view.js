import * as api from './api.js';
import { button, el } from './elements.js';
import { breakable } from './text.js';

const names = { ok: 'OK', hint: 'Hint', problem: 'Problem' };

// What may go wrong with an email at its readers.
export function checksPanel({ number, html }) {
  const panel = el('div', { class: 'checks' }, el('p', { role: 'status' }, 'Checking…'));
  api.checks(number).then(
    report => panel.replaceChildren(...sections(number, html !== null, report)),
    fault => panel.replaceChildren(el('p', { role: 'alert' }, `The email could not be checked: ${fault.message}`)));
  return panel;
}

const sections = (number, hasHtml, { checks, support, links }) => [
  el('h3', {}, 'Message'),
  el('ul', {}, checks.map(check => el('li', {}, mark(check.result), ' ', check.message))),
  ...hasHtml ? [
    el('h3', {}, 'HTML in mail clients'),
    support.length === 0
      ? el('p', {}, 'Nothing that a widely used mail client is known not to show.')
      : el('ul', {}, support.map(({ construct, clients }) => el('li', {}, mark('hint'), ' ', el('code', {}, construct), `: ${clients}.`))),
  ] : [],
  el('h3', {}, 'Links'),
  ...links.length === 0 ? [el('p', {}, 'There are no links.')] : linkList(number, links),
];

function linkList(number, links) {
  const answers = links.map(() => el('span', { class: 'answer' }));
  const ask = button('Open links to this machine', {
    title: 'Sends HEAD to each link to localhost; links to other machines are not opened',
    onclick: async () => {
      ask.disabled = true;
      try {
        const found = new Map((await api.checkLinks(number)).map(answer => [answer.url, answer]));
        links.forEach(({ url }, i) => answers[i].replaceChildren(...outcome(found.get(url))));
        status.textContent = `${found.size} of ${links.length} links lead to this machine.`;
      } catch (fault) {
        status.textContent = `The links could not be opened: ${fault.message}`;
      }
      ask.disabled = false;
    },
  });
  const status = el('span', { role: 'status' });
  return [
    el('ul', {}, links.map(({ url, text, problems }, i) => el('li', {},
      mark(problems.length ? 'problem' : 'ok'), ' ', text ? [el('bdi', {}, text), ': '] : null, el('span', { class: 'url' }, breakable(url || '(empty)')),
      answers[i], problems.map(problem => el('div', { class: 'why' }, problem))))),
    el('p', {}, ask, ' ', status),
  ];
}

function outcome(answer) {
  if (!answer) return [];
  return [' ', el('span', { class: answer.status ? 'accepted' : 'refused' }, answer.status ? `answers ${answer.status}` : answer.fault)];
}

const mark = result => el('span', { class: `mark ${result}` }, names[result]);
