/** The element: its launcher, its panel, its attributes, methods and events. Importing it changes nothing. */

import sheet from "./chat.css" with { type: "css" };
import { Chat } from "./chat.js";
import { ICONS, icon, make } from "./dom.js";
import { texts } from "./texts.js";

/** On a phone, or at 400 % zoom, the panel fills the screen and what is behind it rests. */
const NARROW = "(max-width: 30rem)";

export class PrivacyChat extends HTMLElement {
  static observedAttributes = ["open"];
  /** Where the script came from; the attribute `server` overrides it. */
  static server = "";

  #launcher = make(
    "button",
    { type: "button", class: "launcher", "aria-haspopup": "dialog", click: () => this.open() },
    icon(ICONS.chat),
    make("span", {}, texts.launcher),
  );
  #chat = new Chat({
    server: () => (this.getAttribute("server") ?? PrivacyChat.server).replace(/\/+$/, ""),
    replied: (reply) => this.#tell(reply),
  });
  #dialog = make(
    "dialog",
    {
      "aria-labelledby": "title",
      keydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && !event.isComposing && this.close(),
      cancel: (/** @type {Event} */ event) => this.#cancel(event),
    },
    make(
      "div",
      { class: "bar" },
      make("div", {}, make("h2", { id: "title" }, texts.title), make("p", {}, texts.subtitle)),
      this.#tool("clear", () => this.#chat.clear()),
      this.#tool("close", () => this.close()),
    ),
    ...this.#chat.nodes,
  );
  /** @type {HTMLElement | null} */
  #opener = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(this.#launcher, this.#dialog);
  }

  /** Open the panel and put the cursor in its field. */
  open() {
    const active = document.activeElement;
    if (!this.hasAttribute("open")) this.#opener = active instanceof HTMLElement && active !== this ? active : null;
    this.setAttribute("open", "");
    this.#chat.focus();
  }

  /** Close the panel and give the focus back to where it was. */
  close() {
    const focused = this.shadowRoot?.activeElement;
    this.removeAttribute("open");
    if (!focused) return;
    if (this.#opener?.isConnected && this.#opener !== document.body) this.#opener.focus();
    else this.#launcher.focus();
  }

  /** Open the panel and send a message. @param {string} text */
  ask(text) {
    this.open();
    return this.#chat.send(text);
  }

  /** The attribute alone shows or hides the panel and leaves the focus where it is. */
  attributeChangedCallback() {
    const open = this.hasAttribute("open");
    if (open === this.#dialog.open) return;
    this.#launcher.hidden = open;
    if (!open) this.#dialog.close();
    else if (this.isConnected && matchMedia(NARROW).matches) this.#dialog.showModal();
    else this.#dialog.open = true;
  }

  /** @param {import("./client.js").Reply} reply */
  #tell(reply) {
    const options = { bubbles: true, composed: true };
    this.dispatchEvent(new CustomEvent("privacy-chat:answer", { ...options, detail: reply }));
    if (reply.kind !== "filed") return;
    this.dispatchEvent(new CustomEvent("privacy-chat:filed", { ...options, detail: reply.ticket }));
  }

  /** @param {Event} event */
  #cancel(event) {
    event.preventDefault();
    this.close();
  }

  /** @param {"clear" | "close"} name @param {() => void} click */
  #tool(name, click) {
    return make("button", { type: "button", class: "tool", "aria-label": texts[name], title: texts[name], click }, icon(ICONS[name]));
  }
}
