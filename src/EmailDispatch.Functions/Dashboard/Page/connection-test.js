import * as api from './api.js';
import { announce, aside, button, el, newId } from './elements.js';
import { duration, words } from './format.js';
import { runbookLink } from './runbook.js';
import { act } from './states.js';
import { pill } from './statuses.js';

const tones = { ok: 'good', failed: 'bad', skipped: 'off' };
const names = { dns: 'DNS', tls: 'TLS', auth: 'Login', mail_from: 'Sender' };

// The form that tests a provider, and the result. The sender is sent only if it was changed: a key may test a provider without sending from its domain.
export function connectionTest(name, sender) {
  const id = newId('to');
  const fromId = newId('from');
  const from = el('input', { id: fromId, value: sender, placeholder: 'the sender of the provider', autocomplete: 'off', inputmode: 'email', spellcheck: 'false' });
  const to = el('input', { id, type: 'email', placeholder: 'you@example.test', autocomplete: 'off', 'aria-describedby': `${id}-note` });
  const outcome = el('div', { class: 'outcome' });
  const test = button('Test the connection', { type: 'submit', class: 'button primary' }, aside(` of ${name}`));
  const form = el('form', {
    class: 'test-form',
    onsubmit: async event => {
      event.preventDefault();
      test.firstChild.data = 'Testing…';
      announce(`Testing ${name}`);
      const result = await act(test, outcome, () => api.testProvider(name, {
        from: from.value.trim() === sender ? null : from.value.trim() || null,
        to: to.value.trim() || null,
      }));
      test.firstChild.data = 'Test the connection';
      if (!result) return;
      outcome.replaceChildren(...report(result));
      announce(`${name}: ${result.message}`);
    },
  },
    el('div', { class: 'field' }, el('label', { for: fromId }, 'From'), from),
    el('div', { class: 'field' },
      el('label', { for: id }, 'Send a test email to ', el('span', { class: 'quiet' }, '(optional)')),
      to,
      el('span', { id: `${id}-note`, class: 'visually-hidden' }, 'Without an address, no email is sent.')),
    test);
  return [form, outcome];
}

export function report(result) {
  return [
    el('p', { class: `verdict ${tones[result.status]}` }, el('strong', {}, result.status === 'ok' ? 'It works' : 'It failed'), ' ', result.message, result.resumed && '. The pause has ended.'),
    result.hint && el('dl', { class: 'hint facts' },
      el('div', {}, el('dt', {}, 'Cause'), el('dd', {}, result.hint.cause)),
      el('div', {}, el('dt', {}, 'Fix'), el('dd', {}, result.hint.fix))),
    result.category && el('p', { class: 'fine' }, runbookLink(result.category)),
    el('ol', { class: 'stages', 'aria-label': 'Stages of the test' }, result.stages.map(stage => el('li', { class: tones[stage.status] },
      el('span', { class: 'stage-name' }, names[stage.stage] ?? words(stage.stage)),
      pill(tones[stage.status], stage.status),
      el('span', { class: 'fine quiet' }, stage.status === 'skipped' ? '' : duration(stage.milliseconds)),
      el('span', { class: 'stage-detail' }, stage.detail)))),
  ].filter(Boolean);
}
