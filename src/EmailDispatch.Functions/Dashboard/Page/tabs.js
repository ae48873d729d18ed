import { el } from './elements.js';

// Tabs as the ARIA authoring practices describe them: one tab stop, arrow keys, Home and End.
// Each tab: { id, label, disabled, render }; a panel is rendered when it is first shown.
export function tabs(label, items, selected, extra, onSelect) {
  const list = el('div', { role: 'tablist', 'aria-label': label, class: 'tablist' });
  const panels = new Map();
  const buttons = items.map(item => el('button', {
    type: 'button', role: 'tab', id: `tab-${item.id}`, 'aria-controls': `panel-${item.id}`, disabled: item.disabled,
    onclick: () => select(item.id),
  }, item.label));
  list.append(...buttons);
  for (const item of items) {
    panels.set(item.id, el('div', {
      role: 'tabpanel', id: `panel-${item.id}`, 'aria-labelledby': `tab-${item.id}`, tabindex: '0', class: 'panel', hidden: true,
    }));
  }

  list.addEventListener('keydown', event => {
    const usable = buttons.filter(button => !button.disabled);
    const at = usable.indexOf(document.activeElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: usable.length - 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    const button = usable[(next + usable.length) % usable.length];
    button.focus();
    button.click();
  });

  function select(id) {
    for (const item of items) {
      const chosen = item.id === id;
      const button = buttons[items.indexOf(item)];
      const panel = panels.get(item.id);
      button.setAttribute('aria-selected', chosen);
      button.tabIndex = chosen ? 0 : -1;
      panel.hidden = !chosen;
      if (chosen && !panel.hasChildNodes()) panel.append(...[item.render()].flat());
    }
    onSelect(id);
  }

  select(items.find(item => item.id === selected && !item.disabled)?.id ?? items.find(item => !item.disabled).id);
  return [el('div', { class: 'tabs' }, list, extra), ...panels.values()];
}
