// SPDX-License-Identifier: Apache-2.0
// Bytes moved, by memory.

const MEMORIES = ['dram', 'activation', 'weight', 'accumulator', 'parameter'];

function addMemory(all) {
  const runs = all.filter((run) => Object.keys(run.document.memory || {}).length > 0);
  if (runs.length === 0) return;
  const parts =
    (run, memory) => [['read', 'busy'], ['write', 'series-2']]
                       .map(([way, color]) => {
                         const bytes = run.at(`/memory/${memory}_${way}_bytes`);
                         if (bytes === undefined) return null;  // not known, which is not 0
                         return {
                           value: bytes,
                           color: `var(--${color})`,
                           text: '',
                           tip: `${run.letter ? run.letter + ': ' : ''}${memory}, ${way}: ${grouped(bytes)} bytes`
                         };
                       })
                       .filter(Boolean);
  const rows =
    MEMORIES
      .map((memory) => ({
        label: memory,
        bars: runs.map((run) => ({group: run.letter, parts: parts(run, memory)})).filter((bar) => bar.parts.length > 0)
      }))
      .filter((row) => row.bars.length > 0);
  const missing =
    runs.filter((run) => run.at('/memory_missing_reason'))
      .map((run) => make('p', {class: 'note'},
             `Other memories${run.letter ? ' of ' + run.title : ''}: not known: ${run.at('/memory_missing_reason')}.`));
  const keys = unionOfNames(runs.map((run) => Object.keys(run.document.memory)));
  const heads =
    ['', ...runs.map((run) => run.letter || 'an inference'), ...(runs.length > 1 ? ['B compared with A'] : [])];
  const table = keys.map((key) => {
    const figures = runs.map((run) => run.figure('/memory/' + escaped(key)));
    return [
      key.replace(/_/g, ' '), ...figures, ...(runs.length > 1 ? [difference(figures[0].value, figures[1].value)] : [])
    ];
  });
  const says = runs
                 .map((run) => `${run.letter ? run.letter + ': ' : ''}${
                        grouped(run.at('/memory/dram_read_bytes') ||
                          0)} bytes read from DRAM, ${grouped(run.at('/memory/dram_write_bytes') || 0)} written`)
                 .join('; ') +
    '.';
  addSection('memory', 'Memory traffic', makeFigure({
    id: 'plot-memory',
    title: 'Bytes moved in an inference, by memory',
    says,
    legend: [['read', 'var(--busy)'], ['write', 'var(--series-2)']],
    spec: stackedBars({rows, groups: runs.map((run) => run.letter), axisTitle: 'bytes'}),
    table: foldedTable('memory counters', heads, table),
  }),
    ...missing);
}
