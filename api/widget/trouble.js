/** Says why a message has no answer and offers to send it again, once the server wants to hear of it. */

import { make } from "./dom.js";
import { fill, texts, waiting } from "./texts.js";

/**
 * @param {import("./client.js").ChatError} error
 * @param {{again: () => void}} listener
 */
export function trouble(error, { again }) {
  const words = fill(texts[error.kind], { time: waiting(error.retryAfter) });
  // Read out once and whole; the seconds that count down beside it are for the eye.
  const alert = make("p", { role: "alert" }, error.kind === "refused" ? error.detail || words : words);
  const card = make("div", { class: "error passing" }, alert);
  if (error.kind !== "refused") card.append(retry(error.retryAfter, again));
  return card;
}

/** A button that can always be reached and does nothing yet while seconds are left. @param {number} seconds @param {() => void} again */
function retry(seconds, again) {
  const until = Date.now() + seconds * 1000;
  const count = make("span", { "aria-hidden": "true" });
  const left = () => Math.ceil((until - Date.now()) / 1000);
  const click = () => left() <= 0 && again();
  const button = make("button", { type: "button", class: "secondary", click }, texts.retry, count);
  const tick = () => {
    const waits = left() > 0;
    button.setAttribute("aria-disabled", String(waits));
    count.textContent = waits ? ` (${waiting(left())})` : "";
    // Once the card is gone nobody waits any more.
    if (waits && (button.isConnected || !count.dataset.shown)) setTimeout(tick, 1000);
    count.dataset.shown = "";
  };
  tick();
  return button;
}
