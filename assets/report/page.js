"use strict";
/* The map that plays and the switches. Everything else of the page stands without it.
   One function over several files, joined in this order: page, field, map, words, time, view; then
   of a run control and test, of plans side by side plans. */
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

