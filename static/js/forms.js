// Forms that count characters, save themselves, keep a copy here when saving fails, and warn before work is lost.

const DELAY = 1500;
const RETRY = 15000;
const SENT = "openlab:sent";

function clock() {
  return new Intl.DateTimeFormat("ko-KR", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date());
}

function watchCounter(line) {
  const box = document.getElementById(line.dataset.counter);
  const max = Number(line.dataset.max);
  const show = () => {
    const left = max - box.value.replace(/\r\n/g, "\n").length;
    line.dataset.over = String(left < 0);
    line.textContent = (left < 0 ? line.dataset.overText : line.dataset.text).replace("{n}", Math.abs(left).toLocaleString());
  };
  box.addEventListener("input", show);
  show();
}

/* What the form holds, without files, secrets, the CSRF token and the version, which the server counts. */
function snapshot(form) {
  const kept = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrf_token" && name !== "version"
    && form.querySelector(`[name="${CSS.escape(name)}"]`)?.type !== "password");
  return JSON.stringify(kept);
}

function restore(form, text) {
  const values = new Map();
  for (const [name, value] of JSON.parse(text)) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || control.type === "hidden" || control.type === "file" || control.type === "password") continue;
    const kept = values.get(control.name) ?? [];
    if (control.type === "checkbox" || control.type === "radio") control.checked = kept.includes(control.value);
    else if (kept.length) control.value = kept.shift();
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosaveUrl;
    this.key = `openlab:${form.dataset.autosave || this.url}`;
    this.place = form.querySelector("[data-save-state]") ?? document.querySelector("[data-save-state]");
    this.saved = snapshot(form);
    this.bringBack();
    form.addEventListener("input", () => this.later(DELAY));
    form.addEventListener("change", () => this.later(DELAY));
    form.addEventListener("submit", () => this.sendOff());
    window.addEventListener("pagehide", () => this.put());
    document.addEventListener("openlab:save", () => {
      this.put();
      this.save();
    });
  }

  // Whoever leaves or closes the window before the next saving finds the text here again.
  put() {
    const now = snapshot(this.form);
    if (now !== this.saved) localStorage.setItem(this.key, now);
  }

  say(state, text) {
    if (!this.place) return;
    this.place.dataset.state = state;
    this.place.textContent = text.replace("{time}", clock());
  }

  bringBack() {
    const kept = localStorage.getItem(this.key);
    if (!kept || kept === this.saved) return;
    restore(this.form, kept);
    this.say("failed", this.place?.dataset.restored ?? "");
    this.later(DELAY);
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  // The login may have ended meanwhile: the copy stays until a page other than the login form or an error has answered.
  sendOff() {
    clearTimeout(this.timer);
    localStorage.setItem(this.key, snapshot(this.form));
    sessionStorage.setItem(SENT, this.key);
  }

  async save() {
    const now = snapshot(this.form);
    if (now === this.saved || this.busy) return;
    this.busy = true;
    this.say("saving", this.place?.dataset.saving ?? "");
    const kept = await this.send();
    this.busy = false;
    if (!kept) return this.keep(now);
    this.saved = now;
    localStorage.removeItem(this.key);
    this.say("saved", this.place?.dataset.saved ?? "");
    if (snapshot(this.form) !== now) this.later(DELAY);
    return undefined;
  }

  async send() {
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (typeof value !== "string") body.delete(name);
    try {
      const answer = await fetch(this.url, { method: "POST", body, headers: { "X-Requested-With": "autosave", Accept: "application/json" }, redirect: "error" });
      if (!answer.ok) return false;
      const { version } = await answer.json();
      if (version && this.form.elements.version) this.form.elements.version.value = version;
      return true;
    } catch {
      return false;
    }
  }

  keep(now) {
    localStorage.setItem(this.key, now);
    this.say("failed", this.place?.dataset.failed ?? "");
    this.later(RETRY);
  }
}

/* A form that does not save itself keeps what was typed, in this tab, when the login is about to end or has ended. */
class Keeper {
  constructor(form, index) {
    this.form = form;
    this.key = `openlab:kept:${location.pathname}:${form.getAttribute("action") ?? ""}:${index}`;
    this.before = snapshot(form);
    const kept = sessionStorage.getItem(this.key);
    sessionStorage.removeItem(this.key);
    if (kept && kept !== this.before) restore(form, kept);
    document.addEventListener("openlab:save", () => this.put());
    form.addEventListener("submit", () => {
      if (this.kept) this.put(); // typed on after the warning: the login form may answer, and then lead back here
    });
  }

  put() {
    if (!this.form.isConnected || snapshot(this.form) === this.before) return;
    this.kept = true;
    sessionStorage.setItem(this.key, snapshot(this.form));
  }
}

/* Leaving a form with unsaved typing asks first; the words are the browser's own. */
function guard(form) {
  const before = snapshot(form);
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && form.isConnected && snapshot(form) !== before) event.preventDefault();
  });
}

/* What the form before this page sent has arrived, so its copy is no longer needed. */
function forgetSent() {
  const key = sessionStorage.getItem(SENT);
  if (!key) return;
  sessionStorage.removeItem(SENT);
  const status = performance.getEntriesByType("navigation")[0]?.responseStatus ?? 200;
  if (status < 400 && !document.querySelector("form[data-login]")) localStorage.removeItem(key);
}

forgetSent();

export function watchForms(root) {
  for (const line of root.querySelectorAll("[data-counter]:not([data-watched])")) {
    line.dataset.watched = "";
    watchCounter(line);
  }
  for (const form of root.querySelectorAll("form[data-autosave]:not([data-watched])")) {
    form.dataset.watched = "";
    new Autosave(form);
  }
  [...root.querySelectorAll('main form[method="post"]:not([data-autosave], [data-login], [data-passkey], .inline-form)')].forEach((form, index) => {
    if (form.dataset.kept === undefined) new Keeper(form, index);
    form.dataset.kept = "";
  });
  for (const form of root.querySelectorAll("form[data-guard]:not([data-watched])")) {
    form.dataset.watched = "";
    guard(form);
  }
}
