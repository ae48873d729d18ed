// Random domains beyond ASCII, and the results of tr46 (UTS 46, non-transitional); null if it rejects one.
import { toASCII } from "tr46";

const count = Number(process.argv[2]);
let state = Number(process.argv[3]);
const random = n => {
  // xorshift32: the same domains in every run.
  state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
  return (state >>> 0) % n;
};
const scripts = [
  [0x61, 0x7a], [0x30, 0x39], [0x41, 0x5a], [0xc0, 0x17f], [0x370, 0x3ff], [0x400, 0x52f], [0x531, 0x586], [0x5d0, 0x5ea], [0x591, 0x5c7], [0x620, 0x64a], [0x64b, 0x669], [0x6f0, 0x6f9],
  [0x780, 0x7b1], [0x901, 0x97f], [0x981, 0x9fe], [0xb85, 0xbcd], [0xe01, 0xe4e], [0x10a0, 0x10ff], [0x1100, 0x11ff], [0x1200, 0x135a], [0x1e00, 0x1fff], [0x2c60, 0x2c7f],
  [0x3041, 0x30ff], [0x4e00, 0x4fff], [0xac00, 0xadff], [0xfb00, 0xfb4f], [0xff10, 0xff5a], [0x1e900, 0x1e943], [0x20000, 0x20100], [0x1f600, 0x1f64f], [0x300, 0x345], [0x2100, 0x214f], [0x200c, 0x200d],
];
const letterOf = ([from, to]) => String.fromCodePoint(from + random(to - from + 1));
const label = () => {
  const own = [scripts[random(scripts.length)], scripts[0]];
  if (random(6) === 0) own.push(scripts[random(scripts.length)]);
  let text = "";
  for (let n = 1 + random(9); n > 0; n--) text += letterOf(own[random(own.length)]);
  const form = random(8);
  if (form === 0) text = text.normalize("NFD");
  if (form === 1) text = text.toUpperCase();
  if (form === 2) text = (toASCII(text) ?? text).split("").map(c => (random(20) === 0 ? letterOf([0x61, 0x7a]) : c)).join("");
  if (form === 3) text = `${text}-${letterOf(own[0])}`;
  return text;
};
const isEdged = domain => domain.split(".").some(part => part.startsWith("-") || part.endsWith("-"));
const domains = Array.from({ length: count }, () => `${Array.from({ length: 1 + random(2) }, label).join(random(9) === 0 ? "\u3002" : ".")}.test`);
const options = { checkBidi: true, checkJoiners: true, useSTD3ASCIIRules: true, verifyDNSLength: true, transitionalProcessing: false };
console.log(JSON.stringify(domains.map(domain => {
  const ascii = toASCII(domain, options);
  return { domain, ascii: ascii === null || isEdged(ascii) || isEdged(domain.normalize("NFKC")) ? null : ascii };
})));
