// The board: keeps its rows fresh, and moves among them by keys. Without this script the page has a link to load it again.
import { connectKeysSwitch, plainKey } from "./keys.js";

const POLL_MS = 4000;
const board = document.querySelector("[data-board]");
const help = document.querySelector("[data-help]");
const helpButton = document.querySelector("[data-help-open]");
const pause = document.querySelector("[data-pause]");
const updated = document.querySelector("[data-updated]");
const search = document.querySelector("#q");

let etag = board.dataset.etag;
let paused = false;

async function refresh() {
  const address = `${board.dataset.rows}${location.search}`;
  const response = await fetch(address, { headers: { "If-None-Match": etag }, cache: "no-store" });
  if (response.status !== 200 || response.redirected) return;
  etag = response.headers.get("ETag");
  const focused = board.contains(document.activeElement) ? document.activeElement.id : "";
  board.innerHTML = await response.text();
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  updated.textContent = `${updated.dataset.text} ${now}`;
}

async function poll() {
  if (!paused && !document.hidden) {
    try {
      await refresh();
    } catch {
      // No connection now: the rows stay as they are, and the next round asks again.
    }
  }
  setTimeout(poll, POLL_MS);
}

function rowLinks() {
  return [...board.querySelectorAll("[data-row]")].map((row) => [...row.querySelectorAll("a")]).filter((links) => links.length);
}

function move(down, right) {
  const rows = rowLinks();
  if (!rows.length) return;
  const at = rows.findIndex((links) => links.includes(document.activeElement));
  if (at < 0) {
    rows[0][0].focus();
    return;
  }
  const column = rows[at].indexOf(document.activeElement);
  const row = rows[Math.min(Math.max(at + down, 0), rows.length - 1)];
  row[Math.min(Math.max(column + right, 0), row.length - 1)].focus();
}

const MOVES = { j: [1, 0], k: [-1, 0], ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

document.addEventListener("keydown", (event) => {
  const key = plainKey(event);
  if (key === null || help.open) return;
  const inBoard = board.contains(document.activeElement) && document.activeElement.closest("[data-row]");
  if (key in MOVES && (inBoard || key === "j" || key === "k")) move(...MOVES[key]);
  else if (key === "/") search.focus();
  else if (key === "?") help.showModal();
  else return;
  event.preventDefault();
});

connectKeysSwitch(help.querySelector("[data-keys-on]"));
helpButton.hidden = false;
helpButton.addEventListener("click", () => help.showModal());
if (pause) {
  pause.hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.textContent = paused ? pause.dataset.resumeText : pause.dataset.pauseText;
  });
}
if (board.dataset.rows) setTimeout(poll, POLL_MS);
