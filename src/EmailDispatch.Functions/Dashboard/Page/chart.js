import uPlot from './uPlot.esm.js';
import { aside, el } from './elements.js';
import { compactCount, count, duration } from './format.js';
import { table } from './table.js';

const height = 260;
const tickWidth = 58;
const integers = [1, 2, 5].flatMap(step => Array.from({ length: 12 }, (_, power) => step * 10 ** power)).sort((a, b) => a - b);
const dark = matchMedia('(prefers-color-scheme: dark)');

// Stacked bars, a key with sums, and a table of the figures. A series is { name, colour (a CSS variable), value(period) }.
export function stackedChart({ name, periods, series, total, isTableOpen, signal }) {
  const sums = series.map(s => periods.reduce((sum, period) => sum + s.value(period), 0));
  const shown = series.filter((s, n) => sums[n] > 0 || s.always);
  const canvas = el('div', { class: 'plot', role: 'img', 'aria-label': `${name}. ${series.map((s, n) => `${s.name}: ${count(sums[n])}`).join(', ')}.` });
  draw(canvas, periods, {
    // Draws the tallest bar first and the others over it, each up to the sum of itself and those below.
    data: shown.map((_, n) => periods.map(period => {
      const own = shown[n].value(period);
      return own > 0 ? shown.slice(0, n + 1).reduce((sum, s) => sum + s.value(period), 0) : null;
    })).reverse(),
    series: colour => shown.map(s => ({ fill: colour(s.colour), width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.76, 44], radius: 0 }) })).reverse(),
    axis: { size: 44, incrs: integers, values: (_, splits) => splits.map(compactCount) },
    least: 4,
    tip: period => [
      el('p', {}, `${total.name} `, el('strong', {}, count(total.value(period)))),
      ...shown.filter(s => s.value(period) > 0).map(s => entry(s, count(s.value(period)))),
    ],
  }, signal);
  const all = [total, ...series].map(s => ({ name: s.name, text: period => count(s.value(period)) }));
  return [key('Sums of the range', shown, s => count(sums[series.indexOf(s)])), canvas, figures(name, periods, all, isTableOpen)];
}

// Lines of times in milliseconds, null where there is none; a key, and a table of the figures.
export function lineChart({ name, summary, periods, series, isTableOpen, signal }) {
  const canvas = el('div', { class: 'plot', role: 'img', 'aria-label': `${name}. ${summary}` });
  draw(canvas, periods, {
    data: series.map(s => periods.map(s.value)),
    series: colour => series.map(s => ({ stroke: colour(s.colour), width: 2, points: { show: true, size: 6, fill: colour(s.colour) } })),
    axis: { size: 58, incrs: integers, values: (_, splits) => splits.map(duration) },
    least: 10,
    tip: period => series.filter(s => s.value(period) !== null).map(s => entry(s, duration(s.value(period)))),
  }, signal);
  return [key('Lines', series, () => ''), canvas, figures(name, periods, series.map(s => ({ name: s.name, text: period => duration(s.value(period)) })), isTableOpen)];
}

const key = (name, series, figure) => el('ul', { class: 'key', 'aria-label': name }, series.map(s =>
  el('li', {}, el('span', { class: `swatch ${s.colour}`, 'aria-hidden': 'true' }), `${s.name} `, el('strong', {}, figure(s)))));

const entry = (s, figure) => el('p', {}, el('span', { class: `swatch ${s.colour}` }), `${s.name} `, el('strong', {}, figure));

function figures(name, periods, columns, open) {
  const details = el('details', { class: 'figures', open }, el('summary', {}, 'Figures as a table', aside(` of ${name}`)));
  const fill = () => {
    if (details.childElementCount > 1) return;
    details.append(el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': name }, table({
      caption: name,
      class: 'plain',
      columns: [{ name: 'Period', cell: period => period.label }, ...columns.map(column => ({ name: column.name, class: 'number', cell: column.text }))],
      rows: periods.toReversed(),
    }).element));
  };
  details.addEventListener('toggle', fill);
  if (open) fill();
  return details;
}

function draw(place, periods, { data, series, axis: yAxis, least, tip: describe }, signal) {
  const tip = el('div', { class: 'tip', hidden: true });
  let plot;

  const build = () => {
    if (signal.aborted) return;
    plot?.destroy();
    const css = getComputedStyle(document.documentElement);
    const colour = variable => css.getPropertyValue(`--${variable}`).trim();
    const axis = { stroke: colour('quiet'), font: `12px ${css.getPropertyValue('--sans')}`, ticks: { show: false } };
    plot = new uPlot({
      width: Math.max(place.clientWidth, 200),
      height,
      padding: [12, 12, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: {
        x: { time: false, range: () => [-0.5, periods.length - 0.5] },
        y: { range: (_, low, high) => [0, Math.max(least, (high ?? 0) * 1.08)] },
      },
      axes: [
        {
          ...axis, grid: { show: false }, gap: 6, size: 30,
          splits: self => ticks(periods, self.bbox.width / devicePixelRatio),
          values: (_, splits) => splits.map(n => periods[n]?.tick),
        },
        { ...axis, grid: { stroke: colour('line'), width: 1 }, gap: 6, ...yAxis },
      ],
      series: [{}, ...series(colour)],
      hooks: { setCursor: [self => point(self, tip, periods, describe)] },
    }, [periods.map((_, n) => n), ...data], place);
    plot.over.append(tip);
  };

  const size = new ResizeObserver(() => {
    if (!plot) build();
    else if (plot.width !== place.clientWidth) plot.setSize({ width: Math.max(place.clientWidth, 200), height });
  });
  size.observe(place);
  dark.addEventListener('change', build, { signal });
  signal.addEventListener('abort', () => {
    size.disconnect();
    plot?.destroy();
  }, { once: true });
}

// As many labels as fit, evenly spaced; equal neighbours (quarters of one day) share one label.
function ticks(periods, width) {
  const first = periods.map((period, n) => n).filter(n => n === 0 || periods[n].tick !== periods[n - 1].tick);
  const places = first.length < periods.length ? first.slice(1) : first;
  const step = Math.max(1, Math.ceil(places.length * tickWidth / width));
  return places.filter((_, n) => (places.length - 1 - n) % step === 0);
}

function point(plot, tip, periods, describe) {
  const period = periods[plot.cursor.idx ?? -1];
  tip.hidden = !period || plot.cursor.left < 0;
  if (tip.hidden) return;

  tip.replaceChildren(el('p', {}, period.label), ...describe(period));
  const at = plot.valToPos(plot.cursor.idx, 'x');
  const { clientWidth: width } = plot.over;
  tip.style.left = `${at < width / 2 ? at + 14 : Math.max(0, at - 14 - tip.offsetWidth)}px`;
}
