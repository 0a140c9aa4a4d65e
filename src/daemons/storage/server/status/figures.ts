/** Numbers and times as genuine daemons write them for people (page 03 §8.1). */
import type { ByteString } from '../../../../core/index.ts';

/** 1234567 as 1,234,567. */
export const withCommas = (value: number): ByteString => `${Math.round(value)}`.replace(/\B(?=(\d{3})+$)/g, ',');

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => `${value}`.padStart(2, '0');

/** `20-Nov-26 09:33`, local time. */
export const shortTime = (at: Date): ByteString =>
  `${two(at.getDate())}-${MONTHS[at.getMonth()]}-${two(at.getFullYear() % 100)} ${two(at.getHours())}:${two(at.getMinutes())}`;

/** `2026-11-20 09:33:07`, local time. */
export const longTime = (at: Date): ByteString =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;

const SUFFIXES = ['', ' K', ' M', ' G', ' T', ' P'];

/** `243.5 K`: four digits at most, cut and not rounded; `17 ` where there is no letter. */
export function withSuffix(bytes: number): ByteString {
  let [value, power] = [bytes, 0];
  while (value >= 1000 && power < SUFFIXES.length - 1) {
    value /= 1000;
    power++;
  }
  if (power === 0) return `${bytes} `;
  const decimals = value < 10 ? 3 : value < 100 ? 2 : 1;
  return `${(Math.floor(value * 10 ** decimals) / 10 ** decimals).toFixed(decimals)}${SUFFIXES[power]}`;
}
