/* ---- the one map of a run ---- */
function draw() {
  if (!fields.length) return;
  const now = timeAt(minute);
  paint(now);
  tellTime(now);
  const i = Math.min(Math.round(minute), fields[0].until.length - 1), inside = data.inside[which()][i];
  $("now").textContent = inside === undefined ? "" : say("js.inside").replace("{n}", inside.toLocaleString("en"));
  document.querySelectorAll(".plot").forEach(p => {
    const cursor = p.querySelector(".cursor"), share = now / Number(p.dataset.end);
    cursor.hidden = share > 1.001;
    cursor.style.left = 100 * Math.min(1, share) + "%";
  });
  tell();
}
steer(canvas, () => {});

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

/* ---- charts ---- */
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
/* ---- switches ---- */
document.querySelectorAll("input[name=run]").forEach(e => e.addEventListener("change", () => { run = e.value; player.dataset.run = e.value; select(0); }));
addEventListener("resize", () => { if (fields.length) { size(); view = whole(); draw(); } });

/* ---- begin ---- */
async function begin() {
  if (!await ready()) return;
  player.dataset.colours = colouring;
  player.dataset.run = run;
  size();
  view = whole();
  minute = minuteAsked() ?? (spots().length ? minuteAt(spots()[0].peak_at_s) : minute);
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

