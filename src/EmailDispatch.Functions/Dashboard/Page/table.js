import { aside, el } from './elements.js';

// A table that becomes cards on a narrow screen. Explicit roles, because display: block removes the implicit ones.
// A column is { name, isNameHidden, class, cell(row) }; the first one is the row header.
export function table({ caption, columns, rows, class: className = '' }) {
  const body = el('tbody', { role: 'rowgroup' });
  const element = el('table', { role: 'table', class: className },
    el('caption', { class: 'visually-hidden' }, caption),
    el('thead', { role: 'rowgroup' },
      el('tr', { role: 'row' }, columns.map(column => el('th', { scope: 'col', role: 'columnheader', class: column.class },
        column.isNameHidden ? aside(column.name) : column.name)))),
    body);
  const append = more => {
    const added = more.map(row => line(columns, row));
    body.append(...added);
    return added;
  };
  append(rows);
  return { element, append, body, line: row => line(columns, row) };
}

function line(columns, row) {
  return el('tr', { role: 'row' }, columns.map((column, n) => n === 0
    ? el('th', { scope: 'row', role: 'rowheader', class: column.class, 'data-name': column.name }, column.cell(row))
    : el('td', { role: 'cell', class: column.class, 'data-name': column.name }, column.cell(row))));
}
