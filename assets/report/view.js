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
const place = e => { const b = e.currentTarget.getBoundingClientRect(); return [e.clientX - b.left, e.clientY - b.top]; };
let grip = null, moved = false;
/* Pointer and keys on a canvas; `take` makes it the one that is spoken of. */
function steer(at, take) {
  for (const kind of ["pointerdown", "pointermove", "pointerup", "wheel", "dblclick", "keydown"]) at.addEventListener(kind, take, { passive: true });
  at.addEventListener("wheel", e => {
    if (!e.ctrlKey && !e.metaKey && view.s <= whole().s * 1.01) return;
    e.preventDefault();
    zoom(Math.exp(-e.deltaY / 400), ...place(e));
  }, { passive: false });
  at.addEventListener("dblclick", e => zoom(2, ...place(e)));
  at.addEventListener("pointerdown", e => { grip = place(e); moved = false; });
  at.addEventListener("pointermove", e => {
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
  at.addEventListener("pointerup", e => {
    grip = null;
    if (moved) return;
    const here = place(e), now = timeAt(minute);
    pointer = here;
    world();
    const hit = spots().find(h => (h.rank === selected || h.from_s <= now && now <= h.until_s + 1) && context.isPointInPath(h.outline, here[0] * ratio, here[1] * ratio));
    select(hit ? hit.rank : 0);
  });
  at.addEventListener("pointerleave", () => { pointer = null; readout.hidden = true; grip = null; });
  at.addEventListener("keydown", e => {
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
}

