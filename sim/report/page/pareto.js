// SPDX-License-Identifier: Apache-2.0
// Points of sweeps: every pair of objectives, the front among them, and the configuration behind each point.

const ROWS_A_PAGE = 50;

/**
 * One sweep; its points as objects: {id, front, systemc, choices: texts by axis, scores: by objective, null where not
 * known}.
 */
class Sweep {
  constructor(entry, index, count) {
    this.entry = entry;
    this.letter = count > 1 ? 'AB'[index] : '';
    this.title = (this.letter ? this.letter + ': ' : '') + entry.name;
    this.axes = entry.axes.map((axis) => axis.name);
    this.objectives = entry.objectives;
    this.points = entry.points.map(([id, front, systemc, ...rest]) => ({
      id,
      front: front === 1,
      systemc: systemc === 1,
      choices: entry.axes.map((axis, i) => axis.choices[rest[i]]),
      scores: rest.slice(entry.axes.length)
    }));
    this.front = this.points.filter((it) => it.front);
  }
  value(point, name) {
    return point.scores[this.objectives.findIndex((it) => it.name === name)];
  }
  /** Points of which these objectives are known. */
  known(points, ...objectives) {
    return points.filter((point) => objectives.every((it) => Number.isFinite(this.value(point, it.name))));
  }
  better(objective, a, b) {
    return objective.maximize ? a > b : a < b;
  }
}

/** The first sweep's orange, the second one's blue. */
const frontColor = (index) => palette(1 - index);

function pairsOf(list) {
  return list.flatMap((a, i) => list.slice(i + 1).map((b) => [a, b]));
}

/** The points of one plot that no other of them beats in both objectives, by x. */
function stairs(sweep, points, x, y) {
  const sorted =
    points.slice().sort((a, b) => (sweep.value(a, x.name) - sweep.value(b, x.name)) * (x.maximize ? -1 : 1) ||
        (sweep.value(a, y.name) - sweep.value(b, y.name)) * (y.maximize ? -1 : 1));
  const out = [];
  for (const it of sorted)
    if (out.length === 0 || sweep.better(y, sweep.value(it, y.name), sweep.value(out[out.length - 1], y.name)))
      out.push(it);
  return out;
}

function domainOf(values, log) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (log) return [least / 1.15, most * 1.15];
  const margin = (most - least || Math.abs(most) || 1) * 0.06;
  return [least - margin, most + margin];
}

function objectiveTitle(objective) {
  return `${spoken(objective.name)}${AXIS_UNITS[unitOf(objective.name)] || ''}, ${
    objective.maximize ? 'more' : 'less'} is better`;
}
const AXIS_FORMATS = {
  share: '.3~%',
  mm2: '.3~g'
};
const AXIS_UNITS = {
  s: ' (s)',
  j: ' (J)',
  mm2: ' (mm\u00b2)',
  cycles: ' (cycles)',
  w: ' (W)'
};

function paretoSpec(sweeps, x, y) {
  const drawn = (point) => (point.front ? {size: 75, opacity: 0.95} :
      point.systemc                     ? {size: 40, opacity: 0.7} :
                                          {size: 16, opacity: 0.35});
  const color = (index, point) => (point.front || sweeps.length > 1 ? frontColor(index) : 'var(--muted)');
  const tip = (sweep, point) => [`${sweep.letter ? sweep.letter + ': ' : ''}point ${point.id}${
                                   point.front ? ', on the front' : ''}, ${point.systemc ? 'SystemC' : 'estimate'}`,
    ...sweep.objectives.map(
      (it) => `${spoken(it.name)}: ${
        sweep.value(point, it.name) === null ? 'not known' : written(sweep.value(point, it.name), unitOf(it.name))}`),
    '', ...sweep.axes.map((axis, i) => `${axis} = ${point.choices[i]}`)]
                                  .join('\n');
  const points = sweeps.flatMap((sweep, i) => sweep.known(sweep.points, x, y).map((point) => ({
    ...drawn(point),
    x: sweep.value(point, x.name),
    y: sweep.value(point, y.name),
    color: color(i, point),
    tip: tip(sweep, point)
  })));
  points.sort((a, b) => a.size - b.size);
  const lines = sweeps.flatMap(
    (sweep, i) => stairs(sweep, sweep.known(sweep.front, x, y), x,
      y).map((it) => ({x: sweep.value(it, x.name), y: sweep.value(it, y.name), name: i, color: frontColor(i)})));
  const axis = (values) =>
    ({log: values.every((it) => it > 0) && Math.max(...values) > 8 * Math.min(...values), values});
  const [ax, ay] = [axis(points.map((it) => it.x)), axis(points.map((it) => it.y))];
  const scale = (name, it, range) =>
    ({name, type: it.log ? 'log' : 'linear', domain: domainOf(it.values, it.log), range, zero: false});
  const ticks = (it, count) => (it.log ? {values: logTicks(domainOf(it.values, true))} : {tickCount: count});
  return {
    height: 320,
    data: [{name: 'points', values: points}, {name: 'lines', values: lines}],
    scales: [scale('x', ax, 'width'), scale('y', ay, 'height')],
    axes: [
      {
        orient: 'bottom',
        scale: 'x',
        title: objectiveTitle(x),
        grid: true,
        format: AXIS_FORMATS[unitOf(x.name)] || '.3~s',
        ...ticks(ax, 5)
      },
      {
        orient: 'left',
        scale: 'y',
        title: objectiveTitle(y),
        grid: true,
        format: AXIS_FORMATS[unitOf(y.name)] || '.3~s',
        ...ticks(ay, 6)
      }
    ],
    marks: [
      {
        type: 'group',
        from: {facet: {name: 'line', data: 'lines', groupby: 'name'}},
        marks: [{
          type: 'line',
          from: {data: 'line'},
          encode: {
            enter: {stroke: {field: 'color'}, strokeWidth: {value: 1.5}, interpolate: {value: 'step-after'}},
            update: {x: {scale: 'x', field: 'x'}, y: {scale: 'y', field: 'y'}}
          }
        }]
      },
      {
        type: 'symbol',
        name: 'bars',
        from: {data: 'points'},
        encode: {
          enter: {
            size: {field: 'size'},
            fill: {field: 'color'},
            fillOpacity: {field: 'opacity'},
            tooltip: {field: 'tip'},
            stroke: {value: 'var(--page)'},
            strokeWidth: {value: 0.4}
          },
          update: {x: {scale: 'x', field: 'x'}, y: {scale: 'y', field: 'y'}}
        }
      },
    ],
  };
}

/** One plot of two objectives; says which point is best in each. */
function paretoFigure(sweeps, x, y) {
  const best = (sweep, objective) => {
    const known = sweep.known(sweep.points, objective);
    if (known.length === 0) return `${spoken(objective.name)} is not known`;
    const it = known.reduce(
      (a, b) => (sweep.better(objective, sweep.value(b, objective.name), sweep.value(a, objective.name)) ? b : a));
    return `${spoken(objective.name)} is best at ${
      written(sweep.value(it, objective.name), unitOf(objective.name))} (point ${it.id})`;
  };
  const says =
    sweeps.map((sweep) => `${sweep.letter ? sweep.letter + ': ' : ''}${capital(best(sweep, x))}, ${best(sweep, y)}`)
      .join('. ') +
    '.';
  const legend = sweeps.flatMap((sweep, i) => [[
    `${sweep.letter ? sweep.letter + ', ' : ''}on the front${sweep.letter ? ' (large) and not' : ''}`, frontColor(i)
  ],
                                  ...(sweep.letter ? [] : [['other points', 'var(--muted)']])]);
  return makeFigure({
    id: `plot-pareto-${x.name}-${y.name}`,
    title: capital(`${spoken(y.name)} against ${spoken(x.name)}`),
    says,
    legend,
    spec: paretoSpec(sweeps, x, y)
  });
}

function pointRow(sweep, point) {
  return [
    String(point.id),
    ...sweep.objectives.map(
      (it) => ({value: sweep.value(point, it.name), unit: unitOf(it.name), formula: 'points.csv of the sweep'})),
    point.systemc ? 'systemc' : 'estimate', ...point.choices
  ];
}
const pointHeads = (sweep) => ['point', ...sweep.objectives.map((it) => spoken(it.name)), 'view', ...sweep.axes];

/** All points, a page at a time. */
function pagedTable(sweep) {
  const points = sweep.points;
  const place = make('div', {}), status = make('output', {'aria-live': 'polite'});
  let first = 0;
  const show = (start) => {
    first = Math.max(0, Math.min(start, Math.floor((points.length - 1) / ROWS_A_PAGE) * ROWS_A_PAGE));
    const rows = points.slice(first, first + ROWS_A_PAGE);
    status.textContent = `${first + 1} to ${first + rows.length} of ${points.length}`;
    place.replaceChildren(makeTable('points of the sweep', pointHeads(sweep), rows.map((it) => pointRow(sweep, it))));
  };
  const button = (name, step) => {
    const it = make('button', {type: 'button'}, name);
    it.addEventListener('click', () => show(first + step));
    return it;
  };
  const details = make('details', {class: 'long'},
    make('summary', {}, `Table: all points${sweep.letter ? ' of ' + sweep.title : ''}`),
    make('div', {class: 'controls'}, button('Earlier', -ROWS_A_PAGE), button('Later', ROWS_A_PAGE), status), place);
  details.addEventListener('toggle', () => show(first), {once: true});
  return details;
}

function addPareto(entries) {
  if (entries.length === 0) return;
  const sweeps = entries.map((entry, i) => new Sweep(entry, i, entries.length));
  const shared = sweeps[0].objectives.filter(
    (it) => sweeps.every(
      (sweep) => sweep.objectives.some((other) => other.name === it.name && other.maximize === it.maximize)));
  const counted = sweeps.map((sweep) => {
    const {sweep: facts, left_out: leftOut} = sweep.entry;
    const search = facts.search ?
      ` (${facts.search.method}${facts.search.seed === undefined ? '' : `, seed ${facts.search.seed}`}, of a space of ${
        grouped(facts.search.space)})` :
      '';
    return make('p', {}, make('strong', {}, sweep.title),
      `: ${grouped(facts.points)} points${search}, ${grouped(sweep.front.length)} on the front of ${
        sweep.objectives.map((it) => spoken(it.name)).join(', ')}; ${grouped(facts.failed)} failed` +
        (facts.infeasible ? `, ${grouped(facts.infeasible)} cannot be built` : '') +
        '. The front is of points that ran in SystemC; the others are estimates.' +
        (leftOut > 0 ?
            ` To keep this file small, ${
              grouped(leftOut)} points that are no finalists are left out, evenly; points.csv has them all.` :
            ''));
  });
  const plots =
    pairsOf(shared).filter(([x, y]) => sweeps.some((sweep) => sweep.known(sweep.points, x, y).length > 0)).map(([
      x, y
    ]) => paretoFigure(sweeps, x, y));
  const idle = sweeps.filter((it) => it.points.length === 0)
                 .map((sweep) => make(
                        'p', {class: 'note'}, `${sweep.title}: no point has figures; the table of reasons says why.`));
  const reasons = sweeps.filter((it) => it.entry.without_figures.length > 0).map((sweep) => {
    const rows = sweep.entry.without_figures.map(
      (it) => [it.state, {value: it.points, unit: 'count', formula: 'points.csv of the sweep'}, it.reason]);
    const caption = `reasons why points have no figures${sweep.letter ? ' (' + sweep.letter + ')' : ''}`;
    return sweep.points.length === 0 ? makeTable(caption, ['state', 'points', 'reason'], rows, [2]) :
                                       foldedTable(caption, ['state', 'points', 'reason'], rows, [2], rows.length > 60);
  });
  const fronts =
    sweeps.filter((it) => it.front.length > 0)
      .map((sweep) => foldedTable(`the front${sweep.letter ? ' of ' + sweep.title : ''}`, pointHeads(sweep),
             sweep.front.map((it) => pointRow(sweep, it)), [], sweep.front.length > 60));
  const failures = sweeps.filter((it) => it.entry.sweep.failures.length > 0)
                     .map((sweep) => foldedTable(`points that failed${sweep.letter ? ' of ' + sweep.title : ''}`,
                            ['point', 'reason', 'configuration'],
                            sweep.entry.sweep.failures.map(
                              (it) => [String(it.id), it.reason,
                                Object.entries(it.settings).map(([key, value]) => `${key}=${value}`).join(', ')]),
                            [1, 2], true));
  addSection('pareto', 'Pareto fronts', ...counted,
    plots.length > 0    ? make('div', {class: 'grid'}, plots) :
      shared.length < 2 ? make('p', {class: 'note'},
                            'The sweeps share fewer than two objectives: nothing to plot against each other.') :
                          null,
    ...idle, ...fronts, ...sweeps.filter((it) => it.points.length > 0).map(pagedTable), ...reasons, ...failures);
}

function sweepProvenance(entry) {
  const facts = leaves(entry.sweep.provenance)
                  .map(([path, pointer]) => [path,
                         pointer.split('/').slice(1).reduce(
                           (it, key) => it[key.replace(/~1/g, '/').replace(/~0/g, '~')], entry.sweep.provenance)]);
  const files = entry.files.map((file) => [file.path, {value: file.bytes, unit: 'bytes', formula: 'size of the file'},
                                  make('code', {}, file.sha256)]);
  return make('div', {}, make('h3', {}, entry.name),
    facts.length > 0 ?
      foldedTable('provenance of the sweep', ['', 'is'], facts.map(([key, value]) => [key, String(value)]), [1],
        facts.some(([, value]) => String(value).length > 2000)) :
      null,
    makeTable('files this was made from', ['file', 'bytes', 'SHA-256'], files, [2]));
}
