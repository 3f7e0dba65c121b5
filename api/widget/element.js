/** The element: its launcher, its attributes, methods and events. Importing it changes nothing. */

import sheet from "./chat.css" with { type: "css" };
import { Chat } from "./chat.js";
import { rgb, rules } from "./colour.js";
import { ICONS, icon, make } from "./dom.js";
import { Panel } from "./panel.js";
import { choose, speak, texts } from "./texts.js";

export class PrivacyChat extends HTMLElement {
  static observedAttributes = ["open", "accent"];
  /** Where the script came from; the attribute `server` overrides it. */
  static server = "";

  #root = this.attachShadow({ mode: "open" });
  /** @type {{launcher: HTMLButtonElement, chat: Chat, panel: Panel} | null} */
  #parts = null;
  /** @type {Promise<void> | undefined} */
  #ready;
  /** @type {HTMLElement | null} */
  #opener = null;

  connectedCallback() {
    this.#ready ??= this.#build();
  }

  /** Open the panel and put the cursor in its field. */
  async open() {
    const active = document.activeElement;
    if (!this.hasAttribute("open")) this.#opener = active instanceof HTMLElement && active !== this ? active : null;
    this.setAttribute("open", "");
    await this.#ready;
    this.#parts?.chat.focus();
  }

  /** Close the panel and give the focus back to where it was. */
  close() {
    const focused = this.#root.activeElement;
    this.removeAttribute("open");
    if (!focused) return;
    if (this.#opener?.isConnected && this.#opener !== document.body) this.#opener.focus();
    else this.#parts?.launcher.focus();
  }

  /** Open the panel and send a message; done when it is answered. @param {string} text */
  async ask(text) {
    await this.open();
    await this.#parts?.chat.send(text);
  }

  /** Forget the conversation, here and on the server. */
  async clear() {
    await this.#parts?.chat.clear();
  }

  /** The attribute `open` alone shows or hides the panel and leaves the focus where it is. @param {string} name */
  attributeChangedCallback(name) {
    if (name === "accent") this.#paint();
    else this.#show();
  }

  async #build() {
    const language = choose([this.lang, document.documentElement.lang, ...navigator.languages]);
    if (language !== texts.language) await speak(language, this.#server);
    const chat = new Chat({ server: () => this.#server, replied: (reply) => this.#tell(reply) });
    const panel = new Panel(chat, { close: () => this.close(), clear: () => void this.clear() });
    const launcher = make(
      "button",
      { type: "button", class: "launcher", lang: texts.language, "aria-haspopup": "dialog", click: () => this.open() },
      icon(ICONS.chat),
      make("span", {}, texts.launcher),
    );
    this.#parts = { launcher, chat, panel };
    this.#root.append(launcher, panel.node);
    this.#paint();
    this.#show();
  }

  #show() {
    const open = this.hasAttribute("open");
    if (!this.#parts || open === this.#parts.panel.open) return;
    this.#parts.launcher.hidden = open;
    if (!open) return this.#parts.panel.hide();
    this.#parts.panel.show();
    void this.#parts.chat.meet();
  }

  /** What is no colour, or none that all browsers compute alike, changes nothing. */
  #paint() {
    if (!this.#parts) return;
    const { launcher } = this.#parts;
    this.#root.adoptedStyleSheets = [sheet];
    const wanted = this.getAttribute("accent");
    if (!wanted || !CSS.supports("color", wanted)) return;
    launcher.style.color = wanted;
    const accent = rgb(getComputedStyle(launcher).color);
    launcher.removeAttribute("style");
    if (!accent) return;
    const colours = new CSSStyleSheet();
    colours.replaceSync(rules(accent));
    this.#root.adoptedStyleSheets = [sheet, colours];
  }

  get #server() {
    return (this.getAttribute("server") ?? PrivacyChat.server).replace(/\/+$/, "");
  }

  /** @param {import("./client.js").Reply} reply */
  #tell(reply) {
    const options = { bubbles: true, composed: true };
    this.dispatchEvent(new CustomEvent("privacy-chat:answer", { ...options, detail: reply }));
    if (reply.kind !== "filed") return;
    this.dispatchEvent(new CustomEvent("privacy-chat:filed", { ...options, detail: reply.ticket }));
  }
}
