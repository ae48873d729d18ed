// Writes src/EmailDispatch/Emails/Idn/idna.txt, the Unicode data for UTS 46. Run it for a new Unicode version, with npm's tr46 and a Node.js of the
// same Unicode version:  node eng/idna/generate.mjs <folder of tr46> > src/EmailDispatch/Emails/Idn/idna.txt
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const table = require(`${process.argv[2]}/lib/mappingTable.json`);
const regexes = require(`${process.argv[2]}/lib/regexes.js`);

const [MAPPED, VALID, DEVIATION, IGNORED] = [1, 2, 6, 7];
const hex = n => n.toString(16).toUpperCase();
const char = n => String.fromCodePoint(n);
const valid = [], ignored = [], mapped = new Map();
for (const [range, status, mapping] of table) {
  const [from, to] = Array.isArray(range) ? range : [range, range];
  for (let n = from; n <= to; n++) {
    if (status === VALID || status === DEVIATION) valid.push(n);
    else if (status === IGNORED) ignored.push(n);
    else if (status === MAPPED) mapped.set(n, mapping);
  }
}

const ranges = numbers => {
  const found = [];
  for (const n of numbers) {
    if (found.length && found.at(-1)[1] === n - 1) found.at(-1)[1] = n;
    else found.push([n, n]);
  }
  return found.map(([from, to]) => (from === to ? hex(from) : `${hex(from)}-${hex(to)}`)).join(" ");
};
const beyondAscii = valid.filter(n => n > 0x7f);
const those = test => ranges(beyondAscii.filter(n => test(char(n))));
const write = (name, text) => console.log(`${name}\n${text}`);

write("unicode", process.versions.unicode);
write("valid", ranges(valid));
write("ignored", ranges(ignored));
write("mapped", [...mapped].map(([n, text]) => `${hex(n)}=${[...text].map(c => hex(c.codePointAt(0))).join("+")}`).join(" "));

// Composing pairs; Hangul is composed by a rule.
const pairs = [];
for (let n = 0x80; n <= 0x2ffff; n++) {
  if (n >= 0xac00 && n <= 0xdfff) continue;
  const parts = [...char(n).normalize("NFD")];
  if (parts.length < 2 || char(n).normalize("NFC") !== char(n)) continue;
  const first = [...parts.slice(0, -1).join("").normalize("NFC")];
  if (first.length !== 1) throw new Error(hex(n));
  pairs.push(`${hex(first[0].codePointAt(0))}+${hex(parts.at(-1).codePointAt(0))}=${hex(n)}`);
}
write("composed", pairs.join(" "));

// Combining classes in order, without their numbers. Marks that normalization reorders differ in class; each is compared with one mark per class.
const changes = (a, b) => `x${a}${b}`.normalize("NFD") !== `x${a}${b}`;
const classes = [];
for (let n = 0x300; n <= 0x1ffff; n++) {
  const mark = char(n);
  if (!/\p{M}/u.test(mark) || mark.normalize("NFD") !== mark || !(changes("\u0345", mark) || changes(mark, "\u0334"))) continue;
  const same = classes.find(([first]) => !changes(char(first), mark) && !changes(mark, char(first)));
  if (same) same.push(n);
  else classes.push([n]);
}
classes.sort(([a], [b]) => (changes(char(a), char(b)) ? 1 : -1));
classes.forEach((marks, n) => write(`class ${n + 1}`, ranges(marks)));

write("mark", those(c => /\p{M}/u.test(c)));
write("virama", those(c => regexes.combiningClassVirama.test(c)));
const [beh, nonJoiner] = ["\u0628", "\u200C"];
const joinsNext = c => regexes.validZWNJ.test(c + nonJoiner + beh);
write("joins next", those(joinsNext));
write("joins previous", those(c => regexes.validZWNJ.test(beh + nonJoiner + c)));
write("joins through", those(c => !joinsNext(c) && regexes.validZWNJ.test(beh + c + nonJoiner + beh)));

const isLeft = c => regexes.bidiS1LTR.test(c);
const isRight = c => regexes.bidiS1RTL.test(c);
const isNumber = c => regexes.bidiS4EN.test(c);
const isArabicNumber = c => regexes.bidiS4AN.test(c);
const isNeutral = c => regexes.bidiS5.test(c) && !isLeft(c) && !isNumber(c);
const isMark = c => isNeutral(c) && regexes.bidiS3.test(`\u05D0${c}`);
write("bidi left", those(isLeft));
write("bidi right", those(isRight));
write("bidi number", those(isNumber));
write("bidi arabic number", those(isArabicNumber));
write("bidi mark", those(isMark));
write("bidi neutral", those(c => isNeutral(c) && !isMark(c)));
