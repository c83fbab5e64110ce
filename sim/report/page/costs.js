// SPDX-License-Identifier: Apache-2.0
// Energy and area, by unit and by layer. What is not known is said, never drawn as nothing.

/** The total of a part of a cost, which is a number or {total, dynamic, leakage}. */
const partPointer = (part, pointer) => (typeof part === 'number' ? pointer : `${pointer}/total`);

/** Parts of a cost by unit: [{name, pointer, details: [[name, pointer]]}]. */
function costParts(run, key) {
  return Object.entries(run.at(`/${key}/per_unit`) || {}).map(([name, part]) => {
    const pointer = `/${key}/per_unit/${escaped(name)}`;
    const details = typeof part === 'object' ?
      Object.keys(part).filter((it) => it !== 'total').map((it) => [it, `${pointer}/${escaped(it)}`]) :
      [];
    return {name, pointer: partPointer(part, pointer), details};
  });
}

const COST_NAMES = {
  energy_j: 'Energy',
  area_mm2: 'Area'
};
const COST_COLORS = ['var(--busy)', 'var(--series-1)', 'var(--series-2)', 'var(--series-3)'];

function costByUnit(runs, key) {
  const unit = unitOf(key);
  const known = runs.map((run) => costParts(run, key));
  const names = unionOfNames(known.map((parts) => parts.map((it) => it.name)));
  const details = unionOfNames(known.map((parts) => parts.flatMap((it) => it.details.map(([name]) => name))));
  const total = (run) => run.at(`/${key}/total`);
  const rows = names.map((name) => ({
    label: name,
    bars: runs.flatMap((run, i) => {
      const part = known[i].find((it) => it.name === name);
      if (!part) return [];
      const pieces = part.details.length > 0 ? part.details : [['', part.pointer]];
      return [{
        group: run.letter,
        parts: pieces.map(([detail, pointer]) => {
          const value = run.at(pointer);
          return {
            value,
            color: COST_COLORS[Math.max(0, details.indexOf(detail)) % COST_COLORS.length],
            text: '',
            tip: `${run.letter ? run.letter + ': ' : ''}${name}${detail ? '\n' + spoken(detail) : ''}\n${
              written(value, unit)}, ${written(value / total(run), 'share')} of ${written(total(run), unit)}`
          };
        })
      }];
    })
  }));
  const table = names.flatMap((name) => runs.flatMap((run, i) => {
    const part = known[i].find((it) => it.name === name);
    if (!part) return [];
    const find = (detail) => (part.details.find(([it]) => it === detail) || [])[1];
    return [[
      name + (run.letter ? ` (${run.letter})` : ''), run.figure(part.pointer, unit),
      {value: run.at(part.pointer) / total(run), unit: 'share', formula: 'part / total'},
      ...details.map((detail) => (find(detail) ? run.figure(find(detail), unit) : ''))
    ]];
  }));
  for (const run of runs)
    table.push([
      'total' + (run.letter ? ` (${run.letter})` : ''), run.figure(`/${key}/total`, unit),
      {value: 1, unit: 'share', formula: 'part / total'}, ...details.map(() => '')
    ]);
  const largest = (i) => known[i].reduce((best, it) => (runs[i].at(it.pointer) > runs[i].at(best.pointer) ? it : best));
  const says = runs
                 .map((run, i) => `${run.letter ? run.letter + ': ' : ''}${written(total(run), unit)} in all; ${
                        largest(i).name} takes most, ${written(run.at(largest(i).pointer) / total(run), 'share')}`)
                 .join('. ') +
    '.';
  return makeFigure({
    id: `plot-${key}`,
    title: `${COST_NAMES[key]} by unit`,
    says,
    legend: details.length > 1 ? details.map((it, i) => [spoken(it), COST_COLORS[i % COST_COLORS.length]]) : null,
    spec: stackedBars({
      rows,
      groups: runs.map((run) => run.letter),
      axisTitle: key === 'energy_j' ? 'joules an inference' : 'square millimeters',
      format: key === 'energy_j' ? '.3~s' : '.3~f'
    }),
    table: foldedTable(
      `${COST_NAMES[key].toLowerCase()} by unit`, ['unit', 'in all', 'share', ...details.map(spoken)], table)
  });
}

function layerEnergyPointer(run, index) {
  const pointer = `/per_layer/${index}/energy_j`;
  return typeof run.at(pointer) === 'number' ? pointer : null;
}
const energyOfLayers = (run) => run.layers.some(([, index]) => layerEnergyPointer(run, index) !== null);
function layerEnergyFigure(run, index) {
  const pointer = layerEnergyPointer(run, index);
  return pointer ? run.figure(pointer, 'j') : {value: null, absent: 'part of another layer'};
}

function energyByLayer(runs) {
  const byRun = runs.map((run) => layerGroups(run, true));
  const energy = (run, indices) => sum(indices.map((index) => run.at(layerEnergyPointer(run, index) || '/-') || 0));
  const names = unionOfNames(byRun.map((groups) => [...groups.keys()]));
  const rows = names
                 .map((name) => ({
                   label: name,
                   bars: runs.flatMap((run, i) => {
                     const indices = byRun[i].get(name);
                     if (!indices) return [];
                     const value = energy(run, indices);
                     return [{
                       group: run.letter,
                       parts: [{
                         value,
                         color: 'var(--busy)',
                         text: '',
                         tip: `${run.letter ? run.letter + ': ' : ''}${name}${
                           indices.length > 1 ? ` (${indices.length} layers)` : ''}\n${written(value, 'j')}`
                       }]
                     }];
                   })
                 }))
                 .filter((row) => row.bars.some((bar) => bar.parts[0].value > 0));
  const says = runs
                 .map((run, i) => {
                   const [name, value] = [...byRun[i]]
                                           .map(([it, indices]) => [it, energy(run, indices)])
                                           .reduce((best, it) => (it[1] > best[1] ? it : best));
                   return `${run.letter ? run.letter + ': ' : ''}${name} takes most, ${written(value, 'j')}`;
                 })
                 .join('; ') +
    '. Every layer\u2019s energy is in the table of layers above.';
  return makeFigure({
    id: 'plot-layer-energy',
    title: 'Energy by layer, repeated layers together',
    says,
    spec: stackedBars(
      {rows, groups: runs.map((run) => run.letter), axisTitle: 'joules an inference', format: '.3~s', step: 22})
  });
}

function addCosts(all) {
  const children = [];
  for (const key of Object.keys(COST_NAMES)) {
    const runs = all.filter((run) => costParts(run, key).length > 0);
    for (const run of all)
      if (!run.at('/' + key))
        children.push(make('p', {class: 'note'},
          `${COST_NAMES[key]}${run.letter ? ' of ' + run.title : ''}: ${costFigure(run, key).absent}.`));
    if (runs.length > 0) children.push(costByUnit(runs, key));
    const layered = runs.filter(energyOfLayers);
    if (key !== 'energy_j') continue;
    if (layered.length > 0) children.push(energyByLayer(layered));
    for (const run of runs)
      if (run.at('/layers_missing_reason'))
        children.push(make('p', {class: 'note'},
          `Energy by layer${run.letter ? ' of ' + run.title : ''}: not known: ${run.at('/layers_missing_reason')}.`));
  }
  addSection('costs', 'Energy and area', ...children);
}
