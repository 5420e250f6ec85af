// The desk by keyboard: j and k walk the rows, Enter opens (the link has the focus), x ticks, ? shows this help.
const desk = document.querySelector("[data-desk]");

function move(step) {
  const rows = [...desk.querySelectorAll("[data-desk-row]")];
  if (rows.length === 0) return;
  const here = rows.findIndex((row) => row.closest("tr").contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + step, 0), rows.length - 1);
  rows[next].focus();
}

function tick() {
  const box = document.activeElement.closest?.("tr")?.querySelector('input[type="checkbox"]');
  if (box) box.checked = !box.checked;
}

function help() {
  const keys = desk.querySelector("[data-desk-keys]");
  if (!keys) return;
  keys.open = !keys.open;
  keys.querySelector("summary").focus();
}

const keys = { j: () => move(1), k: () => move(-1), x: tick, "?": help };

if (desk) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("textarea, select, input:not([type=checkbox])")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
