// What openlab's pages can do beyond links and forms. Every text comes from data attributes; every part works without it.
import { watchForms } from "./forms.js";
import { watchRows } from "./rows.js";
import { watchSession } from "./session.js";

const announcer = document.getElementById("announce");

export function announce(text) {
  if (announcer && text) announcer.textContent = text;
}

function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

/* Menus close when the reader turns elsewhere or presses Escape. */
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

/* Copying an address. */
async function copyLink(button) {
  await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
  button.querySelector("span").textContent = button.dataset.copied;
  announce(button.dataset.copied);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copyLink(button).catch(() => window.prompt("", new URL(button.dataset.copy, location.href).href));
});

/* The question box: Enter asks (Shift+Enter breaks the line), and the example follows the side. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  const box = event.target.closest("[data-enter-submits]");
  if (!box) return;
  event.preventDefault();
  box.form.requestSubmit();
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-ask]");
  if (!form || event.target.name !== "side") return;
  const box = form.elements.q;
  box.placeholder = event.target.value === "needs" ? box.dataset.placeholderNeeds : box.dataset.placeholderSolutions;
});

/* htmx: send the CSRF token, keep the focus where it was, and speak up when the server cannot be reached. */
let focused = "";
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrfToken();
});
document.addEventListener("htmx:beforeSwap", () => {
  focused = document.activeElement?.id ?? "";
});
document.addEventListener("htmx:afterSettle", (event) => {
  prepare(event.detail.elt);
  const asked = event.detail.elt.querySelector?.("[data-focus]");
  const lost = document.activeElement === document.body; // the swap took the focused element away; else the person has moved on
  const target = asked ?? (lost ? document.getElementById(focused) : null);
  if (target && document.activeElement !== target) target.focus({ preventScroll: true });
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => announce(announcer?.dataset.requestFailed));
}

/* Things that need script show themselves only now; runs again on what htmx brings. */
function prepare(root) {
  for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.onclick = () => window.print();
  }
  watchForms(root);
  watchRows(root);
}

prepare(document);
watchSession();
document.querySelector("[data-focus]")?.focus();
