/** The conversation: a message goes out, its answer comes in, and what is said when it does not. */

import { compose, linked, sources } from "./answer.js";
import { decision, field, receipt } from "./cards.js";
import { Quotes } from "./citation.js";
import { ChatError, converse, forget, introduce, rate } from "./client.js";
import { Composer } from "./composer.js";
import { make } from "./dom.js";
import { feedback } from "./feedback.js";
import { Log } from "./log.js";
import { Session } from "./session.js";
import { fill, named, texts } from "./texts.js";
import { Transcript } from "./transcript.js";
import { trouble } from "./trouble.js";

/** @typedef {import("./client.js").Reply} Reply */
/** @typedef {import("./client.js").About} About */

const SLOW_AFTER = 5000;
/** The language of a server that has not said. */
const WRITES = "en";

export class Chat {
  transcript = new Transcript();
  #session = new Session();
  #quotes = new Quotes();
  #log = new Log();
  #composer = new Composer({ send: (text) => this.send(text), stop: () => this.#turn?.abort() });
  /** @type {AbortController | null} */
  #turn = null;
  /** The message that got no answer, and the key under which the server may have taken it. */
  #unanswered = { text: "", key: "" };
  /** Whose assistant it is, once the server has said so. @type {About | null} */
  #about = null;
  #introduction = make("div");
  #met = false;
  #server;
  #replied;

  /** @param {{server: () => string, replied: (reply: Reply) => void}} options */
  constructor({ server, replied }) {
    this.#server = server;
    this.#replied = replied;
    this.nodes = [...this.#log.nodes, this.#composer.node, this.#quotes.node];
  }

  focus() {
    this.#composer.focus();
  }

  /** Greet whoever opens the chat; only now the server is asked whose it is. */
  async meet() {
    if (this.#met) return;
    this.#met = true;
    this.#greet();
    this.#about = await introduce(this.#server());
    if (!this.#about) return;
    this.#introduction.replaceChildren(...introduction(this.#about));
    this.#log.follow();
  }

  /** Send a message; one that comes while another is answered waits in the field. @param {string} text */
  async send(text) {
    if (this.#turn) return this.#composer.keep(text);
    const turn = (this.#turn = new AbortController());
    const key = text === this.#unanswered.text ? this.#unanswered.key : mint();
    this.#unanswered = { text, key };
    this.#composer.busy = true;
    if (this.#log.tidy()) this.#composer.focus();
    const question = this.#log.say("you", [make("p", {}, text)]);
    const answer = this.#log.say("assistant", [make("p", { class: "working" }, texts.working)]);
    const slow = setTimeout(() => this.#admit(answer), SLOW_AFTER);
    this.#log.toEnd();
    try {
      const reply = await this.#listen({ text, key, answer, turn });
      this.#unanswered = { text: "", key: "" };
      this.transcript.asked(text, new Date());
      this.#finish(reply, answer);
    } catch (error) {
      if (turn.signal.aborted) this.#stop(answer, turn);
      else this.#fail(text, { error, nodes: [question.parentElement, answer.parentElement] });
    } finally {
      clearTimeout(slow);
      if (this.#turn === turn) this.#turn = null;
      this.#composer.busy = this.#turn !== null;
    }
  }

  /** Forget the conversation, here and on the server, and begin anew. */
  async clear() {
    const id = this.#session.id;
    this.#turn?.abort();
    this.#turn = null;
    this.#session.forget();
    this.#unanswered = { text: "", key: "" };
    this.transcript.clear();
    this.#greet();
    this.focus();
    const gone = !id || (await forget(this.#server(), id));
    this.#log.announce(gone ? texts.cleared : texts.clearedHere);
    if (!gone) this.#log.offer(make("p", { class: "error" }, texts.clearedHere));
  }

  /** @param {{text: string, key: string, answer: HTMLElement, turn: AbortController}} what @returns {Promise<Reply>} */
  async #listen({ text, key, answer, turn }) {
    let words = "";
    /** @type {Reply["citations"]} */
    const citations = [];
    const body = { message: text, conversation_id: this.#session.id };
    for await (const event of converse(this.#server(), body, { signal: turn.signal, key })) {
      if (event.event === "done") return event.data;
      if (event.event === "citation") citations.push(event.data);
      else if (event.event === "delta") words += event.data.text;
      if (words) answer.replaceChildren(...compose(words, { citations }));
      this.#log.follow();
    }
    throw new ChatError("unreachable");
  }

  /** @param {Reply} reply @param {HTMLElement} answer */
  #finish(reply, answer) {
    const lang = this.#about?.document_language ?? WRITES;
    this.#session.keep(reply.conversation_id);
    this.transcript.answered(reply, new Date());
    answer.dataset.kind = reply.kind;
    const contacts = !reply.ask && !reply.ticket; // in the form an address is the visitor's own
    const chip = (/** @type {Reply["citations"][number]} */ citation) => this.#quotes.chip(citation, lang);
    const words = compose(reply.text, { citations: reply.citations, chip, contacts, lang });
    for (const node of words) node.lang = this.#writes;
    answer.replaceChildren(...words, ...sources(reply.citations, lang), ...this.#beneath(reply));
    this.#offer(reply);
    this.#log.announce(reply.text);
    this.#log.follow();
    this.#replied(reply);
  }

  /** What stands below the words of an answer for good. @param {Reply} reply @returns {Node[]} */
  #beneath(reply) {
    if (reply.ticket && reply.kind === "filed") return [receipt(reply.ticket, reply.text)];
    if (reply.kind !== "answer" && reply.kind !== "no_answer") return [];
    return [
      feedback({
        rate: (helpful, reason) => rate(this.#server(), { kind: reply.kind, helpful, ...(reason && { reason }) }),
        said: (text) => this.#log.announce(text),
      }),
    ];
  }

  /** What the visitor may do next. @param {Reply} reply */
  #offer({ ask, suggestions }) {
    const send = (/** @type {string} */ text) => void this.send(text);
    if (ask?.slot === "confirm") return this.#log.offer(decision(suggestions, { send }));
    const card = ask && field(ask, { send, lang: this.#writes });
    if (card) this.#log.offer(card);
    if (card && this.#composer.idle) card.querySelector("input, textarea")?.focus();
    if (!suggestions.length) return;
    const buttons = suggestions.map((text) => make("button", { type: "button", click: () => send(text) }, text));
    const label = { role: "group", "aria-label": texts.suggestions, lang: this.#writes };
    this.#log.offer(make("div", { class: "suggestions", ...label }, ...buttons));
  }

  /** Say that it takes long. @param {HTMLElement} answer */
  #admit(answer) {
    const working = answer.querySelector(".working");
    if (!working) return;
    working.textContent = texts.slow;
    this.#log.announce(texts.slow);
  }

  /** What has come stays; of a chat that was cleared, nothing. @param {HTMLElement} answer @param {AbortController} turn */
  #stop(answer, turn) {
    if (this.#turn !== turn) return;
    this.#unanswered = { text: "", key: "" };
    answer.querySelector(".working")?.remove();
    answer.append(make("p", { class: "note stopped" }, texts.stopped));
    this.#log.announce(texts.stopped);
  }

  /** @param {string} text @param {{error: unknown, nodes: (Element | null)[]}} what */
  #fail(text, { error, nodes }) {
    for (const node of nodes) node?.remove();
    this.#composer.keep(text);
    const reason = error instanceof ChatError ? error : new ChatError("failed");
    this.#log.offer(trouble(reason, { again: () => this.#composer.submit() }));
    this.#log.toEnd();
  }

  #greet() {
    const resumed = this.#session.id ? [make("p", {}, texts.resumed)] : [];
    const privacy = make("p", { class: "note" }, texts.privacy);
    this.#log.clear();
    this.#log.say("assistant", [make("p", {}, texts.greeting), privacy, ...resumed, this.#introduction]);
  }

  /** In which language the assistant writes. */
  get #writes() {
    return this.#about?.language ?? WRITES;
  }
}

/** How to reach a person, and which language to write in if it is not the interface's. @param {About} about */
function introduction({ contact, language }) {
  const lines = [make("p", {}, ...linked(fill(texts.person, { contact })))];
  if (language !== texts.language) lines.push(make("p", {}, fill(texts.speaks, { language: named(language) })));
  return lines;
}

/** A key for one message. */
function mint() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
