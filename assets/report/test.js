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
  check("nobody is asked for JavaScript", !visible($("no-script")));
  check("nothing is loading any more", !fields.length || !visible($("no-player")));
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
