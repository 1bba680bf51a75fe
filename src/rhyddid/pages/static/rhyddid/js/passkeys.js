// Passkeys: asks the browser to make or to use one, and sends what it says with the form. The forms are hidden until this
// module has seen that the browser can; everything else on the pages works without it.
const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

function toText(buffer) {
  let signs = "";
  for (const byte of new Uint8Array(buffer)) signs += String.fromCharCode(byte);
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const named = (list) => (list ?? []).map((each) => ({ ...each, id: toBytes(each.id) }));

function told(credential) {
  const { response } = credential;
  const parts = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = toText(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    response: parts,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function made(options) {
  const { publicKey } = options;
  return told(
    await navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: toBytes(publicKey.challenge),
        user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
        excludeCredentials: named(publicKey.excludeCredentials),
        // it is to sign in by itself: kept in the device, and opened with a finger, a face or a PIN
        authenticatorSelection: {
          ...publicKey.authenticatorSelection,
          residentKey: "required",
          requireResidentKey: true,
          userVerification: "required",
        },
      },
    }),
  );
}

async function used(options) {
  const { publicKey } = options;
  return told(
    await navigator.credentials.get({
      publicKey: {
        ...publicKey,
        challenge: toBytes(publicKey.challenge),
        allowCredentials: named(publicKey.allowCredentials),
      },
    }),
  );
}

const onPage = () => JSON.parse(document.getElementById("passkey-options").textContent);

async function fetched(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

const WAYS = {
  "sign-in": async (form) => used((await fetched(form)).request_options),
  get: async () => used(onPage().request_options),
  create: async () => made(onPage().creation_options),
};

function start(form) {
  const error = document.querySelector("[data-passkey-error]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await WAYS[form.dataset.passkey](form));
      form.submit();
    } catch {
      // no passkey here, or the person thought better of it
      error.textContent = error.dataset.words;
      error.hidden = false;
    }
  });
}

document.querySelectorAll("[data-passkey-needs]").forEach((note) => (note.hidden = true));
if (window.PublicKeyCredential && window.isSecureContext) document.querySelectorAll("[data-passkey]").forEach(start);
else document.querySelectorAll("[data-passkey-none]").forEach((note) => (note.hidden = false));
