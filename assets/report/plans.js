/* ---- the maps of several plans: one clock, one view, a canvas each ---- */
const panels = [...document.querySelectorAll("canvas[data-run]")];
/* Makes a canvas the one that is painted on and spoken of. */
function take(panel) { aim(panel); run = panel.dataset.run; }
function draw() {
  if (!fields.length) return;
  const now = timeAt(minute), held = canvas;
  for (const panel of panels) {
    take(panel);
    paint(now);
    const inside = data.inside[which()][Math.min(Math.round(minute), shown().until.length - 1)];
    panel.closest(".panel").querySelector(".inside").textContent =
      run === "change" || inside === undefined ? "" : say("js.inside").replace("{n}", inside.toLocaleString("en"));
  }
  take(held);
  tellTime(now);
  tell();
}
/* No hotspot is chosen here: the maps are small, and each has its own. */
function select() { draw(); }
for (const panel of panels) steer(panel, () => {
  if (canvas === panel) return;
  take(panel);
  panel.parentElement.append(readout);
});
function sizeAll() { for (const panel of panels) { take(panel); size(); } }
if ($("planned")) $("planned").addEventListener("change", e => { planned = Number(e.target.value); draw(); });
addEventListener("resize", () => { if (fields.length) { sizeAll(); view = whole(); draw(); } });

async function begin() {
  if (!await ready()) return;
  sizeAll();
  view = whole();
  take(panels[0]);
  panels[0].parentElement.append(readout);
  /* Else the worst minute of the first plan that has one; without, the fullest. */
  const worst = data.hotspots.find(list => list.length);
  minute = minuteAsked() ?? (worst ? minuteAt(worst[0].peak_at_s) : data.inside[0].indexOf(Math.max(...data.inside[0])));
  draw();
}

/* ---- #test: the page looks at itself and writes what it finds ---- */
function selfTest() {
  const failed = [], check = (name, fine) => { if (!fine) failed.push(name); };
  const pictures = () => panels.map(panel => panel.toDataURL());
  const blank = document.createElement("canvas");
  blank.width = panels[0].width;
  blank.height = panels[0].height;
  const early = pictures(), clock = $("clock").textContent;
  check("every map is painted", early.every(picture => picture !== blank.toDataURL()));
  check("the maps differ", new Set(early).size > 1);
  slider.value = slider.value === "0" ? slider.max : "0";
  slider.dispatchEvent(new Event("input"));
  check("the slider moves the clock", $("clock").textContent !== clock);
  check("the slider moves every run", pictures().every((picture, i) => picture !== early[i] || panels[i].dataset.run === "change"));
  const heading = document.querySelector("h2"), words = heading.innerText;
  $("language").click();
  check("language changes the text", heading.innerText !== words);
  $("language").click();
  const far = view.s;
  $("zoom-in").click();
  check("zoom is that of all maps", view.s > far);
  $("zoom-all").click();
  $("play").click();
  check("it plays", playing);
  pause();
  check("page is no wider than the window", root.scrollWidth <= innerWidth + 1);
  check("nothing went wrong", window.problems.length === 0);
  const result = document.createElement("pre");
  result.id = "self-test";
  result.textContent = JSON.stringify({ passed: failed.length === 0, failed, problems: window.problems });
  document.body.append(result);
}
begin().then(() => { if (location.hash === "#test") selfTest(); });
})();
