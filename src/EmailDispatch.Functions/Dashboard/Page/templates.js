import * as api from './api.js';
import { announce, button, card, el, facts, field, newId, pageHead } from './elements.js';
import { confirm } from './confirm.js';
import { changesOf } from './line-changes.js';
import { plural, time } from './format.js';
import { messageFrame } from './message-frame.js';
import { act, empty, load, onceLoaded } from './states.js';
import { pill } from './statuses.js';
import { table } from './table.js';
import { tabs } from './tabs.js';

const state = template => [
  pill(template.status === 'published' ? 'good' : 'wait', template.status),
  template.has_unpublished_versions && el('span', { class: 'fine block' }, 'with unpublished changes'),
];
const emailsOf = template => el('a', { href: `#/emails?template=${template.id}` }, 'Emails made from it');

// The templates of the tenant.
export function showTemplates(place, { signal }) {
  const list = el('div');
  const add = onceLoaded(card('Add', {}, addForm()));
  place.append(
    pageHead('Templates', el('p', { class: 'lead quiet' }, 'Layouts with placeholders, from which applications send emails.')),
    add,
    card('Templates', { class: 'flush' }, list));
  return load(list, signal, 'templates', () => api.templates(signal), page => {
    add.hidden = !api.may('admin');
    announce(plural(page.data.length, 'template'));
    return page.data.length === 0 ? empty('There are no templates') : table({
      caption: 'Templates',
      columns: [
        { name: 'Name', class: 'name', cell: template => el('a', { href: `#/templates/${template.id}` }, template.name) },
        { name: 'Alias', class: 'reason', cell: template => template.alias ?? '–' },
        { name: 'State', class: 'state-of', cell: state },
        { name: 'Changed', class: 'when', cell: template => time(template.updated_at) },
      ],
      rows: page.data,
      class: 'cards suppressions',
    }).element;
  });
}

function addForm() {
  const name = field('Name', { required: true, maxlength: '100' });
  const alias = field('Alias', { placeholder: 'order-confirmation', maxlength: '100' });
  const outcome = el('div', { class: 'outcome' });
  const add = button('Add', { type: 'submit', class: 'button primary' });
  return [el('form', {
    class: 'filters',
    onsubmit: async event => {
      event.preventDefault();
      const added = await act(add, outcome, () => api.addTemplate({ name: name.input.value, alias: alias.input.value, html: '<p>Hello {{{NAME}}}</p>', variables: [{ key: 'NAME', type: 'string' }] }));
      if (added) location.hash = `#/templates/${added.id}`;
    },
  }, name.element, alias.element, el('div', { class: 'field-actions' }, add)), outcome];
}

// One template: preview, versions, editing.
export function showTemplate(place, { id, signal }) {
  const parts = el('div', { class: 'story' });
  const read = async () => {
    const [template, versions] = await Promise.all([api.template(id, signal), api.templateVersions(id, signal)]);
    return { template, versions: versions.data };
  };
  const refresh = () => load(parts, signal, 'template', read, ({ template, versions }) => [
    card(template.name, {}, summary(template, refresh)),
    card('Preview', { note: 'Values that are not given get a fallback or a sample. Scripts do not run and nothing is loaded.' }, preview(template, versions)),
    versions.length > 1 && card('Compare', {}, comparison(template, versions)),
    api.may('admin') && card('Edit', { note: 'Saving makes a new version. It is not sent until it is published.' }, editor(template, refresh)),
  ].filter(Boolean));
  place.append(pageHead('Template', el('p', { class: 'lead quiet' }, el('a', { href: '#/templates' }, 'All templates'))), parts);
  return refresh();
}

function summary(template, refresh) {
  const outcome = el('div', { class: 'outcome' });
  const change = (text, work, done) => {
    const element = button(text, { onclick: async () => { if (await act(element, outcome, work)) await done(); } });
    return element;
  };
  const remove = button('Remove', {
    onclick: async () => {
      if (!await confirm({ title: `Remove ${template.name}?`, text: 'Emails that name it are rejected from then on. Emails that were accepted are sent.', yes: 'Remove' })) return;
      if (await act(remove, outcome, () => api.removeTemplate(template.id))) location.hash = '#/templates';
    },
  });
  const isPublished = template.published_version === template.version;
  return [
    facts([
      ['State', state(template)], ['Alias', template.alias], ['Id', el('code', { class: 'id' }, template.id)], ['Newest version', String(template.version)],
      ['Published version', template.published_version && String(template.published_version)], ['Published', template.published_at && time(template.published_at, { long: true })],
      ['Usage', [emailsOf(template), ', ', el('a', { href: '#/usage?by=template' }, 'figures')]],
    ]),
    api.may('admin') && el('div', { class: 'field-actions' },
      !isPublished && change(`Publish version ${template.version}`, () => api.publishTemplate(template.id, template.version), async () => { await refresh(); announce('Published'); }),
      change('Duplicate', () => api.duplicateTemplate(template.id), async () => { location.hash = '#/templates'; }),
      remove),
    outcome,
  ];
}

const versionChoice = (label, versions, chosen) => {
  const id = newId('version');
  const input = el('select', { id }, versions.map(({ version, is_published: isPublished }) => el('option', { value: version, selected: version === chosen }, `${version}${isPublished ? ', published' : ''}`)));
  return { input, element: el('div', { class: 'field' }, el('label', { for: id }, label), input) };
};

function area(label, value, rows = 3) {
  const id = newId('area');
  const input = el('textarea', { id, rows, spellcheck: 'false' });
  input.value = value ?? '';
  return { input, element: el('div', { class: 'field wide' }, el('label', { for: id }, label), input) };
}

function preview(template, versions) {
  const version = versionChoice('Version', versions, template.version);
  const values = area('Values, as JSON', '{}');
  const inline = el('input', { type: 'checkbox' });
  const outcome = el('div', { class: 'outcome' });
  const result = el('div');
  const show = button('Preview', { type: 'submit', class: 'button primary' });
  return [el('form', {
    class: 'filters',
    onsubmit: async event => {
      event.preventDefault();
      const rendered = await act(show, outcome, async () => api.previewTemplate(template.id, { version: Number(version.input.value), variables: parse(values.input.value), inline_css: inline.checked }));
      if (!rendered) return;
      result.replaceChildren(...rendering(rendered));
      announce('The preview is shown');
    },
  }, version.element, values.element, el('label', { class: 'fine' }, inline, ' Inline CSS'), el('div', { class: 'field-actions' }, show)), outcome, result];
}

const parse = text => {
  try { return JSON.parse(text.trim() || '{}'); } catch { throw new api.ApiFault('validation_error', 'The text is not JSON.', { status: 422 }); }
};

const rendering = rendered => [
  facts([['Subject', rendered.subject ?? 'none'], ['From', rendered.from ?? 'none'], ['Reply to', rendered.reply_to.join(', ')], ['With samples', rendered.sampled.join(', ')]]),
  ...tabs('Parts of the preview', [
    { id: 'preview-html', label: 'HTML', render: () => messageFrame({ html: rendered.html, attachments: [] }) },
    { id: 'preview-text', label: 'Text', render: () => el('pre', { class: 'source', dir: 'auto' }, rendered.text ?? '') },
    { id: 'preview-source', label: 'Source', render: () => el('pre', { class: 'source', tabindex: '0' }, rendered.html) },
  ], 'preview-html', null, () => {}),
  api.may('send') && testForm(rendered),
].filter(Boolean);

// Sends what is shown, so it works for drafts too.
function testForm(rendered) {
  const to = field('Send a test to', { required: true, type: 'email' });
  const from = field('From', { required: true, value: rendered.from ?? '' });
  const outcome = el('div', { class: 'outcome' });
  const send = button('Send', { type: 'submit' });
  return el('form', {
    class: 'filters',
    onsubmit: async event => {
      event.preventDefault();
      const sent = await act(send, outcome, () => api.sendEmail({
        from: from.input.value, to: to.input.value, subject: rendered.subject || 'Test', html: rendered.html, text: rendered.text || undefined, tags: [{ name: 'test', value: 'template' }],
      }));
      if (sent) outcome.replaceChildren(el('p', {}, el('a', { href: `#/emails/${sent.id}` }, 'The test is accepted.')));
    },
  }, to.element, from.element, el('div', { class: 'field-actions' }, send), outcome);
}

function comparison(template, versions) {
  const before = versionChoice('From version', versions, template.published_version === template.version ? versions[1].version : template.published_version ?? versions[1].version);
  const after = versionChoice('To version', versions, template.version);
  const outcome = el('div', { class: 'outcome' });
  const result = el('div');
  const show = button('Compare', { type: 'submit', class: 'button primary' });
  return [el('form', {
    class: 'filters',
    onsubmit: async event => {
      event.preventDefault();
      const both = await act(show, outcome, () => Promise.all([before, after].map(choice => api.templateVersion(template.id, choice.input.value))));
      if (!both) return;
      const parts = ['from', 'subject', 'html', 'text', 'variables'].map(name => [name, changesOf(...both.map(version => textOf(version, name)))]).filter(([, lines]) => lines.some(line => line.kind !== ' '));
      result.replaceChildren(...parts.length === 0 ? [empty('No difference')] : parts.map(([name, lines]) => el('div', {}, el('h3', {}, name), differences(lines))));
      announce(plural(parts.length, 'field differs', 'fields differ'));
    },
  }, before.element, after.element, el('div', { class: 'field-actions' }, show)), outcome, result];
}

const textOf = (version, name) => name === 'variables'
  ? version.variables.map(variable => `${variable.key}: ${variable.type}${variable.fallback_value === null ? '' : ` = ${JSON.stringify(variable.fallback_value)}`}`).join('\n')
  : version[name] ?? '';

const marks = { '+': 'added', '-': 'removed' };
const differences = lines => el('pre', { class: 'source', tabindex: '0' }, lines.map(({ kind, text }) =>
  el(kind === '+' ? 'ins' : kind === '-' ? 'del' : 'span', { class: 'line', 'aria-label': marks[kind] && `${marks[kind]}: ${text}` }, `${kind} ${text}\n`)));

function editor(template, refresh) {
  const from = field('From', { value: template.from ?? '', placeholder: 'Acme <hi@acme.test>' });
  const subject = field('Subject', { value: template.subject ?? '', maxlength: '2000' });
  const html = area('HTML', template.html, 12);
  const text = area('Text; made from the HTML if it is empty', template.text, 5);
  const variables = area('Variables, as JSON', JSON.stringify(template.variables.map(({ key, type, fallback_value: fallback }) => ({ key, type, ...fallback !== null && { fallback_value: fallback } })), null, 1), 6);
  const outcome = el('div', { class: 'outcome' });
  const save = button('Save', { type: 'submit', class: 'button primary' });
  return [el('form', {
    class: 'filters',
    onsubmit: async event => {
      event.preventDefault();
      const saved = await act(save, outcome, async () => api.updateTemplate(template.id, template.version, {
        from: from.input.value, subject: subject.input.value, html: html.input.value, text: text.input.value, variables: parse(variables.input.value),
      }));
      if (!saved) return;
      await refresh();
      announce(`Saved as version ${saved.version}`);
    },
  }, from.element, subject.element, html.element, text.element, variables.element, el('div', { class: 'field-actions' }, save)), outcome];
}
