import * as api from './api.js';
import { report } from './connection-test.js';
import { announce, button, el, newId } from './elements.js';
import { act } from './states.js';

const list = { read: text => text.split(',').map(item => item.trim()).filter(Boolean), show: value => value.join(', ') };
const number = { type: 'number', read: Number, show: String };
const main = [
  { name: 'name', label: 'Name', note: 'Lower-case letters, digits and hyphens. It cannot be changed later.', required: true },
  { name: 'preset', label: 'Service' },
  { name: 'region', label: 'Region' },
  { name: 'host', label: 'Host', placeholder: 'smtp.example.com' },
  { name: 'port', label: 'Port', ...number, min: 1, max: 65535, placeholder: '587' },
  { name: 'security', label: 'Security', options: [['', 'Default'], ['StartTls', 'STARTTLS'], ['SslOnConnect', 'TLS from the first byte'], ['None', 'None']] },
  { name: 'username', label: 'User name', autocomplete: 'off' },
  { name: 'password', label: 'Password', type: 'password', autocomplete: 'new-password', note: 'Stored in the Key Vault and never shown again.' },
  { name: 'priority', label: 'Priority', ...number, min: 0, placeholder: '100', note: 'The lowest number is tried first.' },
];
const more = [
  { name: 'display_name', label: 'Display name' },
  { name: 'weight', label: 'Weight', ...number, min: 0, placeholder: '1' },
  { name: 'streams', label: 'Streams', ...list, placeholder: 'all' },
  { name: 'from_domains', label: 'From domains', ...list, placeholder: 'all' },
  { name: 'per_second', label: 'Emails per second', ...number, min: 1 },
  { name: 'per_minute', label: 'Emails per minute', ...number, min: 1 },
  { name: 'per_hour', label: 'Emails per hour', ...number, min: 1 },
  { name: 'per_day', label: 'Emails per day', ...number, min: 1 },
  { name: 'warm_up_start', label: 'Warm-up from', type: 'date' },
  { name: 'warm_up_per_day', label: 'Emails on its first day', ...number, min: 1 },
  { name: 'price_per_thousand', label: 'Price of 1,000 emails', ...number, min: 0, step: 'any' },
];

// The form that adds a provider, or changes one. What a preset fills in is sent only if it was changed.
export function providerForm({ presets, provider, done }) {
  const inputs = new Map();
  const shown = provider?.settings ?? {};
  const filled = new Map();
  const outcome = el('div', { class: 'outcome' });
  const fields = definitions => definitions.filter(field => !provider || field.name !== 'name').map(field => control(field, shown, presets, inputs));
  const test = el('input', { id: newId('test'), type: 'checkbox', checked: true });
  const save = button(provider ? 'Save' : 'Add the provider', { type: 'submit', class: 'button primary' });

  const form = el('form', {
    class: 'provider-form',
    novalidate: true,
    autocomplete: 'off',
    onsubmit: async event => {
      event.preventDefault();
      clear(inputs);
      let fault = null;
      announce(test.checked ? 'Testing the connection' : 'Saving');
      const body = { ...changed(inputs, shown, filled), test: test.checked };
      const saved = await act(save, outcome, () => (provider ? api.updateProvider(provider.name, body) : api.addProvider(body)).catch(refused => { throw fault = refused; }));
      if (saved) {
        announce(`${saved.name} is saved`);
        done(saved.name);
        return;
      }
      mark(fault, inputs);
      if (fault.test) outcome.append(...report(fault.test));
    },
  },
    el('div', { class: 'form-fields' }, fields(main)),
    el('details', {}, el('summary', {}, 'Limits, warm-up and what it sends'), el('div', { class: 'form-fields' }, fields(more))),
    el('p', { class: 'check' }, test, ' ', el('label', { for: test.id }, 'Test the connection before saving')),
    el('div', { class: 'field-actions' }, save, button('Cancel', { onclick: () => done(null) })),
    outcome);

  const preset = inputs.get('preset').input;
  const fill = () => fillIn(presets.find(known => known.name === preset.value), inputs, filled);
  preset.addEventListener('change', fill);
  if (!provider) fill();
  return form;
}

function control(field, shown, presets, inputs) {
  const id = newId(field.name);
  const options = field.name === 'preset' ? [['', 'Another server'], ...presets.map(preset => [preset.name, preset.name])] : field.options;
  const value = shown[field.name] === undefined ? '' : (field.show ?? String)(shown[field.name]);
  const attributes = { id, required: field.required, 'aria-describedby': `${id}-fault ${id}-note` };
  const input = options
    ? el('select', attributes, options.map(([key, text]) => el('option', { value: key, selected: key === value }, text)))
    : el('input', { ...attributes, value, type: field.type ?? 'text', min: field.min, max: field.max, step: field.step, placeholder: field.placeholder, autocomplete: field.autocomplete ?? 'off', autocapitalize: 'off', spellcheck: 'false' });
  const fault = el('p', { id: `${id}-fault`, class: 'field-fault' });
  inputs.set(field.name, { input, fault, field });
  return el('div', { class: 'field' }, el('label', { for: id }, field.label), input, fault, el('p', { id: `${id}-note`, class: 'fine quiet' }, field.note));
}

function fillIn(preset, inputs, filled) {
  for (const [name, value] of [['host', preset?.host], ['port', preset?.port], ['security', preset?.security]]) {
    const { input } = inputs.get(name);
    if (input.value === '' || input.value === filled.get(name)) input.value = value ?? '';
    filled.set(name, String(value ?? ''));
  }
  inputs.get('region').input.placeholder = preset?.needs_region ? 'needed, such as eu-west-1' : preset?.regions.join(', ') || 'none';
  inputs.get('username').input.placeholder = preset?.username || preset?.username_hint || '';
}

function changed(inputs, shown, filled) {
  const body = {};
  for (const [name, { input, field }] of inputs) {
    const text = input.value.trim();
    const before = shown[name] === undefined ? '' : (field.show ?? String)(shown[name]);
    if (text === before || (before === '' && text === filled.get(name))) continue;
    body[name] = text === '' ? null : (field.read ?? String)(name === 'password' ? input.value : text);
  }
  return body;
}

function clear(inputs) {
  for (const { input, fault } of inputs.values()) {
    input.removeAttribute('aria-invalid');
    fault.textContent = '';
  }
}

function mark(fault, inputs) {
  let first = null;
  for (const { field, message } of fault.errors) {
    const place = inputs.get(field.split(/[.[]/)[0]);
    if (!place) continue;
    place.fault.textContent = `${message[0].toUpperCase()}${message.slice(1)}.`;
    place.input.setAttribute('aria-invalid', 'true');
    place.input.closest('details')?.setAttribute('open', '');
    first ??= place.input;
  }
  first?.focus();
}
