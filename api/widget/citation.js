/** Number chips whose quote is shown while one points at them or has the focus on them (WCAG 1.4.13). */

import { make } from "./dom.js";
import { fill, texts } from "./texts.js";

/** @typedef {import("./client.js").Citation} Citation */

/** Long enough for the pointer's way from a chip to its quote. */
const GRACE = 200;
const GAP = 6;

/** A chip without a quote to show. @param {Citation} citation */
export function number(citation) {
  return make("span", { class: "chip" }, String(citation.number));
}

/**
 * A link to the marked words; a plain note when the address is not one of the web's.
 * @param {Citation} citation
 * @param {Parameters<typeof make>[1]} attributes
 * @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
export function toMarkedWords(citation, attributes, ...children) {
  if (!/^https?:\/\//i.test(citation.url)) return make("span", { ...attributes, role: "note", tabindex: "0" }, ...children);
  return make("a", { href: citation.url, target: "_blank", rel: "noopener", ...attributes }, ...children);
}

/** The one quote that is shown at a time. Escape puts it away; it stays while one points at it. */
export class Quotes {
  #note = make("p", { class: "note" }, texts.related);
  #words = make("q");
  #section = make("cite");
  #leaving = 0;
  node = make(
    "div",
    { id: "quote", class: "quote", role: "tooltip", hidden: true, pointerenter: () => this.#stay(), pointerleave: () => this.#leave() },
    this.#note,
    this.#words,
    this.#section,
  );
  #escape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.hide();
  };

  /** Make the chip of a citation. @param {Citation} citation @param {string} lang the quote's @returns {HTMLElement} */
  chip(citation, lang) {
    const label = fill(citation.related ? texts.relatedCitation : texts.citation, {
      number: citation.number,
      section: citation.section,
    });
    const show = () => this.#show(chip, citation, lang);
    const leave = () => this.#leave();
    const chip = toMarkedWords(
      citation,
      {
        class: citation.related ? "chip related" : "chip",
        "aria-label": `${label} (${texts.newTab})`,
        "aria-describedby": "quote",
        pointerenter: show,
        focus: show,
        pointerleave: leave,
        blur: leave,
      },
      String(citation.number),
    );
    return chip;
  }

  hide() {
    clearTimeout(this.#leaving);
    this.node.hidden = true;
    document.removeEventListener("keydown", this.#escape, true);
  }

  /** @param {HTMLElement} chip @param {Citation} citation @param {string} lang */
  #show(chip, citation, lang) {
    this.#stay();
    this.#note.hidden = !citation.related;
    this.#words.textContent = `“${citation.quote}”`;
    this.#section.textContent = citation.section;
    for (const part of [this.#words, this.#section]) part.lang = lang;
    this.node.hidden = false;
    this.#place(chip.getBoundingClientRect());
    document.addEventListener("keydown", this.#escape, true);
  }

  /** Above the chip if there is room, else below; always within the window. @param {DOMRect} chip */
  #place(chip) {
    const { width, height } = this.node.getBoundingClientRect();
    const top = chip.top - height - GAP > 0 ? chip.top - height - GAP : chip.bottom + GAP;
    const left = Math.min(Math.max(GAP, chip.left + chip.width / 2 - width / 2), innerWidth - width - GAP);
    this.node.style.top = `${top}px`;
    this.node.style.left = `${left}px`;
  }

  #stay() {
    clearTimeout(this.#leaving);
  }

  #leave() {
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => this.hide(), GRACE);
  }
}
