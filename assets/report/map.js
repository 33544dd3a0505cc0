/* ---- state ---- */
const player = $("player"), slider = $("slider"), readout = $("readout"), because = $("because");
/* The canvas that is painted on: the only one, or one of several with the same size and view. */
let canvas, context;
function aim(at) { canvas = at; context = at.getContext("2d"); }
aim($("canvas"));
let fields = [], minute = 0, playing = false, colouring = "density", run = "0", selected = 0, pointer = null;
const [lowX, lowY, highX, highY] = data.window;
let view = null, scale = 1, ratio = 1;
const shapes = [];
data.measures.forEach(list => list.forEach(m => { m.line = new Path2D(m.path); }));
document.querySelectorAll("#venue path,#venue-lines path").forEach(p => shapes.push([p.getAttribute("class"), new Path2D(p.getAttribute("d"))]));
data.hotspots.forEach(list => list.forEach(h => { h.outline = new Path2D(h.path); }));
/* The run that is shown; of a difference, the one that is held against the run without the plan. */
let planned = data.planned;
const which = () => run === "change" ? planned : Number(run);
const spots = () => data.hotspots[which()] || [];
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
const shown = () => fields[which()];

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
    const line = ["treads", "attraction", "queue", "counter", "portal"].includes(main);
    if (line !== front) continue;
    context.setLineDash([]);
    if (main === "treads" || main === "attraction" || main === "queue" || main === "counter") {
      context.strokeStyle = colours.quiet;
      context.lineWidth = main === "treads" ? 0.7 * px : px;
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
/* From which points of the field the middles of the four cells around are seen, a bit each: what is
   drawn between the cells does not reach through walls. */
function sightOf(field, fine) {
  const w = field.columns * fine, h = field.rows * fine, s = fine / field.cell;
  const cast = document.createElement("canvas");
  cast.width = w;
  cast.height = h;
  const ground = cast.getContext("2d");
  ground.setTransform(s, 0, 0, s, -field.origin[0] * s, h + field.origin[1] * s);
  ground.fill(groundPath, "evenodd");
  const alpha = ground.getImageData(0, 0, w, h).data;
  const open = (x, y) => x >= 0 && y >= 0 && x < w && y < h && alpha[((h - 1 - y) * w + x) * 4 + 3] > 200;
  const sees = (px, py, cx, cy) => {
    for (let i = 1; i < fine; i++) {
      const t = i / fine;
      if (!open(Math.floor(px + 0.5 + (cx - px - 0.5) * t), Math.floor(py + 0.5 + (cy - py - 0.5) * t))) return false;
    }
    return true;
  };
  const sight = new Uint8Array(w * h);
  for (let py = 0, k = 0; py < h; py++) {
    const y = Math.floor((py + 0.5) / fine - 0.5);
    for (let px = 0; px < w; px++, k++) {
      const x = Math.floor((px + 0.5) / fine - 0.5);
      for (let corner = 0; corner < 4; corner++) {
        if (sees(px, py, (x + (corner & 1) + 0.5) * fine, (y + (corner >> 1) + 0.5) * fine)) sight[k] |= 1 << corner;
      }
    }
  }
  return sight;
}
/* The field is drawn at several points a cell, between the middles of cells, so that it reads
   as ground and not as tiles; the figures under the pointer are the cells' own. */
function paintField() {
  const field = shown(), w = field.columns, h = field.rows, n = w * h;
  if (!planes || planes.n !== n) planes = { n, a: new Float32Array(n), load: new Float32Array(n), b: new Float32Array(n), spare: new Float32Array(n), stands: new Uint8Array(n) };
  const change = run === "change";
  if (change) densities(fields[data.reference], minute, planes.b, planes.spare, planes.stands);
  densities(field, minute, planes.a, planes.load, planes.stands);
  const tiles = colouring === "service" && !change;
  const fine = tiles ? 1 : Math.max(1, Math.min(8, Math.floor(Math.sqrt(320000 / n))));
  patch.width = w * fine;
  patch.height = h * fine;
  const pixels = new ImageData(patch.width, patch.height);
  const at = (plane, x, y) => plane[Math.max(0, Math.min(h - 1, y)) * w + Math.max(0, Math.min(w - 1, x))];
  if (fine > 1 && planes.fine !== fine) Object.assign(planes, { fine, sight: sightOf(field, fine) });
  let x, y, fx, fy, seen;
  const mix = plane => {
    if (seen === 15) return (at(plane, x, y) * (1 - fx) + at(plane, x + 1, y) * fx) * (1 - fy) + (at(plane, x, y + 1) * (1 - fx) + at(plane, x + 1, y + 1) * fx) * fy;
    let sum = 0, weights = 0;
    for (let corner = 0; corner < 4; corner++) {
      if (!(seen >> corner & 1)) continue;
      const right = corner & 1, up = corner >> 1, weight = (right ? fx : 1 - fx) * (up ? fy : 1 - fy);
      sum += weight * at(plane, x + right, y + up);
      weights += weight;
    }
    return weights > 0 ? sum / weights : at(plane, x + (fx >= 0.5), y + (fy >= 0.5));
  };
  for (let py = 0; py < patch.height; py++) {
    const v = (py + 0.5) / fine - 0.5;
    y = Math.floor(v);
    fy = v - y;
    for (let px = 0; px < patch.width; px++) {
      const u = (px + 0.5) / fine - 0.5;
      x = Math.floor(u);
      fx = u - x;
      seen = fine === 1 ? 0 : planes.sight[py * patch.width + px];
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
  (data.measures[which()] || []).forEach(m => {
    if (m.from_s > now || now > m.until_s) return;
    context.strokeStyle = colours.measure;
    context.lineWidth = 4 * px;
    context.stroke(m.line);
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
function paint(now) {
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
}
function tellTime(now) {
  $("clock").textContent = clockText(now);
  slider.value = String(Math.round(minute));
  slider.setAttribute("aria-valuetext", clockText(now));
}

