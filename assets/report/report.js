"use strict";
/* The map that plays and the switches. Everything else of the page stands without it. */
(function () {
const $ = id => document.getElementById(id);
const root = document.documentElement;
const data = JSON.parse($("run").textContent);
const lang = () => root.dataset.lang === "zh" ? 1 : 0;
const say = key => (data.texts[key] || [key, key])[lang()];

/* ---- language, theme, what is kept between visits ---- */
function keep(name, value) {
  try {
    const kept = JSON.parse(localStorage.getItem("wuwei-report") || "{}") || {};
    kept[name] = value;
    localStorage.setItem("wuwei-report", JSON.stringify(kept));
  } catch (e) { /* a page opened from a file may not be allowed to */ }
  const parts = location.hash.slice(1).split("&").filter(p => p.includes("=") && !p.startsWith(name + "="));
  parts.push(name + "=" + value);
  try { history.replaceState(null, "", "#" + parts.join("&")); } catch (e) { /* nor this */ }
}
function applyLanguage() {
  const code = lang() ? "zh" : "en";
  root.lang = lang() ? "zh-Hans" : "en";
  document.querySelectorAll("[data-label-en]").forEach(e => {
    e.setAttribute("aria-label", e.getAttribute("data-label-" + code));
    if (e.tagName === "BUTTON") e.title = e.getAttribute("data-label-" + code);
  });
  const title = document.querySelector("title");
  document.title = title.getAttribute("data-" + code);
}
$("language").onclick = () => {
  root.dataset.lang = lang() ? "en" : "zh";
  keep("lang", root.dataset.lang);
  applyLanguage();
  draw();
};
const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme:dark)").matches;
$("theme").onclick = () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  keep("theme", root.dataset.theme);
  readColours();
  draw();
};
matchMedia("(prefers-color-scheme:dark)").addEventListener("change", () => { readColours(); draw(); });
$("print").onclick = () => print();
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(d => { d.open = true; }));

/* ---- colours come from the page's own tokens ---- */
let colours = {};
function rgb(text) {
  const hex = text.trim().replace("#", "");
  return [0, 2, 4].map(i => parseInt(hex.slice(i, i + 2), 16));
}
function readColours() {
  const style = getComputedStyle(root);
  const token = name => style.getPropertyValue("--" + name).trim();
  const ramp = (name, n) => Array.from({ length: n }, (_, i) => rgb(token(name + i)));
  colours = {
    calm: ramp("d", data.ramps[0]), hot: ramp("h", data.ramps[1]), change: ramp("c", data.ramps[2]),
    service: ramp("los", 6)
  };
  for (const name of ["ground", "building", "building-edge", "water", "green", "tree", "fence", "furniture", "outside",
    "stairs", "portal", "outline", "halo", "measure", "quiet", "ink", "link", "rule-strong"]) colours[name] = token(name);
}
function along(ramp, share) {
  const x = Math.min(1, Math.max(0, share)) * (ramp.length - 1), i = Math.min(ramp.length - 2, Math.floor(x)), f = x - i;
  const a = ramp[i], b = ramp[i + 1];
  return [a[0] + (b[0] - a[0]) * f, a[1] + (b[1] - a[1]) * f, a[2] + (b[2] - a[2]) * f];
}

/* ---- the field: bytes to densities ---- */
async function inflate(text) {
  const packed = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
async function unpack(packed) {
  const cells = [];
  let at = 0;
  packed.runs.forEach((length, i) => {
    if (i % 2) for (let k = 0; k < length; k++) cells.push(at + k);
    at += length;
  });
  const table = new Float32Array(128);
  for (let q = 1; q < 128; q++) table[q] = data.moving_per_m2 * Math.pow((q - 0.5) / packed.steps, 2);
  const known = new Set(cells), edge = [];
  /* Cells beside walls lend the wall their value, so that drawing between middles does not
     pale towards it. */
  for (const cell of cells) for (const step of [-1, 1, -packed.columns, packed.columns, -packed.columns - 1, -packed.columns + 1, packed.columns - 1, packed.columns + 1]) {
    const beside = cell + step;
    if (!known.has(beside) && beside >= 0 && beside < packed.columns * packed.rows) edge.push([beside, cell]);
  }
  edge.sort((a, b) => a[0] - b[0]);
  return {
    edge,
    columns: packed.columns, rows: packed.rows, cell: packed.cell_m, origin: packed.origin, until: packed.until_s,
    cells: Int32Array.from(cells), bytes: await inflate(packed.cells), table,
    arrows: { ...packed.arrows, bytes: await inflate(packed.arrows.cells) }
  };
}
/* Densities, and densities over the limit of their cell, of a moment between two minutes. */
function densities(field, minute, density, load, standing) {
  density.fill(0);
  load.fill(0);
  standing.fill(0);
  const last = field.until.length - 1, n = field.cells.length;
  const i = Math.max(0, Math.min(last, Math.floor(minute))), j = Math.min(last, i + 1), share = Math.min(1, Math.max(0, minute - i));
  const a = i * n, b = j * n;
  for (let k = 0; k < n; k++) {
    const p = field.bytes[a + k], q = field.bytes[b + k];
    if (!p && !q) continue;
    const cell = field.cells[k], from = field.table[p >> 1], to = field.table[q >> 1];
    const limit = byte => byte & 1 ? data.standing_per_m2 : data.moving_per_m2;
    density[cell] = from * (1 - share) + to * share;
    load[cell] = from / limit(p) * (1 - share) + to / limit(q) * share;
    standing[cell] = (share < 0.5 ? p : q) & 1;
  }
  for (let e = 0; e < field.edge.length;) {
    const beside = field.edge[e][0];
    let sum = 0, loads = 0, count = 0;
    for (; e < field.edge.length && field.edge[e][0] === beside; e++) {
      sum += density[field.edge[e][1]];
      loads += load[field.edge[e][1]];
      count++;
    }
    density[beside] = sum / count;
    load[beside] = loads / count;
  }
}

/* ---- state ---- */
const player = $("player"), canvas = $("canvas"), context = canvas.getContext("2d");
const slider = $("slider"), readout = $("readout"), because = $("because");
let fields = [], minute = 0, playing = false, colouring = "density", run = "0", selected = 0, pointer = null;
const [lowX, lowY, highX, highY] = data.window;
let view = null, scale = 1, ratio = 1;
const shapes = [], measurePaths = data.measures.map(m => new Path2D(m.path));
document.querySelectorAll("#venue path").forEach(p => shapes.push([p.getAttribute("class"), new Path2D(p.getAttribute("d"))]));
data.hotspots.forEach(list => list.forEach(h => { h.outline = new Path2D(h.path); }));
/* The hotspots of the run that is shown. */
const spots = () => data.hotspots[run === "1" ? 1 : 0] || [];
const groundPath = new Path2D(data.ground);
const patch = document.createElement("canvas");
let planes = null;

const clockText = s => {
  const m = Math.floor((data.starts_s + s) / 60 + 1e-6);
  return String(Math.floor(m / 60) % 24).padStart(2, "0") + ":" + String(m % 60).padStart(2, "0");
};
const timeAt = m => {
  const u = fields[0].until, i = Math.max(0, Math.min(u.length - 1, Math.floor(m))), j = Math.min(u.length - 1, i + 1);
  return u[i] + (u[j] - u[i]) * (m - i);
};
const minuteAt = s => {
  const i = fields[0].until.findIndex(u => u >= s - 0.5);
  return i < 0 ? fields[0].until.length - 1 : i;
};
const shown = () => fields[run === "1" ? 1 : 0];

/* ---- drawing ---- */
function size() {
  const width = canvas.parentElement.clientWidth;
  const aspect = Math.max(0.45, Math.min((highY - lowY) / (highX - lowX), innerWidth < 600 ? 1.15 : 0.72));
  const height = Math.round(Math.min(width * aspect, Math.max(280, innerHeight * 0.78)));
  ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.height = height + "px";
}
function fit(low, high) {
  const w = canvas.width / ratio, h = canvas.height / ratio;
  const s = Math.min(w / (high[0] - low[0]), h / (high[1] - low[1]));
  return { x: (low[0] + high[0]) / 2, y: (low[1] + high[1]) / 2, s };
}
const whole = () => fit([lowX, lowY], [highX, highY]);
function toScreen(x, y) {
  return [canvas.width / ratio / 2 + (x - view.x) * view.s, canvas.height / ratio / 2 - (y - view.y) * view.s];
}
function toVenue(px, py) {
  return [view.x + (px - canvas.width / ratio / 2) / view.s, view.y - (py - canvas.height / ratio / 2) / view.s];
}
function world() {
  const s = view.s * ratio;
  context.setTransform(s, 0, 0, s, canvas.width / 2 - view.x * s, canvas.height / 2 + view.y * s);
}
function paintVenue(front) {
  const px = 1 / view.s;
  for (const [kind, path] of shapes) {
    const main = kind.split(" ")[0];
    const line = ["attraction", "queue", "counter", "portal"].includes(main);
    if (line !== front) continue;
    context.setLineDash([]);
    if (main === "attraction" || main === "queue" || main === "counter") {
      context.strokeStyle = colours.quiet;
      context.lineWidth = px;
      context.setLineDash(main === "queue" ? [4 * px, 3 * px] : main === "attraction" ? [px, 3 * px] : []);
      context.stroke(path);
    } else if (main === "portal") {
      context.strokeStyle = colours.portal;
      context.lineWidth = 4 * px;
      context.lineCap = "round";
      context.stroke(path);
    } else {
      context.fillStyle = colours[main === "slope" ? "stairs" : main] || colours.furniture;
      context.globalAlpha = main === "slope" ? 0.3 : main === "stairs" ? 0.55 : 1;
      context.fill(path, "evenodd");
      context.globalAlpha = 1;
      if (main === "building") {
        context.strokeStyle = colours["building-edge"];
        context.lineWidth = px;
        context.stroke(path);
      }
    }
    context.setLineDash([]);
  }
}
function colourOf(value, load, stands, other) {
  if (run === "change") {
    const change = value - other, size = Math.abs(change);
    return size < 0.04 ? null : [...along(colours.change, change / data.moving_per_m2 / 2 + 0.5), Math.min(1, size / 0.25)];
  }
  if (value < 0.02) return null;
  const alpha = Math.min(1, value / 0.18);
  if (colouring === "service") {
    const levels = stands ? data.standing_levels : data.walking_levels;
    let i = 0;
    while (i < 5 && value > levels[i]) i++;
    return [...colours.service[i], alpha];
  }
  if (load > 1) return [...along(colours.hot, (value - data.moving_per_m2) / 4), 1];
  return [...along(colours.calm, Math.sqrt(value / Math.max(data.standing_per_m2, data.moving_per_m2))), alpha];
}
/* The field is drawn at several points a cell, between the middles of cells, so that it reads
   as ground and not as tiles; the figures under the pointer are the cells' own. */
function paintField() {
  const field = shown(), w = field.columns, h = field.rows, n = w * h;
  if (!planes || planes.n !== n) planes = { n, a: new Float32Array(n), load: new Float32Array(n), b: new Float32Array(n), spare: new Float32Array(n), stands: new Uint8Array(n) };
  const change = run === "change";
  if (change) densities(fields[1], minute, planes.b, planes.spare, planes.stands);
  densities(field, minute, planes.a, planes.load, planes.stands);
  const tiles = colouring === "service" && !change;
  const fine = tiles ? 1 : Math.max(1, Math.min(8, Math.floor(Math.sqrt(320000 / n))));
  patch.width = w * fine;
  patch.height = h * fine;
  const pixels = new ImageData(patch.width, patch.height);
  const at = (plane, x, y) => plane[Math.max(0, Math.min(h - 1, y)) * w + Math.max(0, Math.min(w - 1, x))];
  for (let py = 0; py < patch.height; py++) {
    const v = (py + 0.5) / fine - 0.5, y = Math.floor(v), fy = v - y;
    for (let px = 0; px < patch.width; px++) {
      const u = (px + 0.5) / fine - 0.5, x = Math.floor(u), fx = u - x;
      const mix = plane => fine === 1 ? at(plane, px, py)
        : (at(plane, x, y) * (1 - fx) + at(plane, x + 1, y) * fx) * (1 - fy) + (at(plane, x, y + 1) * (1 - fx) + at(plane, x + 1, y + 1) * fx) * fy;
      const value = mix(planes.a), other = change ? mix(planes.b) : 0;
      if (value < 0.02 && other < 0.02) continue;
      const stands = planes.stands[Math.floor(py / fine) * w + Math.floor(px / fine)];
      const c = colourOf(value, mix(planes.load), stands, other);
      if (!c) continue;
      const k = ((patch.height - 1 - py) * patch.width + px) * 4;
      pixels.data[k] = c[0]; pixels.data[k + 1] = c[1]; pixels.data[k + 2] = c[2]; pixels.data[k + 3] = c[3] * 255;
    }
  }
  patch.getContext("2d").putImageData(pixels, 0, 0);
  context.save();
  context.clip(groundPath, "evenodd");
  context.imageSmoothingEnabled = !tiles;
  const [ox, oy] = field.origin;
  context.drawImage(patch, ox, -(oy + h * field.cell), w * field.cell, h * field.cell);
  context.restore();
}
function paintArrows() {
  const field = shown(), a = field.arrows, n = a.columns * a.rows, side = a.block * field.cell;
  const start = Math.floor(Math.round(minute) / a.minutes) * n;
  context.strokeStyle = colours.ink;
  context.lineWidth = 1.2 / view.s;
  context.globalAlpha = 0.7;
  context.lineCap = "round";
  context.beginPath();
  if (!a.ground) {
    /* Only blocks whose middle is on the ground carry an arrow. */
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    a.ground = Array.from({ length: n }, (_, k) => context.isPointInPath(groundPath,
      field.origin[0] + (k % a.columns + 0.5) * side, -(field.origin[1] + (Math.floor(k / a.columns) + 0.5) * side), "evenodd"));
    context.restore();
    context.beginPath();
  }
  for (let k = 0; k < n; k++) {
    const byte = a.bytes[start + k] || 0;
    if (!byte || !a.ground[k]) continue;
    const angle = (byte >> 3) / 32 * 2 * Math.PI, long = side * (0.2 + 0.6 * (byte & 7) / 7);
    const cx = field.origin[0] + (k % a.columns + 0.5) * side, cy = -(field.origin[1] + (Math.floor(k / a.columns) + 0.5) * side);
    const dx = Math.cos(angle) * long / 2, dy = -Math.sin(angle) * long / 2, tip = side * 0.14;
    context.moveTo(cx - dx, cy - dy);
    context.lineTo(cx + dx, cy + dy);
    for (const turn of [2.6, -2.6]) {
      context.moveTo(cx + dx, cy + dy);
      context.lineTo(cx + dx + tip * Math.cos(-angle + turn), cy + dy + tip * Math.sin(-angle + turn));
    }
  }
  context.stroke();
  context.globalAlpha = 1;
}
function paintMarks(now) {
  const px = 1 / view.s;
  context.lineCap = "round";
  context.lineJoin = "round";
  if (run !== "1") data.measures.forEach((m, i) => {
    if (m.from_s > now || now > m.until_s) return;
    context.strokeStyle = colours.measure;
    context.lineWidth = 4 * px;
    context.stroke(measurePaths[i]);
  });
  spots().forEach(h => {
    const live = h.from_s <= now && now <= h.until_s + 1;
    if (!live && h.rank !== selected) return;
    context.strokeStyle = colours.halo;
    context.lineWidth = (h.rank === selected ? 6 : 4) * px;
    context.stroke(h.outline);
    context.strokeStyle = colours.outline;
    context.lineWidth = (h.rank === selected ? 3 : 1.8) * px;
    context.stroke(h.outline);
  });
}
function paintNames(now) {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const w = canvas.width / ratio, h = canvas.height / ratio, taken = [];
  const write = (text, x, y, bold, colour) => {
    context.font = (bold ? "650 " : "") + "13px " + getComputedStyle(document.body).fontFamily;
    const half = context.measureText(text).width / 2 + 2;
    x = Math.max(half + 4, Math.min(w - half - 4, x));
    y = Math.max(12, Math.min(h - 12, y));
    if (taken.some(t => Math.abs(t[0] - x) < t[2] + half && Math.abs(t[1] - y) < 16)) return;
    taken.push([x, y, half]);
    context.strokeStyle = colours.halo;
    context.lineWidth = 3.5;
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  };
  for (const spot of spots()) {
    if (spot.rank !== selected && !(spot.from_s <= now && now <= spot.until_s + 1)) continue;
    const [x, y] = toScreen(...spot.centre);
    if (x > 0 && y > 0 && x < w && y < h) write(String(spot.rank), x, y, true, colours.ink);
  }
  if (!$("names").checked) return;
  for (const name of data.labels) {
    let [x, y] = toScreen(...name.at);
    if (name.kind === "portal") {
      /* A name stands beside its portal, on the venue's side of it. */
      const east = (name.at[0] - (lowX + highX) / 2) / (highX - lowX), north = (name.at[1] - (lowY + highY) / 2) / (highY - lowY);
      if (Math.abs(east) > Math.abs(north)) x -= Math.sign(east) * 44;
      else y += Math.sign(north) * 18;
    }
    if (x > -20 && y > -20 && x < w + 20 && y < h + 20) write(name.name[lang()], x, y, name.kind === "attraction", name.kind === "portal" ? colours.quiet : colours.ink);
  }
}
function draw() {
  if (!fields.length) return;
  const now = timeAt(minute);
  if (!view) view = whole();
  canvas.classList.toggle("zoomed", view.s > whole().s * 1.01);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = colours.outside;
  context.fillRect(0, 0, canvas.width, canvas.height);
  world();
  paintVenue(false);
  paintField();
  if ($("arrows").checked) paintArrows();
  paintVenue(true);
  paintMarks(now);
  paintNames(now);
  const i = Math.min(Math.round(minute), fields[0].until.length - 1), inside = data.inside[run === "1" ? 1 : 0][i];
  $("clock").textContent = clockText(now);
  $("now").textContent = inside === undefined ? "" : say("js.inside").replace("{n}", inside.toLocaleString("en"));
  slider.value = String(Math.round(minute));
  slider.setAttribute("aria-valuetext", clockText(now));
  document.querySelectorAll(".plot").forEach(p => {
    const cursor = p.querySelector(".cursor"), share = now / Number(p.dataset.end);
    cursor.hidden = share > 1.001;
    cursor.style.left = 100 * Math.min(1, share) + "%";
  });
  tell();
}

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
    const change = value - densityAt(fields[1], x, y)[0];
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

/* ---- hotspots ---- */
function select(rank, travel) {
  const spot = spots().find(h => h.rank === rank);
  selected = spot ? rank : 0;
  because.hidden = !spot;
  if (spot) {
    const l = lang();
    because.textContent = "";
    const add = (tag, text, more) => {
      const e = document.createElement(tag);
      e.textContent = text;
      Object.assign(e, more);
      because.append(e);
    };
    add("b", spot.rank + "  " + spot.title[l]);
    add("p", spot.why[l]);
    if (run !== "1" && $("hotspot-" + spot.rank)) add("a", say("js.read_on"), { href: "#hotspot-" + spot.rank });
    add("button", "×", { className: "close", type: "button", onclick: () => select(0), title: say("js.close"), ariaLabel: say("js.close") });
    if (travel) {
      pause();
      minute = minuteAt(spot.peak_at_s);
    }
    /* The words stand on the other side of the map than what they speak of. */
    because.classList.toggle("right", !!view && toScreen(...spot.centre)[0] < canvas.width / ratio / 2);
  }
  draw();
}
document.querySelectorAll("[data-hotspot]").forEach(e => {
  e.addEventListener("click", () => {
    if (run === "1") document.querySelector("input[name=run][value='0']").click();
    select(Number(e.dataset.hotspot), true);
    if (e.classList.contains("show-on-map")) canvas.scrollIntoView({ block: "center" });
  });
});

/* ---- time ---- */
let before = 0;
function tick(now) {
  if (!playing) return;
  minute += Math.min(0.25, (now - before) / 1000) * Number($("speed").value);
  before = now;
  const last = fields[0].until.length - 1;
  if (minute >= last) { minute = last; pause(); }
  draw();
  if (playing) requestAnimationFrame(tick);
}
function play() {
  if (minute >= fields[0].until.length - 1) minute = 0;
  playing = true;
  $("play").classList.add("playing");
  before = performance.now();
  requestAnimationFrame(tick);
}
function pause() {
  playing = false;
  $("play").classList.remove("playing");
}
$("play").onclick = () => { if (playing) pause(); else play(); };
slider.addEventListener("input", () => { pause(); minute = Number(slider.value); draw(); });
document.querySelectorAll(".plot").forEach(p => p.addEventListener("click", e => {
  const box = p.getBoundingClientRect();
  if (!fields.length) return;
  pause();
  minute = minuteAt((e.clientX - box.left) / box.width * Number(p.dataset.end));
  draw();
}));
/* Figures under the pointer: read back from the drawn line, so that they are told once only. */
function valuesOf(path) {
  const x = [], y = [];
  if (path.classList.contains("line")) for (const [, a, b] of path.getAttribute("d").matchAll(/[ML]([\d.]+) ([\d.]+)/g)) { x.push(+a); y.push(+b); }
  else for (const [, b, a] of path.getAttribute("d").matchAll(/V([\d.]+)H([\d.]+)/g)) { x.push(+a); y.push(+b); }
  return { x, y };
}
document.querySelectorAll(".plot").forEach(plot => {
  let series = null, tip = null, hair = null;
  const leave = () => { if (tip) { tip.remove(); hair.remove(); tip = null; } };
  plot.addEventListener("pointerleave", leave);
  plot.addEventListener("pointermove", e => {
    series = series || [...plot.querySelectorAll("path[data-en]")].map(p => ({ p, ...valuesOf(p) })).filter(s => s.x.length);
    if (!series.length) return;
    if (!tip) {
      tip = plot.appendChild(document.createElement("div"));
      hair = plot.appendChild(document.createElement("i"));
      tip.className = "tip";
      hair.className = "hair";
    }
    const box = plot.getBoundingClientRect(), at = (e.clientX - box.left) / box.width * 1000;
    const i = Math.min(series[0].x.length - 1, Math.max(0, series[0].x.findIndex(x => x >= at) < 0 ? series[0].x.length - 1 : series[0].x.findIndex(x => x >= at)));
    tip.textContent = "";
    const line = (tag, ...texts) => {
      const row = tip.appendChild(document.createElement(tag));
      for (const text of texts) row.appendChild(document.createElement(tag === "b" ? "i" : "em")).textContent = text;
      row.querySelectorAll("i,em").forEach(t => { t.style.fontStyle = "normal"; });
    };
    line("b", clockText(series[0].x[i] / 1000 * Number(plot.dataset.end)));
    for (const s of series) {
      const value = (100 - s.y[i]) / 100 * Number(plot.dataset.top);
      line("span", s.p.getAttribute(lang() ? "data-zh" : "data-en"), value >= 20 || Math.abs(value - Math.round(value)) < 0.02 ? Math.round(value).toLocaleString("en") : value.toFixed(1));
    }
    const share = series[0].x[i] / 10;
    hair.style.left = share + "%";
    tip.style.left = share < 55 ? "calc(" + share + "% + 8px)" : "auto";
    tip.style.right = share < 55 ? "auto" : "calc(" + (100 - share) + "% + 8px)";
  });
});
canvas.addEventListener("keydown", e => {
  const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, ",": -1, ".": 1 }[e.key];
  if (e.key === " ") $("play").click();
  else if (step) { pause(); minute = Math.max(0, Math.min(fields[0].until.length - 1, Math.round(minute) + step)); draw(); }
  else if (e.key === "+" || e.key === "=") zoom(1.5);
  else if (e.key === "-") zoom(1 / 1.5);
  else if (e.key === "f" || e.key === "F") { view = whole(); draw(); }
  else if (e.key === "Escape") select(0);
  else return;
  e.preventDefault();
});
slider.addEventListener("keydown", e => { if (e.key === " ") { $("play").click(); e.preventDefault(); } });

/* ---- the view ---- */
function zoom(by, px, py) {
  const least = whole().s;
  const to = Math.max(least, Math.min(least * 24, view.s * by));
  if (px === undefined) [px, py] = [canvas.width / ratio / 2, canvas.height / ratio / 2];
  const [x, y] = toVenue(px, py);
  view.s = to;
  const [nx, ny] = toVenue(px, py);
  view.x += x - nx;
  view.y += y - ny;
  if (to === least) view = whole();
  draw();
}
$("zoom-in").onclick = () => zoom(1.6);
$("zoom-out").onclick = () => zoom(1 / 1.6);
$("zoom-all").onclick = () => { view = whole(); draw(); };
canvas.addEventListener("wheel", e => {
  if (!e.ctrlKey && !e.metaKey && view.s <= whole().s * 1.01) return;
  e.preventDefault();
  zoom(Math.exp(-e.deltaY / 400), ...place(e));
}, { passive: false });
canvas.addEventListener("dblclick", e => zoom(2, ...place(e)));
const place = e => { const b = canvas.getBoundingClientRect(); return [e.clientX - b.left, e.clientY - b.top]; };
let grip = null, moved = false;
canvas.addEventListener("pointerdown", e => { grip = place(e); moved = false; });
canvas.addEventListener("pointermove", e => {
  const here = place(e);
  if (grip && e.buttons && view.s > whole().s * 1.01) {
    view.x -= (here[0] - grip[0]) / view.s;
    view.y += (here[1] - grip[1]) / view.s;
    moved = moved || Math.hypot(here[0] - grip[0], here[1] - grip[1]) > 2;
    grip = here;
    pointer = null;
    draw();
  } else { pointer = here; tell(); }
});
canvas.addEventListener("pointerup", e => {
  grip = null;
  if (moved) return;
  const here = place(e), now = timeAt(minute);
  pointer = here;
  world();
  const hit = spots().find(h => (h.rank === selected || h.from_s <= now && now <= h.until_s + 1) && context.isPointInPath(h.outline, here[0] * ratio, here[1] * ratio));
  select(hit ? hit.rank : 0);
});
canvas.addEventListener("pointerleave", () => { pointer = null; readout.hidden = true; grip = null; });
document.querySelectorAll("input[name=colours]").forEach(e => e.addEventListener("change", () => { colouring = e.value; player.dataset.colours = e.value; draw(); }));
document.querySelectorAll("input[name=run]").forEach(e => e.addEventListener("change", () => { run = e.value; player.dataset.run = e.value; select(0); }));
["arrows", "names"].forEach(id => $(id).addEventListener("change", draw));
addEventListener("resize", () => { if (fields.length) { size(); view = whole(); draw(); } });

/* ---- begin ---- */
async function begin() {
  applyLanguage();
  if (!data.fields[0].until_s.length) {
    $("no-player").textContent = say("js.no_minutes");
    return;
  }
  try { fields = await Promise.all(data.fields.map(unpack)); } catch (e) {
    $("no-player").textContent = say("js.old_browser");
    window.problems.push(String(e));
    return;
  }
  $("no-player").hidden = true;
  player.hidden = false;
  player.dataset.colours = colouring;
  player.dataset.run = run;
  readColours();
  size();
  view = whole();
  const asked = /(?:^#|&)t=(\d+):(\d+)/.exec(location.hash);
  if (asked) minute = minuteAt(((Number(asked[1]) * 60 + Number(asked[2])) * 60 - data.starts_s + 86400) % 86400);
  else if (spots().length) minute = minuteAt(spots()[0].peak_at_s);
  for (const name of ["colours", "run"]) {
    const wanted = new RegExp("(?:^#|&)" + name + "=(\\w+)").exec(location.hash);
    const button = wanted && document.querySelector("input[name=" + name + "][value='" + wanted[1] + "']");
    if (button) button.click();
  }
  if (/(?:^#|&)arrows=1/.test(location.hash)) $("arrows").checked = true;
  const spot = /(?:^#|&)spot=(\d+)/.exec(location.hash);
  if (spot) select(Number(spot[1]), true);
  draw();
}

/* ---- #test: the page looks at itself and writes what it finds ---- */
function inked() {
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data, seen = new Set();
  for (let i = 0; i < pixels.length; i += 4 * 37) seen.add(pixels[i] << 16 | pixels[i + 1] << 8 | pixels[i + 2]);
  return seen.size;
}
function selfTest() {
  const found = {};
  const check = (name, fine) => { found[name] = !!fine; };
  const visible = e => e && e.getClientRects().length > 0;
  const heading = document.querySelector("#hotspots h2"), words = heading.innerText;
  const label = $("print").getAttribute("aria-label");
  $("language").click();
  check("language changes the text", heading.innerText !== words);
  check("language changes the labels", $("print").getAttribute("aria-label") !== label);
  check("one language at a time", document.querySelectorAll("main .en").length > 20 && ![...document.querySelectorAll("main ." + (lang() ? "en" : "zh"))].some(visible));
  $("language").click();
  const paper = getComputedStyle(document.body).backgroundColor;
  $("theme").click();
  check("theme changes the colours", getComputedStyle(document.body).backgroundColor !== paper);
  $("theme").click();
  if (fields.length) playerTest(check);
  check("page is no wider than the window", root.scrollWidth <= innerWidth + 1);
  check("every control has a name", [...document.querySelectorAll("button,select,input")].every(e => e.getAttribute("aria-label") || e.textContent.trim() || e.closest("label")));
  check("nothing went wrong", window.problems.length === 0);
  const failed = Object.keys(found).filter(name => !found[name]);
  const result = document.createElement("pre");
  result.id = "self-test";
  result.textContent = JSON.stringify({ passed: failed.length === 0, checks: Object.keys(found).length, failed, problems: window.problems });
  document.body.append(result);
}
function playerTest(check) {
  const visible = e => e && e.getClientRects().length > 0;
  check("map is painted", inked() > 20);
  minute = 0;
  draw();
  const early = $("clock").textContent, still = canvas.toDataURL();
  slider.value = String(Math.floor(fields[0].until.length / 2));
  slider.dispatchEvent(new Event("input"));
  check("slider moves the clock", $("clock").textContent !== early);
  check("slider changes the map", canvas.toDataURL() !== still);
  if (spots().length) {
    document.querySelector(".bookmark").click();
    check("bookmark goes to the worst minute", $("clock").textContent === clockText(timeAt(minuteAt(spots()[0].peak_at_s))));
    check("hotspot says why", visible(because) && because.textContent.includes(spots()[0].why[lang()]));
    const spot = spots()[0], at = toScreen(...spot.centre);
    select(0);
    const box = canvas.getBoundingClientRect();
    canvas.dispatchEvent(new PointerEvent("pointermove", { clientX: box.left + at[0], clientY: box.top + at[1] }));
    check("pointer reads the density", visible(readout) && /\d/.test(readout.textContent));
    canvas.dispatchEvent(new PointerEvent("pointerleave"));
  }
  const calm = canvas.toDataURL();
  document.querySelector("input[name=colours][value=service]").click();
  check("levels of service recolour the map", canvas.toDataURL() !== calm);
  document.querySelector("input[name=colours][value=density]").click();
  $("arrows").click();
  check("directions are drawn", canvas.toDataURL() !== calm);
  $("arrows").click();
  if (fields.length > 1) {
    document.querySelector("input[name=run][value=change]").click();
    check("difference is drawn", canvas.toDataURL() !== calm);
    document.querySelector("input[name=run][value='0']").click();
  }
  const plot = document.querySelector(".plot"), frame = plot.getBoundingClientRect();
  plot.dispatchEvent(new PointerEvent("pointermove", { clientX: frame.left + frame.width / 2 }));
  check("charts tell their figures", /\d/.test((plot.querySelector(".tip") || {}).textContent || ""));
  plot.dispatchEvent(new PointerEvent("pointerleave"));
  canvas.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
  check("arrow keys step", $("clock").textContent !== clockText(timeAt(minute + 1)));
  canvas.dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true }));
  check("space plays", playing);
  pause();
}
begin().then(() => { if (location.hash === "#test") selfTest(); });
})();
