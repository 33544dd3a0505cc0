/* ---- what begins alike on every page with a player ---- */
document.querySelectorAll("input[name=colours]").forEach(e => e.addEventListener("change", () => { colouring = e.value; player.dataset.colours = e.value; draw(); }));
["arrows", "names"].forEach(id => $(id).addEventListener("change", draw));
/* Unpacks the fields and shows the player; says why where there is none to show. */
async function ready() {
  root.dataset.begun = "yes";
  applyLanguage();
  if (!data.fields[0].until_s.length) {
    $("no-player").textContent = say("js.no_minutes");
    return false;
  }
  try { fields = await Promise.all(data.fields.map(unpack)); } catch (e) {
    $("no-player").textContent = say("js.old_browser");
    window.problems.push(String(e));
    return false;
  }
  $("no-player").hidden = true;
  player.hidden = false;
  readColours();
  return true;
}
/* The minute that the address asks for, as in #t=18:30; else undefined. */
function minuteAsked() {
  const asked = /(?:^#|&)t=(\d+):(\d+)/.exec(location.hash);
  return asked ? minuteAt(((Number(asked[1]) * 60 + Number(asked[2])) * 60 - data.starts_s + 86400) % 86400) : undefined;
}

