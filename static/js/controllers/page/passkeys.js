/** Make passkeys and log in with them. The buttons stay hidden where the browser cannot. */

/** @param {string} text in base64url */
const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));

/** @param {ArrayBuffer} buffer */
const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** Turn the server's options into those of the browser. @param {any} options */
function prepared({ publicKey: key }) {
  const withBytes = (/** @type {any} */ item) => ({ ...item, id: decode(item.id) });
  return {
    ...key,
    challenge: decode(key.challenge),
    ...(key.user && { user: withBytes(key.user) }),
    ...(key.excludeCredentials && { excludeCredentials: key.excludeCredentials.map(withBytes) }),
    ...(key.allowCredentials && { allowCredentials: key.allowCredentials.map(withBytes) }),
  };
}

/** Return what the server reads. @param {any} credential */
function toJSON(credential) {
  /** @type {Record<string, unknown>} */
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = encode(credential.response[name]);
  }
  return {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

/** @param {HTMLFormElement} form */
async function optionsOf(form) {
  const data = document.getElementById(form.dataset.options ?? "");
  if (data) return JSON.parse(data.textContent ?? "");
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`The server answered ${response.status}`);
  return (await response.json()).request_options;
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (
  document.querySelectorAll('form[data-controller="passkey"]')
)) {
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("credential"));
  const failed = /** @type {HTMLElement} */ (form.querySelector('[data-part="failed"]'));
  form.hidden = !window.PublicKeyCredential;
  form.addEventListener("submit", async (event) => {
    if (field.value) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      const publicKey = prepared(await optionsOf(form));
      const makes = form.dataset.makes !== undefined;
      const credential = await (makes
        ? navigator.credentials.create({ publicKey })
        : navigator.credentials.get({ publicKey }));
      field.value = JSON.stringify(toJSON(credential));
      form.submit();
    } catch {
      failed.hidden = false; // The person has closed the browser's dialog, or has no passkey here.
    }
  });
}
