/** The conversation: what was said, what is being said, and what to do when that fails. */

import { compose, sources } from "./answer.js";
import { ChatError, converse } from "./client.js";
import { Composer } from "./composer.js";
import { make } from "./dom.js";
import { Session } from "./session.js";
import { texts } from "./texts.js";

/** @typedef {import("./client.js").Reply} Reply */

export class Chat {
  #session = new Session();
  // What streams is not read out piece by piece: #voice speaks once, when an answer is whole.
  #log = make("div", { class: "log", role: "log", "aria-live": "off", "aria-label": texts.log, tabindex: "0" });
  #voice = make("p", { class: "unseen", role: "status" });
  #composer = new Composer({ send: (text) => this.send(text), stop: () => this.#turn?.abort() });
  /** @type {AbortController | null} */
  #turn = null;
  #server;
  #replied;

  /** @param {{server: () => string, replied: (reply: Reply) => void}} options */
  constructor({ server, replied }) {
    this.#server = server;
    this.#replied = replied;
    this.nodes = [this.#log, this.#voice, this.#composer.node];
    this.#greet();
  }

  focus() {
    this.#composer.focus();
  }

  /** Forget the conversation and begin anew. */
  clear() {
    this.#turn?.abort();
    this.#session.forget();
    this.#composer.expect(null);
    this.#greet();
    this.#voice.textContent = texts.cleared;
    this.focus();
  }

  /** Send a message; one that comes while another is answered waits in the field. @param {string} text */
  async send(text) {
    if (this.#turn) return this.#keep(text);
    const turn = (this.#turn = new AbortController());
    this.#composer.busy = true;
    for (const old of this.#log.querySelectorAll(".suggestions, .error")) old.remove();
    const question = this.#say("you", [make("p", {}, text)]);
    const answer = this.#say("assistant", [make("p", { class: "working" }, texts.working)]);
    this.#log.scrollTop = this.#log.scrollHeight;
    try {
      await this.#listen(text, answer, turn);
    } catch (error) {
      if (turn.signal.aborted) answer.append(make("p", { class: "note" }, texts.stopped));
      else this.#fail(text, { error, nodes: [question.parentElement, answer.parentElement] });
    } finally {
      if (this.#turn === turn) this.#turn = null;
      this.#composer.busy = this.#turn !== null;
    }
  }

  /** @param {string} text @param {HTMLElement} answer @param {AbortController} turn */
  async #listen(text, answer, turn) {
    let words = "";
    /** @type {Reply["citations"]} */
    const citations = [];
    const body = { message: text, conversation_id: this.#session.id };
    for await (const { event, data } of converse(this.#server(), body, turn.signal)) {
      if (event === "done") return this.#finish(data, answer);
      if (event === "citation") citations.push(data);
      else if (event === "delta") words += data.text;
      if (words) answer.replaceChildren(...compose(words, citations));
      this.#follow();
    }
  }

  /** @param {Reply} reply @param {HTMLElement} answer */
  #finish(reply, answer) {
    this.#session.keep(reply.conversation_id);
    answer.dataset.kind = reply.kind;
    const contacts = !reply.ask && !reply.ticket; // in the form an address is the visitor's own
    answer.replaceChildren(...compose(reply.text, reply.citations, { contacts }), ...sources(reply.citations));
    this.#suggest(reply.suggestions);
    this.#composer.expect(reply.ask);
    this.#voice.textContent = reply.text;
    this.#follow();
    this.#replied(reply);
  }

  /** @param {string} text @param {{error: unknown, nodes: (Element | null)[]}} what */
  #fail(text, { error, nodes }) {
    for (const node of nodes) node?.remove();
    this.#keep(text);
    const reason = error instanceof ChatError ? error : new ChatError("failed");
    const retry = make("button", { type: "button", click: () => this.#composer.node.requestSubmit() }, texts.retry);
    const words = make("p", {}, (texts.errors[reason.kind] ?? texts.errors.failed)(reason));
    const sameAgain = reason.kind === "refused" ? [] : [retry];
    this.#log.append(make("div", { class: "error", role: "alert" }, words, ...sameAgain));
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  /** @param {string} text */
  #keep(text) {
    this.#composer.text = [text, this.#composer.text].filter(Boolean).join("\n");
  }

  #greet() {
    this.#log.replaceChildren();
    const resumed = this.#session.id ? [make("p", {}, texts.resumed)] : [];
    this.#say("assistant", [make("p", {}, texts.greeting), make("p", { class: "note" }, texts.privacy), ...resumed]);
  }

  /** @param {"you" | "assistant"} who @param {Node[]} nodes @returns {HTMLElement} */
  #say(who, nodes) {
    const bubble = make("div", { class: "bubble" }, ...nodes);
    this.#log.append(make("article", { class: who }, make("h3", { class: "unseen" }, texts[who]), bubble));
    return bubble;
  }

  /** @param {string[]} suggestions */
  #suggest(suggestions) {
    if (!suggestions.length) return;
    const pick = (/** @type {string} */ text) => {
      this.focus();
      this.send(text);
    };
    const buttons = suggestions.map((text) => make("button", { type: "button", click: () => pick(text) }, text));
    this.#log.append(make("div", { class: "suggestions", role: "group", "aria-label": texts.suggestions }, ...buttons));
  }

  /** Keep the newest question at the top of a long answer, and the end of a short one in sight. */
  #follow() {
    const question = [...this.#log.querySelectorAll(".you")].at(-1);
    const end = this.#log.scrollHeight - this.#log.clientHeight;
    this.#log.scrollTop = Math.min(end, question ? question.offsetTop - 12 : end);
  }
}
