/** Where the visitor types: the field, and one button that sends or stops. */

import { ICONS, icon, make } from "./dom.js";
import { texts } from "./texts.js";

export class Composer {
  #field = make("textarea", {
    rows: "1",
    maxlength: "4000",
    autocomplete: "off",
    "aria-label": texts.input,
    placeholder: texts.placeholder,
    keydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
  });
  #button = make("button", { type: "submit", class: "send" });
  #busy = false;
  #send;

  /** @param {{send: (text: string) => void, stop: () => void}} listener */
  constructor({ send, stop }) {
    this.#send = send;
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      if (this.#busy) stop();
      else this.submit();
    };
    this.node = make("form", { class: "composer", submit }, make("div", { class: "row" }, this.#field, this.#button));
    this.busy = false;
  }

  /** Whether the cursor is in the field and the field is empty: then it may be led elsewhere. */
  get idle() {
    return !this.#text && this.#field.matches(":focus");
  }

  /** One button with two names, so that focus is never lost. @param {boolean} busy */
  set busy(busy) {
    this.#busy = busy;
    const label = busy ? texts.stop : texts.send;
    this.#button.setAttribute("aria-label", label);
    this.#button.title = label;
    this.#button.replaceChildren(icon(busy ? ICONS.stop : ICONS.send));
  }

  /** Put a text that was not taken before what is typed by now. @param {string} text */
  keep(text) {
    this.#field.value = [text, this.#text].filter(Boolean).join("\n");
  }

  /** Send what is typed, unless a message is being answered. */
  submit() {
    const text = this.#text;
    if (this.#busy || !text) return;
    this.#field.value = "";
    this.#send(text);
  }

  focus() {
    this.#field.focus();
  }

  get #text() {
    return this.#field.value.trim();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }
}
