// SPDX-License-Identifier: Apache-2.0
// When every unit worked on which layer. Steps closer than a pixel are drawn as one, anew at every zoom.

const SPAN_FIELDS = 4;  // unit, layer, start after the span before, length
const MOST_LANES = 3;   // steps of one unit in flight at once that are drawn beside each other

/** Spans by unit and lane: [{unit, lane, starts, ends, layers}]. */
function lanesOf(timeline) {
  const lanes = [];
  const byUnit = timeline.units.map(() => []);
  let start = 0;
  for (let i = 0; i < timeline.spans.length; i += SPAN_FIELDS) {
    const [unit, layer, after, length] = timeline.spans.slice(i, i + SPAN_FIELDS);
    start += after;
    const mine = byUnit[unit];
    let lane = mine.find((it) => it.ends[it.ends.length - 1] <= start);
    if (!lane && mine.length < MOST_LANES) {
      lane = {unit, lane: mine.length, starts: [], ends: [], layers: []};
      mine.push(lane);
      lanes.push(lane);
    }
    lane = lane || mine[mine.length - 1];
    lane.starts.push(start);
    lane.ends.push(start + length);
    lane.layers.push(layer);
  }
  return {lanes, counts: byUnit.map((it) => it.length)};
}

/** What is visible of the lanes from cycle `from` to `to` on `width` pixels. */
function visible(timeline, {lanes, counts}, colors, from, to, width) {
  const pixel = (to - from) / Math.max(1, width);
  const out = [];
  for (const lane of lanes) {
    let last = null;
    for (let i = 0; i < lane.starts.length; ++i) {
      const [start, end, layer] = [Math.max(from, lane.starts[i]), Math.min(to, lane.ends[i]), lane.layers[i]];
      if (end < from || start > to) continue;
      const kind = kindOf(timeline.layers[layer]);
      if (last && start - last.end < pixel && (last.kind === kind || end - start < pixel)) {
        last.end = Math.max(last.end, end);
        last.steps += 1;
        continue;
      }
      last = {
        unit: timeline.units[lane.unit],
        lane: lane.lane,
        lanes: counts[lane.unit],
        start,
        end,
        kind,
        steps: 1,
        layer: timeline.layers[layer],
        first: lane.starts[i]
      };
      out.push(last);
    }
  }
  for (const it of out) {
    it.color = colors.get(it.kind);
    it.tip = `${it.unit}: ${it.layer}\ncycles ${grouped(it.first)} to ${grouped(it.end)}` +
      (it.steps > 1 ? `\n${it.steps} steps, closer than a pixel` : '');
  }
  return out;
}

function timelineSpec(timeline, until) {
  const height = {signal: 'bandwidth(\'unit\') / datum.lanes'};
  return {
    height: timeline.units.length * 26,
    signals: [{name: 'from', value: 0}, {name: 'to', value: until}],
    data: [{name: 'steps', values: []}],
    scales: [
      {name: 'x', type: 'linear', domain: {signal: '[from, to]'}, range: 'width', zero: false, nice: false},
      {name: 'unit', type: 'band', domain: timeline.units, range: 'height', padding: 0.15}
    ],
    axes: [
      {
        orient: 'bottom',
        scale: 'x',
        title: 'cycle',
        grid: true,
        format: ',.0f',
        tickCount: {signal: 'max(2, floor(width / 110))'}
      },
      {orient: 'left', scale: 'unit', domain: false, ticks: false}
    ],
    marks: [{
      type: 'group',
      clip: true,
      encode: {update: {width: {signal: 'width'}, height: {signal: 'height'}}},
      marks: [{
        type: 'rect',
        name: 'bars',
        from: {data: 'steps'},
        encode: {
          enter: {tooltip: {field: 'tip'}, fill: {field: 'color'}},
          update: {
            x: {scale: 'x', field: 'start'},
            x2: {signal: 'max(scale(\'x\', datum.end), scale(\'x\', datum.start) + 0.6)'},
            y: {signal: 'scale(\'unit\', datum.unit) + datum.lane * bandwidth(\'unit\') / datum.lanes'},
            height
          }
        }
      }]
    }],
  };
}

/** Buttons and keys that move the visible cycles; `shown` is told the new ones. */
function timelineControls(until, shown) {
  let [from, to] = [0, until];
  const clamp = (start, length) => {
    const size = Math.min(until, Math.max(20, length));
    from = Math.round(Math.min(Math.max(0, start), until - size));
    to = Math.round(from + size);
    status.textContent = `cycles ${grouped(from)} to ${grouped(to)}`;
    shown(from, to);
  };
  const zoom = (factor, around = (from + to) / 2) => clamp(around - (around - from) * factor, (to - from) * factor);
  const actions = {
    'Zoom in': ['+', () => zoom(0.5)],
    'Zoom out': ['-', () => zoom(2)],
    'Earlier': ['ArrowLeft', () => clamp(from - (to - from) / 4, to - from)],
    'Later': ['ArrowRight', () => clamp(from + (to - from) / 4, to - from)],
    'All': ['0', () => clamp(0, until)],
  };
  const status = make('output', {'aria-live': 'polite'}, `cycles 0 to ${grouped(until)}`);
  const buttons = Object.entries(actions).map(([name, [key, act]]) => {
    const button = make('button', {type: 'button', title: `key ${key}`}, name);
    button.addEventListener('click', act);
    return button;
  });
  const bar = make('div', {class: 'controls', role: 'group', 'aria-label': 'Visible part of the timeline'}, buttons,
    status, make('span', {class: 'hint'}, 'drag across the plot to zoom in; keys + \u2212 0 \u2190 \u2192'));
  const press = (event) => {
    const action = Object.values(actions).find(([key]) => key === event.key || (key === '+' && event.key === '='));
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    action[1]();
    event.preventDefault();
  };
  bar.addEventListener('keydown', press);
  return {bar, press, select: (a, b) => clamp(Math.min(a, b), Math.abs(b - a))};
}

/** Dragging across the plot selects cycles. */
function selectByDragging(view, holder, select) {
  let start = null;
  const band = make('div', {class: 'band', hidden: ''});
  holder.append(band);
  const cycleAt = (event) => {
    const left = event.clientX - holder.querySelector('svg').getBoundingClientRect().left - view.origin()[0];
    return view.scale('x').invert(Math.max(0, Math.min(view.scale('x').range()[1], left)));
  };
  holder.addEventListener('pointerdown', (event) => {
    if (event.button === 0 && event.pointerType === 'mouse') start = event;
  });
  holder.addEventListener('pointermove', (event) => {
    if (!start) return;
    const box = holder.getBoundingClientRect();
    band.hidden = Math.abs(event.clientX - start.clientX) < 4;
    band.style.left = Math.min(event.clientX, start.clientX) - box.left + 'px';
    band.style.width = Math.abs(event.clientX - start.clientX) + 'px';
  });
  window.addEventListener('pointerup', (event) => {
    if (start && Math.abs(event.clientX - start.clientX) >= 4) select(cycleAt(start), cycleAt(event));
    start = null;
    band.hidden = true;
  });
}

function timelineFigure(run, until, colors) {
  const timeline = run.entry.timeline;
  const lanes = lanesOf(timeline);
  let view = null;
  let range = [0, until];
  const show = (from, to) => {
    range = [from, to];
    if (view)
      view.signal('from', from)
        .signal('to', to)
        .data('steps', visible(timeline, lanes, colors, from, to, view.width()))
        .run();
  };
  const controls = timelineControls(until, show);
  const rows = timeline.units.map((unit, index) => {
    const mine = lanes.lanes.filter((it) => it.unit === index);
    const figures = run.units.find(([it]) => it.name === unit);
    return [
      unit,
      mine.length ?
        {value: Math.min(...mine.map((it) => it.starts[0])), unit: 'cycles', formula: 'first span of trace.json'} :
        '',
      mine.length ? {
        value: Math.max(...mine.map((it) => Math.max(...it.ends.slice(-1)))),
        unit: 'cycles',
        formula: 'last span of trace.json'
      } :
                    '',
      {value: timeline.steps[index], unit: 'count', formula: 'spans of trace.json'},
      figures ? run.figure(`/per_unit/${figures[1]}/busy_cycles`) : ''
    ];
  });
  const merged = timeline.merged_gap_cycles > 0 ?
    ` To keep this file small, steps of one unit on one layer less than ${
      grouped(timeline.merged_gap_cycles)} cycles apart are one bar; trace.json has them all.` :
    '';
  const first = rows.filter((row) => row[1] !== '').reduce((best, row) => (row[1].value < best[1].value ? row : best));
  return makeFigure({
    id: 'plot-timeline' + (run.letter ? '-' + run.letter : ''),
    title: `Steps of every unit${run.letter ? ', ' + run.title : ''}`,
    controls: controls.bar,
    says: `${grouped(sum(timeline.steps))} steps of ${timeline.units.length} units in ${
      grouped(run.document.cycles)} cycles; ${first[0]} starts first. Color: the layer.${merged}`,
    spec: timelineSpec(timeline, until),
    table: foldedTable(
      'first and last step of every unit', ['unit', 'first cycle', 'last cycle', 'steps', 'busy cycles'], rows),
    drawn: (made, holder) => {
      view = made;
      show(...range);
      view.addSignalListener('width', () => setTimeout(() => show(...range)));
      holder.tabIndex = 0;
      holder.addEventListener('keydown', controls.press);
      selectByDragging(view, holder, controls.select);
    },
  });
}

function addTimeline(all) {
  const runs = all.filter((run) => run.entry.timeline);
  const missing =
    all.filter((run) => !run.entry.timeline)
      .map((run) => make('p', {class: 'note'}, `${run.title}: no timeline, ${run.entry.timeline_missing_reason}.`));
  if (runs.length === 0) {
    addSection('timeline', 'Timeline', ...missing);
    return;
  }
  const kinds = unionOfNames(runs.map((run) => run.entry.timeline.layers.map(kindOf)));
  const colors = new Map(kinds.map((kind, i) => [kind, palette(i)]));
  const until = Math.max(...runs.map((run) => run.document.cycles));
  addSection('timeline', 'Timeline', makeLegend([...colors].slice(0, 20)),
    ...runs.map((run) => timelineFigure(run, until, colors)), ...missing);
}
