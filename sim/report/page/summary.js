// SPDX-License-Identifier: Apache-2.0
// What the run took, in one look; two runs beside each other.

/** A cost that is an object with a total, or null with a reason. */
function costFigure(run, key) {
  const reason = run.at('/' + key.replace(/_[^_]+$/, '') + '_missing_reason');
  if (run.at('/' + key) === null || run.at('/' + key) === undefined)
    return {value: null, absent: 'not known' + (reason ? ': ' + reason : '')};
  return run.figure(`/${key}/total`, unitOf(key));
}

/** [[label, figure]] */
function keyFigures(run) {
  const list = [
    ['Cycles an inference', run.figure('/cycles')],
    ['Latency', run.figure('/latency_s')],
    ['Utilization of the array', run.figure('/utilization')],
    ['Multiply-accumulates', run.figure('/macs', 'count')],
    ['Energy an inference', costFigure(run, 'energy_j')],
    ['Area', costFigure(run, 'area_mm2')],
    ['Power', run.figure('/power_w')],
    ['DRAM read', run.figure('/memory/dram_read_bytes')],
    ['DRAM written', run.figure('/memory/dram_write_bytes')],
    ['Clock', run.figure('/clock_hz')],
    ['Inputs run', run.figure('/samples', 'count')],
  ];
  if (run.at('/accuracy')) list.push(['Accuracy (integer model)', run.figure('/accuracy/integer', 'share')]);
  const power = list.findIndex(([label]) => label === 'Power');
  if (list[power][1].value === null) list.splice(power, 1);  // follows from energy, whose reason is told
  const reason = run.at('/time_missing_reason');
  for (const [, figure] of list)
    if (figure.value === null && !figure.absent) figure.absent = 'not known' + (reason ? ': ' + reason : '');
  return list;
}

const suffixed = (figure) => (figure.unit === 'bytes' && figure.value !== null ? ' bytes' : '');

function addSummary(runs) {
  if (runs.length === 1) {
    const cards = keyFigures(runs[0]).map(
      ([label, figure]) => make('div', {class: 'card' + (figure.value === null ? ' absent' : '')},
        make('dt', {}, label), make('dd', {}, cellContent(figure), suffixed(figure))));
    addSection('summary', 'Summary', subtitle(runs[0]), make('dl', {class: 'cards'}, cards), findings(runs[0]));
    return;
  }
  const [a, b] = runs.map(keyFigures);
  const labels = unionOfNames([a.map(([label]) => label), b.map(([label]) => label)]);
  const find = (list, label) =>
    (list.find(([it]) => it === label) || [])[1] || {value: null, absent: 'not part of this run'};
  const rows = labels.map((label) => {
    const [left, right] = [find(a, label), find(b, label)];
    const differs = label === 'Inputs run' ? '' : difference(left.value, right.value, left.unit || right.unit);
    return [label + (suffixed(left) || suffixed(right) ? ', bytes' : ''), left, right, differs];
  });
  addSection('summary', 'Summary', ...runs.map(subtitle),
    makeTable('Two runs side by side', ['', 'A', 'B', 'B compared with A'], rows), ...runs.map(findings));
}

function subtitle(run) {
  const view = {
    systemc: 'bits and cycles of the SystemC machine',
    estimate: 'cycles in closed form, not simulated',
    golden: 'integers without time',
    rtl: 'bits and cycles of the gates'
  }[run.document.view];
  return make('p', {class: 'subtitle'}, make('strong', {}, run.title),
    `, view ${run.document.view}${view ? ` (${view})` : ''}${run.document.timing_only ? ', timing only' : ''}`);
}

/** What `--explain` found, in sentences. */
function findings(run) {
  if (!run.explained) return null;
  const {causes, padding_share: padding, suggestions} = run.document.explain;
  const share = (cycles) => written(cycles / run.document.cycles, 'share');
  const [cause, cycles] = Object.entries(causes)
                            .filter(([key]) => key !== 'multiply_cycles')
                            .reduce((best, it) => (it[1] > best[1] ? it : best));
  const items = [`The array multiplies in ${share(causes.multiply_cycles)} of the run; ${
                   written(padding, 'share')} of what it multiplies then is padding of edge tiles. ` +
    `The largest other cause is ${spoken(cause)}, ${share(cycles)}.`];
  const against = (it) => (it.cause === 'mapping' ? 'Mapping' : `Against ${it.cause}`);
  for (const it of suggestions)
    items.push(it.set === null ? `${against(it)}: no single change that was tried makes the run shorter.` :
                                 `${against(it)}: --set ${it.set} was tried and gives ${grouped(it.cycles)} cycles, ${
                                   difference(run.document.cycles, it.cycles)}.`);
  return make('div', {class: 'findings'},
    make('h3', {}, 'What holds it up' + (run.letter ? ' (' + run.letter + ')' : '')),
    make('ul', {}, items.map((it) => make('li', {}, it))));
}
