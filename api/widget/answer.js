/** Sets an answer: paragraphs, lists, the policy's own words apart from ours, and where they stand. */

import { number, toMarkedWords } from "./citation.js";
import { make } from "./dom.js";
import { fill, named, texts } from "./texts.js";

/** @typedef {import("./client.js").Citation} Citation */
/** @typedef {{citations?: Citation[], chip?: (citation: Citation) => Node, contacts?: boolean, lang?: string}} Options */

const ADDRESS = /(https?:\/\/[^\s<>"“”]*[^\s<>"“”.,;:!?)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/;

/**
 * Set plain text: blank lines part paragraphs, lines that begin with "- " are a list, [n] is a chip.
 * @param {string} text
 * @param {Options} [options] `chip` makes the chips; with `contacts`, addresses become links; `lang` is the quotes'
 * @returns {HTMLElement[]}
 */
export function compose(text, options = {}) {
  return text.split(/\n\s*\n/).flatMap((section) => {
    /** @type {HTMLElement[]} */
    const nodes = [];
    for (const line of section.split("\n").filter((line) => line.trim())) {
      const item = line.startsWith("- ");
      const continued = nodes.at(-1)?.tagName === (item ? "UL" : "P");
      if (!continued) nodes.push(make(item ? "ul" : "p"));
      else if (!item) nodes.at(-1)?.append("\n");
      const words = inline(item ? line.slice(2) : line, options);
      nodes.at(-1)?.append(...(item ? [make("li", {}, ...words)] : words));
    }
    return nodes;
  });
}

/** @param {string} line @param {Options} options @returns {(Node | string)[]} */
function inline(line, { citations = [], chip = number, contacts = false, lang = "" }) {
  const parts = line.split(/\[(\d+)\]/);
  const plain = contacts ? linked : (/** @type {string} */ text) => [text];
  return parts.flatMap((part, index) => {
    const citation = citations.find((one) => one.number === Number(parts[index % 2 ? index : index + 1]));
    if (index % 2) {
      const node = citation ? chip(citation) : make("span", { class: "chip" }, part);
      // Tied to the word before, so that no line begins with a chip.
      return [make("span", { class: "tied" }, "\u00a0", node)];
    }
    const words = index + 1 < parts.length ? part.trimEnd() : part;
    const at = citation?.quote ? words.lastIndexOf(citation.quote) : -1;
    if (at < 0 || !citation) return plain(words);
    const [from, to] = quoted(words, at, at + citation.quote.length);
    const quote = make("q", { lang: lang || null }, words.slice(from, to));
    return [...plain(words.slice(0, from)), quote, ...plain(words.slice(to))];
  });
}

/** Take the quotation marks around words[from:to] in. @param {string} words @param {number} from @param {number} to */
function quoted(words, from, to) {
  return /^["“].*["”]$/s.test(words.slice(from - 1, to + 1)) && from ? [from - 1, to + 1] : [from, to];
}

/** Make links of the web's and of mail's addresses. @param {string} words @returns {(Node | string)[]} */
export function linked(words) {
  return words.split(ADDRESS).map((part, index) => {
    if (index % 2 === 0) return part;
    if (part.includes("@") && !part.includes("/")) return make("a", { href: `mailto:${part}` }, part);
    return make("a", { href: part, target: "_blank", rel: "noopener", "aria-label": `${part} (${texts.newTab})` }, part);
  });
}

/**
 * List where the quotes stand, and in which language when it is not the interface's.
 * @param {Citation[]} citations
 * @param {string} lang the quotes'
 * @returns {Node[]}
 */
export function sources(citations, lang) {
  if (!citations.length) return [];
  const allRelated = citations.every(({ related }) => related);
  const label = allRelated ? texts.related : texts.sources;
  const entries = citations.map((citation) => {
    const note = citation.related && !allRelated ? [make("small", {}, texts.related)] : [];
    return make("li", {}, entry(citation, lang), ...note);
  });
  const nodes = [make("h3", {}, label), make("ol", {}, ...entries)];
  if (lang !== texts.language) nodes.push(make("p", { class: "note" }, fill(texts.quoted, { language: named(lang) })));
  return [make("nav", { class: "sources", "aria-label": label }, ...nodes)];
}

/** @param {Citation} citation @param {string} lang */
function entry(citation, lang) {
  const words = [make("cite", { lang }, citation.section), make("small", { lang }, citation.quote)];
  const mark = make("span", { class: "chip", "aria-hidden": "true" }, String(citation.number));
  const opens = make("span", { class: "unseen" }, `(${texts.newTab})`);
  return toMarkedWords(citation, {}, mark, make("span", {}, ...words, opens));
}
