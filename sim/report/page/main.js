// SPDX-License-Identifier: Apache-2.0
// Puts the page together from the document that it holds.

function main() {
  const report = JSON.parse(document.getElementById('document').textContent);
  const runs = report.runs.map((entry, index) => new Run(entry, index, report.runs.length));
  for (const add of [addSummary, addUnits, addLayers, addRoofline, addTimeline, addCosts, addMemory])
    if (runs.length > 0) add(runs);
  addPareto(report.sweeps);
  addArchitecture(runs);
  addSources(runs, report.sweeps);
  document.getElementById('made').textContent = `Made by octet ${report.version}: ${report.command_line}`;
  drawWaiting();
  // A figure in closed details has no width until they open; on paper everything short is open.
  window.addEventListener('beforeprint', () => {
    for (const it of document.querySelectorAll('details:not([open]):not(.long)')) {
      it.open = true;
      it.dataset.opened = '';
    }
    fitToPaper();
  });
  window.addEventListener('afterprint', () => {
    for (const it of document.querySelectorAll('details[data-opened]')) {
      it.open = false;
      delete it.dataset.opened;
    }
    for (const {view, holder} of plots)
      if (holder.clientWidth > 0) view.width(holder.clientWidth).run();
  });
  window.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') document.getElementById('tip').hidden = true;
  });
  document.documentElement.dataset.ready = '';
}

/** A4 and Letter, with margins, hold this many CSS pixels. */
const PAPER_WIDTH = 680;
function fitToPaper() {
  for (const {view, holder} of plots)
    if (holder.clientWidth > PAPER_WIDTH) view.width(PAPER_WIDTH).run();
}

main();
