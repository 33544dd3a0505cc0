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
slider.addEventListener("keydown", e => { if (e.key === " ") { $("play").click(); e.preventDefault(); } });

