// The officer's page: files go in pieces as soon as they are chosen (tus 1.0), and go on where a connection broke, also
// after the page was closed. Without this script the same form sends them whole.
const form = document.querySelector("[data-upload]");
const PIECE = 2 * 1024 * 1024;
const TUS = { "Tus-Resumable": "1.0.0" };
const kept = `rhyddid-upload ${location.pathname}`;

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(kept)) ?? {};
  } catch {
    return {};
  }
}

function remember(value) {
  try {
    if (value) localStorage.setItem(kept, JSON.stringify(value));
    else localStorage.removeItem(kept);
  } catch {
    // Where nothing can be kept, a closed page begins anew.
  }
}

const fingerprint = (file) => `${file.name} ${file.size} ${file.lastModified}`;
const base64 = (text) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
const underWay = new Set();

function pause(milliseconds) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

class Refused extends Error {}

async function asked(address, options) {
  const response = await fetch(address, { ...options, cache: "no-store", credentials: "omit" });
  if (response.ok) return response;
  // 409: our offset is old; 423, 429 and 5xx pass by; what else is said is final
  if (response.status === 409 || response.status === 423 || response.status === 429 || response.status >= 500) throw new Error(String(response.status));
  if (response.status === 400 && options.method === "PATCH") throw new Error("broken");
  const type = response.headers.get("Content-Type") ?? "";
  throw new Refused(type.startsWith("text/plain") ? await response.text() : String(response.status));
}

async function created(file) {
  const metadata = `filename ${base64(file.name)}` + (file.type ? `,filetype ${base64(file.type)}` : "");
  const headers = { ...TUS, "Upload-Length": String(file.size), "Upload-Metadata": metadata };
  const response = await asked(form.dataset.create, { method: "POST", headers });
  return response.headers.get("Location");
}

async function addressOf(file) {
  const memory = remembered();
  const there = memory.files?.[fingerprint(file)];
  if (there) {
    const response = await fetch(there, { method: "HEAD", headers: TUS, cache: "no-store", credentials: "omit" });
    if (response.ok) return there;
  }
  const address = await created(file);
  remember({ draft: form.elements.draft.value, files: { ...remembered().files, [fingerprint(file)]: address } });
  return address;
}

function row(file, address) {
  const key = address.split("/").at(-2);
  let item = form.querySelector(`[data-key="${key}"]`);
  if (!item) {
    item = document.createElement("li");
    item.dataset.key = key;
    const name = document.createElement("span");
    name.className = "file-name";
    name.textContent = file.name;
    const told = document.createElement("span");
    told.className = "small";
    told.dataset.told = "";
    const remove = document.createElement("button");
    remove.className = "link-button";
    remove.formNoValidate = true;
    remove.name = "do";
    remove.value = `remove:${key}`;
    remove.textContent = form.dataset.remove;
    item.append(name, told, remove);
    form.querySelector("[data-files]").append(item);
  }
  return item;
}

async function send(file) {
  let address = null;
  let item = null;
  let wait = 500;
  const status = form.querySelector("[data-status]");
  for (;;) {
    try {
      address ??= await addressOf(file);
      item ??= row(file, address);
      const head = await asked(address, { method: "HEAD", headers: TUS });
      let offset = Number(head.headers.get("Upload-Offset"));
      while (offset < file.size) {
        item.querySelector("[data-told]").textContent = `${form.dataset.going} ${Math.floor((100 * offset) / file.size)} %`;
        const headers = { ...TUS, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
        const answer = await asked(address, { method: "PATCH", headers, body: file.slice(offset, offset + PIECE) });
        offset = Number(answer.headers.get("Upload-Offset"));
        status.textContent = "";
        wait = 500;
      }
      item.querySelector("[data-told]").textContent = form.dataset.whole;
      return;
    } catch (error) {
      if (error instanceof Refused) {
        status.textContent = `${form.dataset.failed} ${file.name}. ${error.message}`;
        return;
      }
      status.textContent = form.dataset.waiting;
      await pause(wait);
      wait = Math.min(wait * 2, 20000);
    }
  }
}

if (document.querySelector("[data-upload-done]")) remember(null);

if (form) {
  const before = remembered().draft;
  const here = new URLSearchParams(location.search).get("draft");
  if (before && !here && before !== form.elements.draft.value) {
    location.replace(`?draft=${encodeURIComponent(before)}`);
  } else {
    form.querySelector(".no-script").hidden = true;
    const input = form.elements.files;
    let line = Promise.resolve();
    input.addEventListener("change", () => {
      for (const file of input.files) {
        line = line.then(() => send(file));
        underWay.add(line);
        const mine = line;
        mine.then(() => underWay.delete(mine));
      }
      // the files are on their way: the form does not send them once more
      input.value = "";
    });
    form.addEventListener("submit", async (event) => {
      if (!underWay.size) return;
      event.preventDefault();
      const button = event.submitter;
      await line;
      form.requestSubmit(button);
    });
  }
}
