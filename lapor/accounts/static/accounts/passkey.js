// A form with data-passkey="create" or "get" asks the browser for a passkey and sends what it answers.
const forms = document.querySelectorAll("form[data-passkey]");
const supported = window.PublicKeyCredential?.parseCreationOptionsFromJSON && PublicKeyCredential.parseRequestOptionsFromJSON;

async function askForPasskey(form) {
  const { publicKey } = JSON.parse(document.getElementById(form.dataset.options).textContent);
  if (form.dataset.passkey === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

for (const form of forms) {
  form.hidden = !supported;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await askForPasskey(form));
      form.submit();
    } catch {
      failed.hidden = false; // cancelled, timed out, or a key of another service: the person can simply try again
    }
  });
}
