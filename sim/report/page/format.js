// SPDX-License-Identifier: Apache-2.0
// Numbers as people read them. Every unit is the one that a key of run.json ends in.

const NARROW_SPACE = '\u202f';
const NO_BREAK = '\u00a0';

/** 182614 -> "182 614". */
function grouped(integer) {
  return String(integer).replace(/\B(?=(\d{3})+(?!\d))/g, NARROW_SPACE);
}

/** Four significant digits, without an exponent where it can be avoided. */
function significant(value) {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(3);
  return size >= 1000 ? grouped(Math.round(value)) : String(Number(value.toPrecision(4)));
}

const PREFIXES = [
  [1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k'], [1, ''], [1e-3, 'm'], [1e-6, '\u00b5'], [1e-9, 'n'], [1e-12, 'p'],
  [1e-15, 'f']
];

function withPrefix(value, symbol) {
  if (value === 0) return '0' + NO_BREAK + symbol;
  const [factor, prefix] =
    PREFIXES.find(([least]) => Math.abs(value) >= least * 0.99995) || PREFIXES[PREFIXES.length - 1];
  return String(Number((value / factor).toPrecision(4))) + NO_BREAK + prefix + symbol;
}

const WRITERS = {
  cycles: (it) => grouped(it),
  count: (it) => grouped(it),
  bytes: (it) => grouped(it),
  share: (it) => (100 * it).toFixed(1) + NO_BREAK + '%',
  s: (it) => withPrefix(it, 's'),
  hz: (it) => withPrefix(it, 'Hz'),
  j: (it) => withPrefix(it, 'J'),
  w: (it) => withPrefix(it, 'W'),
  mm2: (it) => significant(it) + NO_BREAK + 'mm\u00b2',
  number: (it) => (Number.isInteger(it) ? grouped(it) : significant(it)),
};

/** A figure of a unit of `WRITERS` as text. */
function written(value, unit) {
  if (typeof value !== 'number') return String(value);
  return (WRITERS[unit] || WRITERS.number)(value);
}

/** The unit that a key ends in: "dram_read_bytes" -> "bytes". */
function unitOf(key) {
  const last = key.split('_').pop();
  if (key === 'utilization' || key === 'accuracy' || key === 'agreement') return 'share';
  return WRITERS[last] ? last : 'number';
}

/** "residual_adder" -> "residual adder"; a trailing unit goes away. */
function spoken(key) {
  return key.replace(/_(cycles|bytes|j|mm2|s|hz|w)$/, '').replace(/_/g, ' ');
}

/** The same with a capital letter at its start. */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** A number with its sign: two decimals below 10, else one. */
function signed(value) {
  const digits = Math.abs(value) < 10 ? 2 : 1;
  return (value < 0 ? '\u2212' : '+') + Math.abs(value).toFixed(digits);
}

/** How much `b` differs from `a`: "\u221212.3 %"; of shares, which are percentages themselves, "+0.12 points". */
function difference(a, b, unit) {
  if (typeof a !== 'number' || typeof b !== 'number') return '';
  if (a === b) return 'equal';
  if (unit === 'share') return signed(100 * (b - a)) + NO_BREAK + 'points';
  if (a === 0) return 'from 0';
  return signed(100 * (b / a - 1)) + NO_BREAK + '%';
}
