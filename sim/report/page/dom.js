// SPDX-License-Identifier: Apache-2.0
// Elements from data. Strings become text, never markup: names in a result may hold anything.

/** A new element with these attributes and children; children that are null are left out. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  for (const child of children.flat())
    if (child !== null && child !== undefined) element.append(child);
  return element;
}

/** A section of the page with an entry in its table of contents. */
function addSection(id, title, ...children) {
  const heading = id + '-heading';
  document.getElementById('report').append(
    make('section', {id, 'aria-labelledby': heading}, make('h2', {id: heading}, title), ...children));
  document.getElementById('contents').append(make('li', {}, make('a', {href: '#' + id}, title)));
}

/**
 * A cell of a table: a text, null, or a figure of a run ({value, unit, run, pointer}), which carries its place in
 * run.json for whoever hovers and for checks.
 */
function cellContent(cell) {
  if (cell === null || cell === undefined) return make('span', {class: 'unknown'}, 'not known');
  if (typeof cell !== 'object') return String(cell);
  if (cell instanceof Node) return cell;
  if (cell.value === null || cell.value === undefined)
    return make('span', {class: 'unknown'}, cell.absent || 'not known');
  const place = cell.pointer ? `${cell.run.file} ${cell.pointer}` : cell.formula;
  return make('span', {
    title: place,
    'data-run': cell.pointer ? cell.run.index : null,
    'data-pointer': cell.pointer,
    'data-value': JSON.stringify(cell.value)
  },
    written(cell.value, cell.unit));
}

/**
 * A table with a caption; `heads` are texts, the first column heads its rows, all others are right-aligned unless in
 * `texts`.
 */
function makeTable(caption, heads, rows, texts = []) {
  const align = (column) => (column === 0 || texts.includes(column) ? 'text' : 'figure');
  return make('div', {class: 'wide', tabindex: 0, role: 'region', 'aria-label': caption},
    make('table', {}, make('caption', {}, caption),
      make('thead', {},
        make('tr', {}, heads.map((head, column) => make('th', {scope: 'col', class: align(column)}, head)))),
      make('tbody', {},
        rows.map((row) => make('tr', {},
                   row.map((cell, column) => make(column === 0 ? 'th' : 'td',
                             {scope: column === 0 ? 'row' : null, class: align(column)}, cellContent(cell))))))));
}

/** A table that is closed until someone asks for it; printing opens it unless `long`. */
function foldedTable(caption, heads, rows, texts, long = false) {
  return make('details', {class: long ? 'long' : null}, make('summary', {}, 'Table: ' + caption),
    makeTable(caption, heads, rows, texts));
}

/** A legend: [[name, color], ...]. */
function makeLegend(entries) {
  return make('ul', {class: 'legend', 'aria-hidden': 'true'}, entries.map(([name, color]) => {
    const swatch = make('span', {class: 'swatch'});
    swatch.style.background = color;
    return make('li', {}, swatch, name);
  }));
}
