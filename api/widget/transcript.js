/** What was said since the page was loaded, in memory only, for those who want to take it with them. */

import { texts } from "./texts.js";

/** @typedef {import("./client.js").Reply} Reply */

export class Transcript {
  /** @type {{who: "you" | "assistant", at: string, text: string, reply?: Reply}[]} */
  #said = [];

  /** @param {string} text @param {Date} at */
  asked(text, at) {
    this.#said.push({ who: "you", at: at.toISOString(), text });
  }

  /** @param {Reply} reply @param {Date} at */
  answered(reply, at) {
    this.#said.push({ who: "assistant", at: at.toISOString(), text: reply.text, reply });
  }

  clear() {
    this.#said = [];
  }

  /** For people. @returns {string} */
  toText() {
    const parts = this.#said.map(({ who, at, text, reply }) => {
      const sources = (reply?.citations ?? []).map((one) => `[${one.number}] ${one.section}: “${one.quote}”\n    ${one.url}`);
      return [`${at.slice(0, 16).replace("T", " ")} UTC  ${texts[who]}`, text, ...sources].join("\n");
    });
    return `${parts.join("\n\n")}\n`;
  }

  /** For programs. The conversation's id is left out: who has it can go on with the conversation. @returns {string} */
  toJson() {
    const said = this.#said.map(({ who, at, text, reply }) => {
      const { kind, citations, ticket } = reply ?? {};
      return { who, at, text, ...(reply && { kind, citations, ticket }) };
    });
    return `${JSON.stringify({ said }, null, 2)}\n`;
  }
}

/** Have the browser save a file. @param {string} name @param {string} type @param {string} content */
export function save(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
