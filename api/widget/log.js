/** What was said, from top to bottom, and how it scrolls. */

import { make } from "./dom.js";
import { texts } from "./texts.js";

const MARGIN = 12;

export class Log {
  // What streams is not read out piece by piece: #voice speaks once, when an answer is whole.
  #list = make("div", { class: "log", role: "log", "aria-live": "off", "aria-label": texts.log, tabindex: "0" });
  #voice = make("p", { class: "unseen", role: "status" });
  nodes = [this.#list, this.#voice];

  /** Have a screen reader read something out, in its own time. @param {string} text */
  announce(text) {
    this.#voice.textContent = text;
  }

  /**
   * Add what one side said.
   * @param {"you" | "assistant"} who
   * @param {Node[]} nodes
   * @returns {HTMLElement} the bubble, to be filled later
   */
  say(who, nodes) {
    const bubble = make("div", { class: "bubble" }, ...nodes);
    this.#list.append(make("article", { class: who }, make("h3", { class: "unseen" }, texts[who]), bubble));
    return bubble;
  }

  /** Add what stands there until the next message: suggestions, buttons, a field, an error. @param {HTMLElement} node */
  offer(node) {
    node.classList.add("passing");
    this.#list.append(node);
  }

  /** Take away what was offered; tells whether the focus was in it. */
  tidy() {
    const old = [...this.#list.querySelectorAll(".passing")];
    const focused = old.some((node) => node.matches(":focus-within"));
    for (const node of old) node.remove();
    return focused;
  }

  clear() {
    this.#list.replaceChildren();
    this.#voice.textContent = "";
  }

  toEnd() {
    this.#list.scrollTop = this.#list.scrollHeight;
  }

  /** Keep the newest question at the top of a long answer, and the end of a short one in sight. */
  follow() {
    const question = [...this.#list.querySelectorAll(".you")].at(-1);
    const end = this.#list.scrollHeight - this.#list.clientHeight;
    this.#list.scrollTop = Math.min(end, question ? question.offsetTop - MARGIN : end);
  }
}
