/* ---- words under the pointer ---- */
function words(value, stands) {
  const levels = stands ? data.standing_levels : data.walking_levels;
  let i = 0;
  while (i < 5 && value > levels[i]) i++;
  const step = stands ? i : value > 5 ? 7 : value > 3.5 ? 6 : i;
  return [say("level." + (stands ? "stand." : "walk.") + step), "ABCDEF"[i]];
}
function densityAt(field, x, y) {
  const c = Math.floor((x - field.origin[0]) / field.cell), r = Math.floor((y - field.origin[1]) / field.cell);
  if (c < 0 || r < 0 || c >= field.columns || r >= field.rows) return [0, 0];
  const slot = field.slot || (field.slot = new Map(Array.from(field.cells, (cell, k) => [cell, k])));
  const k = slot.get(r * field.columns + c);
  if (k === undefined) return [0, 0];
  const byte = field.bytes[Math.min(field.until.length - 1, Math.round(minute)) * field.cells.length + k];
  return [field.table[byte >> 1], byte & 1];
}
function tell() {
  if (!pointer) { readout.hidden = true; return; }
  const [x, y] = toVenue(...pointer);
  world();
  const s = ratio, onGround = context.isPointInPath(groundPath, pointer[0] * s, pointer[1] * s, "evenodd");
  if (!onGround) { readout.hidden = true; return; }
  const [value, stands] = densityAt(shown(), x, y);
  let text;
  if (run === "change") {
    const change = value - densityAt(fields[data.reference], x, y)[0];
    text = Math.abs(change) < 0.1 ? say("js.same") : Math.abs(change).toFixed(1) + " " + say("js.per_m2") + " " + say(change > 0 ? "js.more" : "js.fewer");
  } else if (value < 0.02) text = say("js.nobody");
  else {
    const [meaning, letter] = words(value, stands);
    text = (value < 0.1 ? value.toFixed(2) : value.toFixed(1)) + " " + say("js.per_m2") + (lang() ? "：" : ": ") + meaning + (lang() ? "（" : " (") + say("js.level").replace("{n}", letter) + (lang() ? "）" : ")");
  }
  readout.textContent = text;
  readout.hidden = false;
  const w = canvas.width / ratio, left = pointer[0] > w - 260;
  readout.style.left = left ? "auto" : pointer[0] + 16 + "px";
  readout.style.right = left ? w - pointer[0] + 16 + "px" : "auto";
  readout.style.top = Math.max(4, pointer[1] - 36) + "px";
}

