window.problems = [];
addEventListener("error", function (e) { window.problems.push(String(e.message)); });
addEventListener("unhandledrejection", function (e) { window.problems.push(String(e.reason)); });
// A browser that cannot read the page's script never begins with it.
addEventListener("load", function () {
  if (document.documentElement.dataset.begun) return;
  document.getElementById("no-player").hidden = true;
  document.getElementById("no-script").hidden = false;
});
(function () {
  var root = document.documentElement, kept = {};
  try { kept = JSON.parse(localStorage.getItem("wuwei-report") || "{}") || {}; } catch (e) { kept = {}; }
  var asked = {};
  location.hash.slice(1).split("&").forEach(function (part) {
    var pair = part.split("=");
    if (pair.length === 2) asked[pair[0]] = decodeURIComponent(pair[1]);
  });
  var lang = asked.lang || kept.lang || (/^zh/i.test(navigator.language || "") ? "zh" : "en");
  root.dataset.script = "on";
  root.dataset.lang = lang === "zh" ? "zh" : "en";
  root.lang = lang === "zh" ? "zh-Hans" : "en";
  var theme = asked.theme || kept.theme;
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
})();
