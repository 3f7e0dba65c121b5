/** Where the visitor types: the field, what the form waits for, and one button that sends or stops. */

import { ICONS, icon, make } from "./dom.js";
import { texts } from "./texts.js";

/** How a slot of the form is typed and filled in by the browser. @type {Record<string, [string, string]>} */
const TYPING = { name: ["text", "name"], email: ["email", "email"], code: ["numeric", "one-time-code"] };

export class Composer {
  #field = make("textarea", {
    rows: "1",
    "aria-label": texts.input,
    "aria-describedby": "hint",
    placeholder: texts.placeholder,
    keydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
  });
  #hint = make("p", { id: "hint", class: "hint", hidden: true });
  #button = make("button", { type: "submit", class: "send" });
  #busy = false;
  #submit;

  /** @param {{send: (text: string) => void, stop: () => void}} listener */
  constructor({ send, stop }) {
    this.#submit = () => {
      const text = this.text;
      if (this.#busy || !text) return;
      this.text = "";
      send(text);
    };
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      if (this.#busy) stop();
      else this.#submit();
    };
    const row = make("div", { class: "row" }, this.#field, this.#button);
    this.node = make("form", { class: "composer", submit }, this.#hint, row);
    this.busy = false;
    this.expect(null);
  }

  get text() {
    return this.#field.value.trim();
  }

  set text(text) {
    this.#field.value = text;
  }

  /** One button with two names, so that focus is never lost. @param {boolean} busy */
  set busy(busy) {
    this.#busy = busy;
    this.#button.setAttribute("aria-label", busy ? texts.stop : texts.send);
    this.#button.replaceChildren(icon(busy ? ICONS.stop : ICONS.send));
  }

  /** Say what the form waits for. @param {{slot: string, hint: string} | null} ask */
  expect(ask) {
    const [mode, fill] = TYPING[ask?.slot ?? ""] ?? ["text", "off"];
    this.#field.setAttribute("inputmode", mode);
    this.#field.setAttribute("autocomplete", fill);
    this.#hint.textContent = ask?.hint ?? "";
    this.#hint.hidden = !ask?.hint;
  }

  focus() {
    this.#field.focus();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }
}
