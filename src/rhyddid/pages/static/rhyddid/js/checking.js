// The checking page: one key a verdict, and nothing lost when the connection drops.
// A verdict that cannot be sent is kept in this browser, with its form, and sent again until it arrives.
import { connectKeysSwitch, plainKey } from "./keys.js";

const page = document.querySelector("[data-checking]");
const offline = page.querySelector("[data-offline]");
const keysRow = page.querySelector("[data-keys]");
const KEPT = "rhyddid-unsent-verdicts";
const RETRY_MS = 3000;

// What this person has in hand: a browser that two people share sends nobody's verdicts in another's name.
function kept() {
  return everythingKept().filter((each) => each.person === page.dataset.person);
}

function everythingKept() {
  return JSON.parse(localStorage.getItem(KEPT) ?? "[]");
}

function keep(verdicts) {
  if (verdicts.length) localStorage.setItem(KEPT, JSON.stringify(verdicts));
  else localStorage.removeItem(KEPT);
}

// By its own id: another tab may have sent, or added, others in the meantime.
function forget(verdict) {
  keep(everythingKept().filter((each) => each.id !== verdict.id));
}

// The form's token may be older than the session by now; this page's is not.
function withFreshToken(fields) {
  const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  return fields.map(([name, value]) => [name, name === "csrfmiddlewaretoken" && token ? token : value]);
}

// The server's answer to a verdict; null where it did not arrive, or where somebody has to sign in again first.
async function send(verdict) {
  try {
    const response = await fetch(verdict.address, {
      method: "POST",
      body: new URLSearchParams(withFreshToken(verdict.fields)),
      headers: { "X-Requested-With": "fetch" },
      credentials: "same-origin",
    });
    const arrived = response.status < 500 && response.status !== 403 && !response.redirected;
    return arrived ? response : null;
  } catch {
    return null;
  }
}

// Verdicts kept from before go first, oldest first; false while they do not arrive.
async function sendKept() {
  while (kept().length) {
    const [oldest] = kept();
    if ((await send(oldest)) === null) {
      offline.hidden = false;
      return false;
    }
    forget(oldest);
  }
  offline.hidden = true;
  return true;
}

async function judge(form, button) {
  const fields = [...new FormData(form, button)].map(([name, value]) => [name, String(value)]);
  const verdict = { id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, person: page.dataset.person, address: form.action, fields };
  form.setAttribute("aria-busy", "true");
  const response = (await sendKept()) ? await send(verdict) : null;
  if (response === null) {
    keep([...everythingKept(), verdict]);
    while (!(await sendKept())) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    location.reload();
  } else if (response.headers.get("Content-Type")?.includes("json")) {
    location.assign((await response.json()).next);
  } else {
    // The server has something to say about the form: let it say so as a page.
    form.removeEventListener("submit", onSubmit);
    form.requestSubmit(button);
  }
}

function onSubmit(event) {
  event.preventDefault();
  if (event.currentTarget.getAttribute("aria-busy") === "true") return;
  judge(event.currentTarget, event.submitter);
}

for (const form of page.querySelectorAll("[data-verdict]")) form.addEventListener("submit", onSubmit);

keysRow.hidden = false;
connectKeysSwitch(page.querySelector("[data-keys-on]"));

document.addEventListener("keydown", (event) => {
  const key = plainKey(event)?.toLowerCase();
  const target = key && page.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
  if (key === "e") page.querySelector("[data-correct] select, [data-correct] input")?.focus();
});

const evidence = document.getElementById("evidence");
if (evidence && !location.hash) {
  const top = evidence.getBoundingClientRect().top + scrollY - innerHeight / 3;
  if (matchMedia("(min-width: 62rem)").matches && top > innerHeight / 2) scrollTo({ top });
}
sendKept();
