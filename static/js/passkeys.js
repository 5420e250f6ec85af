// Passkeys: a form asks the server for a challenge, the device signs it, and the form sends the answer.

const able = Boolean(window.PublicKeyCredential?.parseCreationOptionsFromJSON && navigator.credentials);

async function options(form) {
  const body = new FormData(form);
  const answer = await fetch(form.dataset.options, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.title);
  return found;
}

async function sign(form) {
  const found = await options(form);
  const credential = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(found) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(found) });
  form.querySelector("[data-credential]").value = JSON.stringify(credential.toJSON());
  form.submit();
}

/* The device's own words help nobody: what it refuses is told in ours, what the server refuses in the server's. */
function tell(form, error) {
  const place = form.querySelector("[data-passkey-error]");
  place.textContent = error instanceof DOMException || error instanceof TypeError ? place.dataset.refused : error.message;
  place.hidden = false;
  place.focus();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !able;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sign(form).catch((error) => tell(form, error));
  });
}
for (const line of document.querySelectorAll("[data-passkey-missing]")) line.hidden = able;
