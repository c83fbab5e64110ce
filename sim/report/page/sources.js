// SPDX-License-Identifier: Apache-2.0
// The machine, and where every figure is from.

/** Leaves of an object: [[path, pointer]]. */
function leaves(object, path = '', pointer = '') {
  return Object.entries(object).flatMap(([key, value]) => {
    const [way, place] = [path ? `${path}.${key}` : key, `${pointer}/${escaped(key)}`];
    return value !== null && typeof value === 'object' ? leaves(value, way, place) : [[way, place]];
  });
}

function addArchitecture(runs) {
  if (runs.length === 0) return;
  const paths = unionOfNames(runs.map((run) => leaves(run.document.architecture).map(([path]) => path)));
  const rows = paths.map((path) => {
    const figures = runs.map((run) => run.figure('/architecture/' + path.split('.').map(escaped).join('/'), 'number'));
    const differs = runs.length > 1 && figures[0].value !== figures[1].value;
    return [path, ...figures, ...(runs.length > 1 ? [differs ? 'differs' : ''] : [])];
  });
  const differing = rows.filter((row) => row[row.length - 1] === 'differs');
  const heads = ['octet run --set', ...runs.map((run) => run.letter || 'value'), ...(runs.length > 1 ? [''] : [])];
  addSection('architecture', 'Architecture',
    runs.length > 1 ?
      (differing.length ? makeTable('What differs', heads.slice(0, -1), differing.map((row) => row.slice(0, -1))) :
                          make('p', {}, 'Both runs have the same architecture.')) :
      null,
    foldedTable('the resolved architecture', heads, rows));
}

/** What each section's figures are made of. */
const ORIGINS = [
  [
    'Cycles, busy, stalled and idle cycles, steps', 'events that the machine counted in this run',
    'run.json: cycles, per_unit, per_layer; the rules are docs/machine.md'
  ],
  ['Latency', 'cycles / clock', 'run.json: latency_s'],
  ['Utilization', 'multiply-accumulates / (rows x columns x cycles)', 'run.json: utilization'],
  ['Bytes', 'counted at every memory', 'run.json: memory'],
  [
    'Causes of a layer\u2019s cycles, bounds, least cycles', 'one cause for every cycle of the array',
    'run.json: explain, per_layer[].explain; the rules are docs/explain.md'
  ],
  [
    'Roofline', 'multiply-accumulates, bytes and cycles above; limits from the architecture',
    'run.json: macs, memory, architecture'
  ],
  ['Timeline', 'every step of one inference', 'trace.json'],
  [
    'Energy', 'counted events times a technology table, leakage times time',
    'run.json: energy_j; the table is named below'
  ],
  [
    'Area', 'gates and memories of the architecture times a technology table',
    'run.json: area_mm2; the table is named below'
  ],
  ['Accuracy', 'right predictions / inputs with a label', 'run.json: accuracy'],
];

const SWEEP_ORIGIN = [
  'Points of a sweep', 'estimates of each configuration; SystemC, and accuracy on all images, for finalists',
  'sweep.json, points.csv'
];

/** How far the rows can be trusted: "12 C confirmed in a text at hand, 3 R recalled". */
const MARKS = {
  C: 'confirmed in a text at hand',
  M: 'measured by our synthesis',
  R: 'recalled and unconfirmed',
  S: 'scaled from other rows'
};
function marks(rows) {
  return Object.entries(MARKS)
    .map(([mark, meaning]) => [rows.filter((row) => row.mark === mark).length, `${mark} ${meaning}`])
    .filter(([count]) => count > 0)
    .map(([count, text]) => `${count} ${text}`)
    .join(', ');
}

function provenance(run) {
  const it = run.document.provenance;
  const files = [...run.entry.files, ...(it.inputs || [])].map(
    (file) => [file.path, {value: file.bytes, unit: 'bytes', formula: 'size of the file'},
      make('code', {}, file.sha256)]);
  const seeds = Object.entries(it.seeds || {}).map(([name, seed]) => `${name} ${seed}`).join(', ') || 'none';
  const tables = it.table_sources.length === 0 ?
    null :
    foldedTable(`rows of the technology tables behind energy and area${run.letter ? ' (' + run.letter + ')' : ''}`,
      ['table', 'row', 'value', 'mark', 'source'],
      it.table_sources.map(
        (row) => [row.table, row.row, {value: row.value, unit: 'number', formula: 'run.json /provenance/table_sources'},
          row.mark, row.source + (row.from ? ` (${row.from} times ${row.factor})` : '')]),
      [1, 3, 4]);
  return make('div', {}, make('h3', {}, run.title),
    make('dl', {class: 'pairs'}, make('dt', {}, 'Made by'),
      make('dd', {}, make('code', {}, it.command_line), `, octet ${it.version}`), make('dt', {}, 'Seeds'),
      make('dd', {}, seeds), make('dt', {}, 'Technology table'),
      make('dd', {},
        tables ? `${it.table_sources[0].table}; marks: ${marks(it.table_sources)}` :
                 'none: energy and area are not known')),
    tables,
    makeTable(`files this was made from${run.letter ? ' (' + run.letter + ')' : ''}`, ['file', 'bytes', 'SHA-256'],
      files, [2]));
}

function addSources(runs, sweeps) {
  addSection('sources', 'Where every figure is from',
    make(
      'p', {}, 'Every figure in a table carries its place in the result: rest the pointer on it. No figure was typed.'),
    makeTable('Origins', ['figure', 'is', 'stands in'],
      [...(runs.length > 0 ? ORIGINS : []), ...(sweeps.length > 0 ? [SWEEP_ORIGIN] : [])], [1, 2]),
    ...runs.map(provenance), ...sweeps.map(sweepProvenance));
}
