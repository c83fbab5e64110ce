// SPDX-License-Identifier: Apache-2.0
// What array and memory allow, and what the run and its layers attain.

/** Limits of a run's machine and the run itself, or null with what is missing. */
function rooflineOf(run) {
  const explain = run.document.explain;
  const peak = run.at('/architecture/array/rows') * run.at('/architecture/array/columns');
  const bandwidth = run.at('/architecture/memory/beat_bytes');
  const bytes = run.at('/memory/dram_read_bytes') + run.at('/memory/dram_write_bytes');
  if (!(run.document.cycles > 0 && peak > 0 && bandwidth > 0 && bytes > 0 && run.document.macs > 0)) return null;
  const points = [{
    name: 'whole run',
    intensity: run.document.macs / bytes,
    attained: run.document.macs / run.document.cycles,
    bound: explain ? explain.roofline_resource : '',
    size: 220,
    whole: true
  }];
  for (const [layer] of run.layers) {
    const it = layer.explain;
    if (!it || !(it.memory_bytes > 0) || !(it.span_cycles > 0) || !(layer.macs > 0)) continue;
    points.push({
      name: layer.name,
      intensity: layer.macs / it.memory_bytes,
      attained: layer.macs / it.span_cycles,
      bound: it.bound,
      size: 50,
      whole: false
    });
  }
  return {peak, bandwidth, points, run};
}

function rooflineSpec(lines) {
  const points = lines.flatMap(({run, points: list}, i) => list.map((it) => ({
    ...it,
    color: lines.length > 1 ? palette(i * 3) :
      it.whole              ? 'var(--text)' :
                              stateColor(it.bound === 'array' ? 'multiply' : it.bound),
    shape: it.whole ? 'diamond' : 'circle',
    tip: `${run.letter ? run.letter + ': ' : ''}${it.name}\n${significant(it.intensity)} multiply-accumulates a byte\n${
      significant(it.attained)} multiply-accumulates a cycle${it.bound ? '\nbound by ' + it.bound : ''}`
  })));
  const least = Math.min(...points.map((it) => it.intensity), ...lines.map((it) => it.peak / it.bandwidth)) / 2;
  const most = Math.max(...points.map((it) => it.intensity), ...lines.map((it) => it.peak / it.bandwidth)) * 3;
  const roofs = lines.flatMap(({peak, bandwidth, run}, i) => [least, peak / bandwidth, most].map((x) => ({
    x,
    y: Math.min(peak, x * bandwidth),
    name: run.letter,
    color: lines.length > 1 ? palette(i * 3) : 'var(--text)'
  })));
  const names = lines.map(({peak, bandwidth, run}) => ({
    x: most,
    y: peak,
    text: `${run.letter ? run.letter + ': ' : ''}array, ${grouped(peak)} a cycle; memory, ${bandwidth} bytes a cycle`
  }));
  const bottom = Math.min(...points.map((it) => it.attained), ...roofs.map((it) => it.y)) / 1.5;
  const top = Math.max(...lines.map((it) => it.peak)) * 1.8;
  return {
    height: 360,
    data: [{name: 'points', values: points}, {name: 'roofs', values: roofs}, {name: 'names', values: names}],
    scales: [
      {name: 'x', type: 'log', domain: [least, most], range: 'width'},
      {name: 'y', type: 'log', domain: [bottom, top], range: 'height'}
    ],
    axes: [
      {
        orient: 'bottom',
        scale: 'x',
        title: 'multiply-accumulates a byte of DRAM traffic',
        grid: true,
        format: '~g',
        values: logTicks([least, most])
      },
      {
        orient: 'left',
        scale: 'y',
        title: 'multiply-accumulates a cycle',
        grid: true,
        format: '~g',
        values: logTicks([bottom, top])
      }
    ],
    marks: [
      {
        type: 'group',
        from: {facet: {name: 'roof', data: 'roofs', groupby: 'name'}},
        marks: [{
          type: 'line',
          from: {data: 'roof'},
          encode: {
            enter: {stroke: {field: 'color'}, strokeWidth: {value: 2}},
            update: {x: {scale: 'x', field: 'x'}, y: {scale: 'y', field: 'y'}}
          }
        }]
      },
      {
        type: 'text',
        from: {data: 'names'},
        encode: {
          enter: {text: {field: 'text'}, align: {value: 'right'}, baseline: {value: 'bottom'}, dy: {value: -5}},
          update: {x: {scale: 'x', field: 'x'}, y: {scale: 'y', field: 'y'}}
        }
      },
      {
        type: 'symbol',
        name: 'bars',
        from: {data: 'points'},
        encode: {
          enter: {
            size: {field: 'size'},
            shape: {field: 'shape'},
            fill: {field: 'color'},
            fillOpacity: {value: 0.75},
            stroke: {value: 'var(--page)'},
            strokeWidth: {value: 0.7},
            tooltip: {field: 'tip'}
          },
          update: {x: {scale: 'x', field: 'intensity'}, y: {scale: 'y', field: 'attained'}}
        }
      },
    ],
  };
}

function addRoofline(runs) {
  const lines = runs.map(rooflineOf).filter(Boolean);
  if (lines.length === 0) return;
  const says =
    lines
      .map(({peak, bandwidth, points: [whole], run}) => {
        const allowed = Math.min(peak, whole.intensity * bandwidth);
        return `${run.letter ? run.letter + ': ' : ''}${run.letter ? 'the' : 'The'} run has ${
                 significant(whole.intensity)} multiply-accumulates a byte; ${
                 allowed < peak ? 'memory' : 'the array'} allows ${significant(allowed)} a cycle, attained are ` +
          `${significant(whole.attained)}, ${written(whole.attained / allowed, 'share')}`;
      })
      .join('. ') +
    '.';
  const layers = lines.some((it) => it.points.length > 1);
  const bounds =
    [...new Set(lines.flatMap((it) => it.points.filter((point) => !point.whole).map((point) => point.bound)))];
  const rows = lines.flatMap(
    ({run, points, peak, bandwidth}) => points.map(
      (it) => [it.name + (run.letter ? ` (${run.letter})` : ''),
        {value: it.intensity, unit: 'number', formula: 'macs / bytes of DRAM traffic'},
        {value: it.attained, unit: 'number', formula: it.whole ? 'macs / cycles' : 'macs / cycles of its span'},
        {value: Math.min(peak, it.intensity * bandwidth), unit: 'number', formula: 'min(array, intensity x memory)'},
        it.bound || '']));
  addSection('roofline', 'Roofline', makeFigure({
    id: 'plot-roofline',
    title: 'Work a byte and work a cycle, below what the machine allows',
    says: says +
      (layers ? ' A layer\u2019s cycles are its span, from its first step to its last; spans overlap.' :
                ' octet run --explain adds the layers.'),
    legend: lines.length > 1 ?
      lines.map((it, i) => [it.run.title, palette(i * 3)]) :
      [
        ['whole run (diamond)', 'var(--text)'],
        ...bounds.map((it) => ['layer bound by ' + it.replace(/_/g, ' '), stateColor(it === 'array' ? 'multiply' : it)])
      ],
    spec: rooflineSpec(lines),
    table: foldedTable(
      'roofline', ['', 'macs a byte', 'attained a cycle', 'allowed a cycle', 'bound by'], rows, [4], rows.length > 60),
  }));
}
