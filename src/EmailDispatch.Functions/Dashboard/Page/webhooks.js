import * as api from './api.js';
import { announce, aside, button, card, checks, el, field, pageHead } from './elements.js';
import { confirm } from './confirm.js';
import { shownOnce } from './copy.js';
import { plural, time } from './format.js';
import { act, empty, load, onceLoaded } from './states.js';
import { pill } from './statuses.js';
import { table } from './table.js';

const tones = { enabled: 'good', disabled: 'bad', success: 'good', pending: 'wait', attempting: 'warn', failed: 'bad' };
const pageSize = 20;
const eventTypes = [
  'email.scheduled', 'email.sent', 'email.delivered', 'email.delivery_delayed', 'email.bounced', 'email.complained', 'email.failed', 'email.suppressed',
  'domain.updated', 'provider.paused', 'provider.resumed', 'quota.warning',
];

// The webhooks of the tenant.
export function showWebhooks(place, { signal }) {
  const list = el('div');
  const create = onceLoaded(card('Create', {}, createForm(() => refresh())));
  place.append(
    pageHead('Webhooks', el('p', { class: 'lead quiet' }, 'Where your applications are told what happens to their emails.')),
    create,
    card('Endpoints', { class: 'flush' }, list));
  const refresh = () => load(list, signal, 'webhooks', () => api.webhooks(signal), page => {
    create.hidden = false;
    announce(plural(page.data.length, 'webhook'));
    return page.data.length === 0 ? empty('There are no webhooks') : table({
      caption: 'Webhooks',
      columns: [
        { name: 'Endpoint', class: 'name', cell: webhook => el('a', { href: `#/webhooks/${webhook.id}` }, webhook.endpoint) },
        { name: 'State', class: 'state-of', cell: webhook => state(webhook) },
        { name: 'Events', class: 'detail', cell: webhook => webhook.events.join(', ') },
        { name: 'Since', class: 'when', cell: webhook => time(webhook.created_at) },
      ],
      rows: page.data,
      class: 'cards suppressions',
    }).element;
  });
  return refresh();
}

function createForm(refresh) {
  const endpoint = field('URL', { type: 'url', required: true, placeholder: 'https://example.com/webhooks' });
  endpoint.element.classList.add('wide');
  const events = checks('Events', eventTypes, []);
  const outcome = el('div', { class: 'outcome' });
  const create = button('Create', { type: 'submit', class: 'button primary' });
  const form = el('form', {
    class: 'filters',
    onsubmit: async event => {
      event.preventDefault();
      const webhook = await act(create, outcome, () => api.createWebhook({ endpoint: endpoint.input.value.trim(), events: events.value() }));
      if (!webhook) return;
      form.reset();
      outcome.replaceChildren(shownOnce('Signing secret', webhook.signing_secret));
      await refresh();
      announce('The webhook is created. Copy its signing secret now.');
    },
  }, endpoint.element, events.element, el('div', { class: 'field-actions' }, create));
  return [form, outcome];
}

const state = webhook => [pill(tones[webhook.status], webhook.status), webhook.disabled_reason && el('q', { class: 'reply' }, webhook.disabled_reason)];

// One webhook with its last events and what it answered.
export function showWebhook(place, { id, signal }) {
  const [head, list] = [el('div'), el('div')];
  const refresh = () => Promise.all([
    load(head, signal, 'webhook', () => api.webhook(id, signal), webhook => actions(webhook, refresh)),
    load(list, signal, 'events', () => api.webhookEvents(id, { limit: pageSize }, signal), page => events(id, page, refresh)),
  ]);
  place.append(
    pageHead('Webhook', el('p', { class: 'lead quiet' }, el('a', { href: '#/webhooks' }, 'All webhooks'))),
    card('Endpoint', {}, head),
    card('Last events', { class: 'flush' }, list));
  return refresh();
}

function actions(webhook, refresh) {
  const outcome = el('div', { class: 'outcome' });
  const test = button('Send a test event', {
    onclick: async () => {
      const answer = await act(test, outcome, () => api.testWebhook(webhook.id));
      if (answer) outcome.replaceChildren(...answered(answer));
    },
  });
  const isEnabled = webhook.status === 'enabled';
  const change = button(isEnabled ? 'Disable' : 'Enable', {
    onclick: async () => {
      if (await act(change, outcome, () => api.updateWebhook(webhook.id, { status: isEnabled ? 'disabled' : 'enabled' }))) await refresh();
    },
  });
  const remove = button('Remove', {
    onclick: async () => {
      if (!await confirm({ title: 'Remove this webhook?', text: 'Its application gets no more events, and its log is deleted.', yes: 'Remove' })) return;
      if (await act(remove, outcome, () => api.removeWebhook(webhook.id))) location.hash = '#/webhooks';
    },
  });
  return [el('p', {}, webhook.endpoint), el('p', {}, state(webhook)), el('p', { class: 'quiet' }, webhook.events.join(', ')), el('div', { class: 'field-actions' }, test, change, remove), outcome];
}

function answered(answer) {
  announce(answer.delivered ? 'Delivered' : 'Not delivered');
  const { http_status_code: code, response, milliseconds } = answer.attempt;
  return [
    el('p', {}, pill(answer.delivered ? 'good' : 'bad', answer.delivered ? 'delivered' : 'not delivered'), ` ${code || 'no answer'} after ${milliseconds} ms`),
    response && el('q', { class: 'reply' }, response),
  ].filter(Boolean);
}

function events(id, page, refresh) {
  if (page.data.length === 0) return empty('No events yet');
  const outcome = el('div', { class: 'outcome' });
  return [outcome, table({
    caption: 'Events, newest first',
    columns: [
      { name: 'Number', class: 'name', cell: event => String(event.sequence) },
      { name: 'Event', class: 'reason', cell: event => event.type },
      { name: 'State', class: 'state-of', cell: event => pill(tones[event.status], event.status) },
      { name: 'Last answer', class: 'detail', cell: event => [event.last_status_code ? String(event.last_status_code) : 'none', event.next_attempt_at && el('span', { class: 'fine quiet block' }, 'again ', time(event.next_attempt_at))] },
      { name: 'When', class: 'when', cell: event => time(event.created_at) },
      { name: 'Action', isNameHidden: true, class: 'end', cell: event => [attempts(id, event, outcome), replay(id, event, outcome, refresh)] },
    ],
    rows: page.data,
    class: 'cards suppressions',
  }).element];
}

function attempts(id, event, outcome) {
  const show = button('Answers', {
    class: 'button small',
    onclick: async () => {
      const page = await act(show, outcome, () => api.webhookAttempts(id, event.id));
      if (!page) return;
      announce(plural(page.data.length, 'answer'));
      outcome.replaceChildren(el('h3', {}, `Answers to event ${event.sequence}`), page.data.length === 0 ? el('p', {}, 'None yet.') : el('ul', {}, page.data.map(attempt => el('li', {},
        time(attempt.sent_at, { long: true }), ` ${attempt.http_status_code || 'no answer'} after ${attempt.milliseconds} ms `, attempt.response && el('q', { class: 'reply' }, attempt.response)))));
    },
  }, aside(` to event ${event.sequence}`));
  return show;
}

function replay(id, event, outcome, refresh) {
  const element = button('Replay', {
    class: 'button small',
    onclick: async () => {
      const answer = await act(element, outcome, () => api.replayWebhookEvent(id, event.id));
      if (!answer) return;
      await refresh();
      const shown = document.querySelector('.flush .outcome') ?? outcome;
      shown.replaceChildren(...answered(answer));
    },
  }, aside(` event ${event.sequence}`));
  return element;
}
