// Lists of rows in a form (KPIs, references, partners): rows are added and taken away in place and numbered again.

function renumber(list, prefix) {
  const pattern = new RegExp(`^${prefix}-\\d+-`);
  [...list.querySelectorAll("[data-row]")].forEach((row, index) => {
    for (const node of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      for (const attribute of ["name", "id", "for", "aria-describedby"]) {
        const value = node.getAttribute(attribute);
        if (value) node.setAttribute(attribute, value.replace(pattern, `${prefix}-${index}-`));
      }
    }
    const label = row.getAttribute("aria-label");
    if (label) row.setAttribute("aria-label", label.replace(/\d+/, String(index + 1)));
  });
}

function blank(row) {
  for (const control of row.querySelectorAll("input, textarea, select")) {
    if (control.type === "checkbox" || control.type === "radio") control.checked = false;
    else if (control.tagName === "SELECT") control.selectedIndex = 0;
    else control.value = "";
    control.removeAttribute("aria-invalid");
  }
  for (const error of row.querySelectorAll(".field__error")) error.remove();
  for (const field of row.querySelectorAll(".field--error")) field.classList.remove("field--error");
}

function watch(box) {
  const list = box.querySelector("[data-rows]");
  const add = box.querySelector("[data-add-row]");
  const status = box.querySelector("[data-row-status]");
  const count = () => list.querySelectorAll("[data-row]").length;
  const refresh = () => {
    renumber(list, box.dataset.repeat);
    add.hidden = count() >= Number(box.dataset.max);
    for (const button of list.querySelectorAll("[data-remove-row]")) button.hidden = count() < 2;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  add.addEventListener("click", () => {
    const row = list.querySelector("[data-row]:last-of-type").cloneNode(true);
    blank(row);
    list.append(row);
    refresh();
    row.querySelector("input, select, textarea").focus();
    status.textContent = status.dataset.added;
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove-row]");
    if (!button || count() < 2) return;
    const row = button.closest("[data-row]");
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    refresh();
    next.querySelector("input, select, textarea").focus();
    status.textContent = status.dataset.removed;
  });
  refresh();
}

export function watchRows(root) {
  for (const box of root.querySelectorAll("[data-repeat]:not([data-watched])")) {
    box.dataset.watched = "";
    watch(box);
  }
}
