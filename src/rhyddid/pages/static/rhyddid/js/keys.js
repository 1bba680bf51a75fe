// Whether single keys do things: people who dictate, or whose keys stick, can turn them off, and it stays so.
const KEYS_OFF = "rhyddid-keys-off";

export function keysAreOn() {
  return localStorage.getItem(KEYS_OFF) === null;
}

export function connectKeysSwitch(box) {
  box.checked = keysAreOn();
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "yes");
  });
}

// The key pressed, or null where it belongs to something else: a field, a shortcut of the browser, keys turned off.
export function plainKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !keysAreOn()) return null;
  if (event.target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) return null;
  return event.key;
}
