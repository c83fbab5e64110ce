// SPDX-License-Identifier: Apache-2.0
// Plots, drawn by Vega as SVG. Colors are style properties, so that light, dark and printed pages share one drawing.

const AXIS = {
  labelColor: 'var(--text)',
  titleColor: 'var(--text)',
  gridColor: 'var(--rule)',
  domainColor: 'var(--muted)',
  tickColor: 'var(--muted)',
  labelFontSize: 12,
  titleFontSize: 12,
  titleFontWeight: 'normal',
  labelLimit: 230,
  titlePadding: 8,
};
const CONFIG = {
  axis: AXIS,
  text: {fill: 'var(--text)', fontSize: 12},
  background: null,
  locale: {number: {decimal: '.', thousands: NARROW_SPACE, grouping: [3], currency: ['', '']}}
};

/** Text on the lighter colors is dark. */
const LIGHT = ['var(--idle)', ...[1, 2, 7, 8, 9, 10, 13].map((i) => `var(--series-${i})`)];
const textOn = (color) => (color === 'var(--idle)' ? 'var(--text)' : LIGHT.includes(color) ? '#14181d' : '#ffffff');

/** Ticks of a logarithmic axis: 1, 10, 100, and 2 and 5 between where there is room. */
function logTicks([least, most]) {
  const decades = Math.log10(most / least);
  const steps = decades > 6 ? [1] : decades > 3 ? [1, 3] : [1, 2, 5];
  const out = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(most)); ++power)
    for (const step of steps)
      if (step * 10 ** power >= least && step * 10 ** power <= most)
        out.push(Number((step * 10 ** power).toPrecision(2)));
  return out;
}

/** Colors that people with color blindness can tell apart, defined for both themes in report.css. */
const palette = (index) => `var(--series-${index % 20})`;

const plots = [];

/** Words beside the pointer; they stay inside the window. */
function showTip(_handler, event, _item, value) {
  const tip = document.getElementById('tip');
  tip.hidden = !value;
  if (!value) return;
  tip.textContent = value;
  const left = Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8);
  const below = event.clientY + 18;
  tip.style.left = Math.max(4, left) + 'px';
  tip.style.top =
    (below + tip.offsetHeight > window.innerHeight ? Math.max(4, event.clientY - tip.offsetHeight - 12) : below) + 'px';
}

/** Draws `spec` in `holder`, as wide as that is, and returns the view. */
function draw(holder, spec) {
  const inside =
    make('div', {'aria-hidden': 'true'});  // Vega gives its container a role; the holder speaks for the plot
  holder.append(inside);
  const options =
    {renderer: 'svg', container: inside, expr: vega.expressionInterpreter, tooltip: showTip, hover: false, logLevel: 1};
  const view = new vega.View(
    vega.parse({autosize: {type: 'fit-x', contains: 'padding'}, padding: 4, ...spec}, CONFIG, {ast: true}), options);
  const fit = () => {
    const width = Math.floor(holder.clientWidth);
    if (width > 0 && width !== view.width()) view.width(width).run();
  };
  view.width(Math.max(200, Math.floor(holder.clientWidth))).run();
  new ResizeObserver(fit).observe(holder);
  plots.push({view, holder});
  return view;
}

/**
 * A figure: title, legend, plot, what it says in a sentence (also what a screen reader hears instead of the plot), and
 * the table behind it. `spec` is drawn once the page holds the figure; `controls` stand above the plot.
 */
function makeFigure({title, says, legend, spec, table, controls, drawn, id}) {
  const holder = make('div', {class: 'chart', role: 'img', 'aria-label': title + '. ' + says});
  const figure = make('figure', {class: 'plot', id}, make('figcaption', {}, title), legend ? makeLegend(legend) : null,
    controls, holder, make('p', {class: 'says'}, says), table);
  waiting.push(() => {
    const view = draw(holder, spec);
    if (drawn) drawn(view, holder);
  });
  return figure;
}
const waiting = [];
/** Draws what the page holds by now. */
function drawWaiting() {
  while (waiting.length > 0) waiting.shift()();
}

/**
 * Horizontal stacked bars.
 * `rows`: [{label, bars: [{group, parts: [{name, value, color, text, tip}]}]}]; with two groups a letter stands before
 * each bar.
 */
function stackedBars({rows, groups = [''], axisTitle, format = 's', max, step = 24}) {
  const values = [], letters = [];
  for (const row of rows)
    for (const bar of row.bars) {
      let from = 0;
      if (groups.length > 1) letters.push({label: row.label, group: bar.group});
      for (const part of bar.parts) {
        if (part.value > 0)
          values.push({
            label: row.label,
            group: bar.group,
            from,
            to: from + part.value,
            color: part.color,
            on: textOn(part.color),
            text: part.text || '',
            tip: part.tip
          });
        from += part.value;
      }
    }
  const place = {scale: 'row', field: 'label', offset: {scale: 'bar', field: 'group'}};
  const middle = {...place, band: 0, offset: {scale: 'bar', field: 'group', band: 0.5}};
  return {
    height: rows.length * step * (groups.length > 1 ? 1.5 : 1),
    data: [{name: 'parts', values}, {name: 'letters', values: letters}],
    scales: [
      {
        name: 'row',
        type: 'band',
        domain: rows.map((row) => row.label),
        range: 'height',
        paddingInner: 0.25,
        paddingOuter: 0.1
      },
      {
        name: 'bar',
        type: 'band',
        domain: groups,
        range: [0, {signal: 'bandwidth(\'row\')'}],
        padding: groups.length > 1 ? 0.06 : 0
      },
      {
        name: 'x',
        type: 'linear',
        domain: [0, max || Math.max(1e-30, ...values.map((it) => it.to))],
        range: 'width',
        nice: !max,
        zero: true
      },
    ],
    axes: [
      {
        orient: 'bottom',
        scale: 'x',
        title: axisTitle,
        format,
        grid: true,
        tickCount: {signal: 'max(2, floor(width / 90))'}
      },
      {orient: 'left', scale: 'row', domain: false, ticks: false, labelPadding: groups.length > 1 ? 18 : 6},
    ],
    marks: [
      {
        type: 'rect',
        name: 'bars',
        from: {data: 'parts'},
        encode: {
          enter: {
            y: place,
            height: {scale: 'bar', band: 1},
            fill: {field: 'color'},
            stroke: {value: 'var(--page)'},
            strokeWidth: {value: 0.7},
            tooltip: {field: 'tip'}
          },
          update: {x: {scale: 'x', field: 'from'}, x2: {scale: 'x', field: 'to'}}
        }
      },
      {
        type: 'text',
        from: {data: 'parts'},
        interactive: false,
        encode: {
          enter: {
            y: middle,
            baseline: {value: 'middle'},
            align: {value: 'center'},
            fill: {field: 'on'},
            fontSize: {value: 11}
          },
          update: {
            x: {signal: '(scale(\'x\', datum.from) + scale(\'x\', datum.to)) / 2'},
            text: {
              signal:
                'scale(\'x\', datum.to) - scale(\'x\', datum.from) > 8 + 7 * length(datum.text) ? datum.text : \'\''
            }
          }
        }
      },
      {
        type: 'text',
        from: {data: 'letters'},
        interactive: false,
        encode: {
          enter: {
            x: {value: -6},
            y: middle,
            baseline: {value: 'middle'},
            align: {value: 'right'},
            text: {field: 'group'},
            fontSize: {value: 10},
            fill: {value: 'var(--muted)'}
          }
        }
      },
    ],
  };
}
