/** The window of the chat: its bar with the tools, its place on the screen, and what Escape does. */

import { ICONS, icon, make } from "./dom.js";
import { texts } from "./texts.js";
import { save } from "./transcript.js";

/** On a phone, or at 400 % zoom, the panel fills the screen and what is behind it rests. */
const NARROW = "(max-width: 30rem)";

export class Panel {
  #menu = make(
    "div",
    { id: "menu", class: "menu", role: "group", "aria-label": texts.download, hidden: true },
    make("button", { type: "button", class: "secondary", click: () => this.#download("txt") }, texts.downloadText),
    make("button", { type: "button", class: "secondary", click: () => this.#download("json") }, texts.downloadJson),
  );
  #opener = this.#tool("download", () => this.#unfold(Boolean(this.#menu.hidden)));
  #close;
  #transcript;
  #fit = () => this.#fill();

  /**
   * @param {import("./chat.js").Chat} chat
   * @param {{close: () => void, clear: () => void}} listener what the bar's buttons lead to
   */
  constructor(chat, { close, clear }) {
    this.#close = close;
    this.#transcript = chat.transcript;
    this.#opener.setAttribute("aria-expanded", "false");
    this.#opener.setAttribute("aria-controls", "menu");
    const heading = make("div", {}, make("h2", { id: "title" }, texts.title), make("p", {}, texts.subtitle));
    const tools = [this.#opener, this.#tool("clear", clear), this.#tool("close", close)];
    this.node = /** @type {HTMLDialogElement} */ (
      make(
        "dialog",
        {
          lang: texts.language,
          "aria-labelledby": "title",
          keydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
          cancel: (/** @type {Event} */ event) => this.#cancel(event),
        },
        make("div", { class: "bar" }, heading, ...tools),
        this.#menu,
        ...chat.nodes,
      )
    );
  }

  get open() {
    return this.node.open;
  }

  show() {
    if (!matchMedia(NARROW).matches) {
      this.node.open = true;
      return;
    }
    this.node.showModal();
    visualViewport?.addEventListener("resize", this.#fit);
    visualViewport?.addEventListener("scroll", this.#fit);
    this.#fill();
  }

  hide() {
    visualViewport?.removeEventListener("resize", this.#fit);
    visualViewport?.removeEventListener("scroll", this.#fit);
    this.node.removeAttribute("style");
    this.#unfold(false);
    this.node.close();
  }

  /** Fill what a soft keyboard leaves of the screen, so that it never covers the field. */
  #fill() {
    if (!visualViewport || visualViewport.scale !== 1) return;
    this.node.style.blockSize = `${visualViewport.height}px`;
    this.node.style.insetBlockStart = `${visualViewport.offsetTop}px`;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    if (this.#menu.hidden) return this.#close();
    this.#unfold(false);
    this.#opener.focus();
  }

  /** @param {Event} event */
  #cancel(event) {
    event.preventDefault();
    this.#close();
  }

  /** @param {boolean} open */
  #unfold(open) {
    this.#menu.hidden = !open;
    this.#opener.setAttribute("aria-expanded", String(open));
  }

  /** @param {"txt" | "json"} kind */
  #download(kind) {
    if (kind === "txt") save("privacy-chat.txt", "text/plain;charset=utf-8", this.#transcript.toText());
    else save("privacy-chat.json", "application/json", this.#transcript.toJson());
    this.#unfold(false);
    this.#opener.focus();
  }

  /** @param {"download" | "clear" | "close"} name @param {() => void} click @returns {HTMLButtonElement} */
  #tool(name, click) {
    return make("button", { type: "button", class: "tool", "aria-label": texts[name], title: texts[name], click }, icon(ICONS[name]));
  }
}
