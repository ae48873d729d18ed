// More lines than this are not matched one by one.
const longest = 1000;

// The lines of two texts in order, each with '+' (only in the second), '-' (only in the first) or ' '.
export function changesOf(before, after) {
  const [left, right] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start++;
  let end = 0;
  while (end < left.length - start && end < right.length - start && left.at(-1 - end) === right.at(-1 - end)) end++;
  const same = lines => lines.map(text => ({ kind: ' ', text }));
  return [
    ...same(left.slice(0, start)),
    ...middle(left.slice(start, left.length - end), right.slice(start, right.length - end)),
    ...same(left.slice(left.length - end)),
  ];
}

// The longest common subsequence.
function middle(left, right) {
  if (left.length > longest || right.length > longest) return [...left.map(text => ({ kind: '-', text })), ...right.map(text => ({ kind: '+', text }))];
  const lengths = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) lengths[i][j] = left[i] === right[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
  }

  const lines = [];
  for (let [i, j] = [0, 0]; i < left.length || j < right.length;) {
    if (i < left.length && j < right.length && left[i] === right[j]) [i, j] = [i + 1, j + 1, lines.push({ kind: ' ', text: left[i] })];
    else if (j === right.length || (i < left.length && lengths[i + 1][j] >= lengths[i][j + 1])) lines.push({ kind: '-', text: left[i++] });
    else lines.push({ kind: '+', text: right[j++] });
  }
  return lines;
}
