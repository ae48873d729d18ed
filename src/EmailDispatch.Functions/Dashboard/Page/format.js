import { el } from './elements.js';

const language = 'en-GB';
const integer = new Intl.NumberFormat(language);
const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
const short = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const full = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });

export const count = number => integer.format(number);
export const compactCount = number => compact.format(number);
export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;
export const clockTime = date => clock.format(date);

// 99.96 % is shown as 99.9 %, not 100 %.
export function percent(part, whole) {
  if (!whole) return '–';
  const share = part / whole * 100;
  if (share > 0 && share < 0.1) return '< 0.1 %';
  const shown = Math.min(Math.round(share * 10) / 10, part < whole ? 99.9 : 100);
  return `${shown.toFixed(shown % 1 === 0 ? 0 : 1)} %`;
}

export function duration(milliseconds) {
  if (milliseconds === null || milliseconds === undefined) return '–';
  const steps = [[1000, 1, 'ms'], [60_000, 1000, 's'], [3_600_000, 60_000, 'min'], [172_800_000, 3_600_000, 'h'], [Infinity, 86_400_000, 'days']];
  const [, unit, name] = steps.find(([below]) => milliseconds < below);
  const value = milliseconds / unit;
  return `${value < 10 && name !== 'ms' ? Number(value.toFixed(1)) : Math.round(value)} ${name}`;
}

export function bytes(size) {
  if (size < 1000) return `${size} B`;
  return size < 1e6 ? `${(size / 1e3).toFixed(1)} kB` : `${(size / 1e6).toFixed(1)} MB`;
}

// Rounded down: a cost never claims more. The currency is optional.
export function money(amount, currency) {
  if (amount === null || amount === undefined) return '–';
  const options = { style: currency ? 'currency' : 'decimal', currency: currency ?? undefined, minimumFractionDigits: 2, maximumFractionDigits: 2, roundingMode: 'trunc' };
  const format = new Intl.NumberFormat(language, options);
  return amount > 0 && amount < 0.01 ? `< ${format.format(0.01)}` : format.format(amount);
}

// Local time, with UTC as a tooltip to compare with logs.
export function time(value, { long = false } = {}) {
  if (!value) return null;
  const date = new Date(value);
  return el('time', { datetime: date.toISOString(), title: date.toISOString() }, (long ? full : short).format(date));
}

export const words = name => (name ?? '').replaceAll('_', ' ');
