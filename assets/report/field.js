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

