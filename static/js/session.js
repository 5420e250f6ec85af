// A login that is about to end: the page says so five minutes before, keeps what was typed, and lets the person go on.

const WARN = 5 * 60000;
const LONGEST_WAIT = 2 ** 31 - 1;

/* Forms that keep what they hold listen to this; see forms.js. */
function keepWhatWasTyped() {
  document.dispatchEvent(new CustomEvent("openlab:save"));
}

class Ending {
  constructor(dialog, meta) {
    this.dialog = dialog;
    this.meta = meta;
    this.text = dialog.querySelector("[data-ending-text]");
    dialog.addEventListener("close", () => { this.closed = true; });
    dialog.querySelector("form").addEventListener("submit", (event) => this.goOn(event));
    this.look();
  }

  look() {
    clearTimeout(this.timer);
    const left = Date.parse(this.meta.content) - Date.now();
    if (left <= 0) return this.end();
    if (left > WARN) return this.again(left - WARN);
    this.text.textContent = this.text.dataset.soon.replace("{n}", Math.ceil(left / 60000));
    if (!this.dialog.open && !this.closed) this.open();
    return this.again(left % 60000 || 60000);
  }

  again(wait) {
    this.timer = setTimeout(() => this.look(), Math.min(wait + 50, LONGEST_WAIT));
  }

  open() {
    keepWhatWasTyped();
    this.dialog.showModal();
  }

  async goOn(event) {
    event.preventDefault();
    const form = event.target;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      this.meta.content = (await answer.json()).ends;
    } catch {
      return this.end();
    }
    this.dialog.close();
    this.closed = false;
    return this.look();
  }

  end() {
    clearTimeout(this.timer);
    keepWhatWasTyped();
    this.text.textContent = this.text.dataset.over;
    for (const part of this.dialog.querySelectorAll("[data-ending-before]")) part.hidden = true;
    for (const part of this.dialog.querySelectorAll("[data-ending-after]")) part.hidden = false;
    if (!this.dialog.open) this.dialog.showModal();
  }
}

export function watchSession() {
  const dialog = document.getElementById("session-ending");
  const meta = document.querySelector('meta[name="session-ends"]');
  if (dialog && meta) new Ending(dialog, meta);
}
