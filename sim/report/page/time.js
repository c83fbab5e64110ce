// SPDX-License-Identifier: Apache-2.0
// Where the cycles go: by unit with its stalls, and by layer.

/** Colors of the array's causes and of the units' states; a cause that is not listed takes a color of the palette. */
const STATE_COLORS = {
  busy: 'var(--busy)',
  idle: 'var(--idle)',
  multiply: 'var(--busy)'
};
const STATE_ORDER = [
  'token', 'unit', 'port', 'bank', 'drain', 'requantizer', 'softmax', 'activation', 'normalization', 'residual_adder',
  'memory', 'control'
];
function stateColor(state) {
  const place = STATE_ORDER.indexOf(state);
  return STATE_COLORS[state] || palette(place < 0 ? 19 : place + 1);
}
const stateLegend = (states) => states.map((it) => [it.replace(/_/g, ' '), stateColor(it)]);

/** Busy, stalls by cause and idle of a unit: [[state, pointer]]. */
function unitStates(unit, index) {
  const states = [['busy', `/per_unit/${index}/busy_cycles`]];
  for (const cause of Object.keys(unit.stalled_cycles || {}))
    states.push([cause, `/per_unit/${index}/stalled_cycles/${escaped(cause)}`]);
  if (unit.idle_cycles !== null && unit.idle_cycles !== undefined)
    states.push(['idle', `/per_unit/${index}/idle_cycles`]);
  return states;
}

function addUnits(all) {
  const runs = all.filter((run) => run.units.length > 0);
  if (runs.length === 0) return;
  const names = unionOfNames(runs.map((run) => run.units.map(([unit]) => unit.name)));
  const states = unionOfNames(
    runs.map((run) => run.units.flatMap(([unit, index]) => unitStates(unit, index).map(([state]) => state))));
  const part = (run, [state, pointer], unit) => {
    const cycles = run.at(pointer);
    const share = written(cycles / run.document.cycles, 'share');
    return {
      value: cycles / run.document.cycles,
      color: stateColor(state),
      text: share,
      tip: `${run.letter ? run.letter + ': ' : ''}${unit.name}\n${state}: ${grouped(cycles)} cycles, ${share}`
    };
  };
  const rows = names.map((name) => ({
    label: name,
    bars: runs.flatMap((run) => run.units.filter(([unit]) => unit.name === name).map(([unit,
      index]) => ({group: run.letter, parts: unitStates(unit, index).map((state) => part(run, state, unit))})))
  }));
  const table = names.flatMap(
    (name) => runs.flatMap((run) => run.units.filter(([unit]) => unit.name === name).map(([unit, index]) => {
      const known = new Map(unitStates(unit, index));
      return [
        run.letter ? `${name} (${run.letter})` : name,
        ...states.map((state) => (known.has(state) ? run.figure(known.get(state)) : null))
      ];
    })));
  const busiest = runs.map((run) => {
    const [unit] = run.units.reduce((best, it) => (it[0].busy_cycles > best[0].busy_cycles ? it : best));
    return `${run.letter ? run.letter + ': ' : ''}${unit.name} is busiest, ${
      written(unit.busy_cycles / run.document.cycles, 'share')} of ${grouped(run.document.cycles)} cycles`;
  });
  const reasons = runs.map((run) => run.at('/stalls_missing_reason')).filter(Boolean);
  addSection('units', 'Time by unit, stalls by cause', makeFigure({
    id: 'plot-units',
    title: 'Every unit\u2019s cycles: at work, stalled by cause, idle',
    says: busiest.join('; ') + '.' + (reasons.length ? ` Stalls: ${reasons[0]}.` : ''),
    legend: stateLegend(states.filter((state) => runs.some((run) => run.units.some(([unit,
      index]) => unitStates(unit, index).some(([it, pointer]) => it === state && run.at(pointer) > 0))))),
    spec:
      stackedBars({rows, groups: runs.map((run) => run.letter), axisTitle: 'share of the run', format: '.0%', max: 1}),
    table: foldedTable('cycles of every unit', ['unit', ...states.map((it) => it.replace(/_/g, ' '))], table),
  }),
    make('p', {class: 'note'},
      'token: waits for another unit\u2019s result; unit: waits for a unit that two contexts share; ' +
        'port: waits for the memory port; ' +
        'bank: waits for a bank of a buffer; drain: waits for sums on their way out.'));
}

/** Layers of a run, or what layers of one kind (blocks.*.norm1) add up to: [{name, indices}]. */
function layerGroups(run, together) {
  const groups = new Map();
  for (const [layer, index] of run.layers) {
    const name = together ? kindOf(layer.name) : layer.name;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(index);
  }
  return groups;
}

const sum = (list) => list.reduce((total, it) => total + it, 0);

/** The cycles of layers by cause where explained, else the cycles in which any of their steps was at work. */
function layerParts(run, indices) {
  if (!run.explained) return [['busy', sum(indices.map((it) => run.at(`/per_layer/${it}/busy_cycles`) || 0))]];
  const total = new Map();
  for (const index of indices)
    for (const [key, cycles] of Object.entries(run.at(`/per_layer/${index}/explain/causes`) || {}))
      total.set(key, (total.get(key) || 0) + cycles);
  return [...total].map(([key, cycles]) => [key.replace(/_cycles$/, ''), cycles]);
}

function layerFigure(runs, together, id) {
  const byRun = runs.map((run) => layerGroups(run, together));
  const names = unionOfNames(byRun.map((groups) => [...groups.keys()]));
  const explained = runs.every((run) => run.explained);
  const used = new Set();
  const rows = names
                 .map((name) => ({
                   label: name,
                   bars: runs.flatMap((run, i) => {
                     if (!byRun[i].has(name)) return [];
                     const parts = layerParts(run, byRun[i].get(name)).filter(([, cycles]) => cycles > 0);
                     return [{
                       group: run.letter,
                       parts: parts.map(([state, cycles]) => {
                         used.add(state);
                         const share = written(cycles / run.document.cycles, 'share');
                         return {
                           value: cycles,
                           color: stateColor(state),
                           text: '',
                           tip: `${run.letter ? run.letter + ': ' : ''}${name}${
                             byRun[i].get(name).length > 1 ? ` (${byRun[i].get(name).length} layers)` :
                                                             ''}\n${state}: ${grouped(cycles)} cycles, ${share}`
                         };
                       })
                     }];
                   })
                 }))
                 .filter((row) => row.bars.some((bar) => bar.parts.length > 0));
  const longest =
    (run, groups) => [...groups]
                       .map(([name, indices]) => [name, sum(layerParts(run, indices).map(([, cycles]) => cycles))])
                       .reduce((best, it) => (it[1] > best[1] ? it : best));
  const says = runs
                 .map((run, i) => {
                   const [name, cycles] = longest(run, byRun[i]);
                   return `${run.letter ? run.letter + ': ' : ''}${name} takes most, ${grouped(cycles)} cycles`;
                 })
                 .join('; ') +
    (explained ? '. Windows of layers add up to the run: each cycle is put to one layer.' :
                 '. Layers overlap, so their cycles add up to more than the run; ' +
          'octet run --explain gives windows that do not.');
  return makeFigure({
    id,
    title: (explained ? 'Cycles of the run by layer and cause' : 'Busy cycles by layer') +
      (together ? ', repeated layers together' : ''),
    says,
    legend: stateLegend([...used].sort((a, b) => (a === 'multiply' ? -1 :
                                           b === 'multiply'        ? 1 :
                                                                     STATE_ORDER.indexOf(a) - STATE_ORDER.indexOf(b)))),
    spec: stackedBars({rows, groups: runs.map((run) => run.letter), axisTitle: 'cycles', step: together ? 22 : 17}),
  });
}

function layerTable(run) {
  const pointer = (index, key) => `/per_layer/${index}/${key}`;
  const heads = ['layer', 'macs', 'start', 'end', 'busy cycles'];
  if (run.explained) heads.push('window', 'bound', 'least cycles (roofline)', 'window / least');
  if (energyOfLayers(run)) heads.push('energy');
  const rows = run.layers.map(([layer, index]) => {
    const row = [
      layer.name, run.figure(pointer(index, 'macs'), 'count'),
      ...['start_cycles', 'end_cycles', 'busy_cycles'].map((key) => run.figure(pointer(index, key)))
    ];
    if (run.explained) {
      const has = layer.explain;
      row.push(has ? run.figure(pointer(index, 'explain/window_cycles')) : '',
        has ? layer.explain.bound : 'part of another layer',
        has ? run.figure(pointer(index, 'explain/roofline_cycles')) : '',
        has && !layer.explain.hidden ? run.figure(pointer(index, 'explain/window_over_roofline'), 'number') :
          has                        ? 'hidden' :
                                       '');
    }
    if (energyOfLayers(run)) row.push(layerEnergyFigure(run, index));
    return row;
  });
  return foldedTable(`every layer${run.letter ? ' of ' + run.title : ''}`, heads, rows, run.explained ? [6] : []);
}

function addLayers(all) {
  const timed = all.filter((run) => run.document.cycles !== null && run.layers.length > 0);
  if (timed.length === 0) return;
  const missing =
    timed.filter((run) => run.at('/layers_missing_reason'))
      .map(
        (run) => make('p', {class: 'note'},
          `Cycles by layer${run.letter ? ' of ' + run.title : ''}: not known: ${run.at('/layers_missing_reason')}.`));
  const runs = timed.filter((run) => !run.at('/layers_missing_reason'));
  if (runs.length === 0) {
    addSection('layers', 'Time by layer', ...missing, ...timed.map(layerTable));
    return;
  }
  const repeated = runs.some((run) => layerGroups(run, true).size < run.layers.length);
  const single = layerFigure(runs, false, 'plot-layers');
  const children = repeated ?
    [
      layerFigure(runs, true, 'plot-layer-kinds'),
      make('details', {class: 'long'}, make('summary', {}, 'Plot: every layer by itself'), single)
    ] :
    [single];
  addSection('layers', 'Time by layer', ...children, ...missing, ...timed.map(layerTable));
}
