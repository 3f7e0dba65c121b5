/** Sets an answer: paragraphs, lists, the policy's own words apart from ours, and chips that lead to their place. */

import { make } from "./dom.js";
import { texts } from "./texts.js";

/** @typedef {import("./client.js").Citation} Citation */

const EMAIL = /([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/;

/**
 * Set plain text: blank lines part paragraphs, lines that begin with "- " are a list, [n] is a chip.
 * @param {string} text
 * @param {Citation[]} citations
 * @param {{contacts?: boolean}} [options] with `contacts`, e-mail addresses become links
 * @returns {Node[]}
 */
export function compose(text, citations, { contacts = false } = {}) {
  return text.split(/\n\s*\n/).flatMap((section) => {
    /** @type {HTMLElement[]} */
    const nodes = [];
    for (const line of section.split("\n").filter((line) => line.trim())) {
      const item = line.startsWith("- ");
      const continued = nodes.at(-1)?.tagName === (item ? "UL" : "P");
      if (!continued) nodes.push(make(item ? "ul" : "p"));
      else if (!item) nodes.at(-1)?.append("\n");
      const words = inline(item ? line.slice(2) : line, citations, contacts);
      nodes.at(-1)?.append(...(item ? [make("li", {}, ...words)] : words));
    }
    return nodes;
  });
}

/** @param {string} line @param {Citation[]} citations @param {boolean} contacts @returns {(Node | string)[]} */
function inline(line, citations, contacts) {
  const parts = line.split(/\[(\d+)\]/);
  return parts.flatMap((part, index) => {
    // Tied to the word before, so that no line begins with a chip.
    if (index % 2) return [make("span", { class: "tied" }, "\u00a0", chip(Number(part), citations))];
    const chipped = index + 1 < parts.length;
    const words = chipped ? part.trimEnd() : part;
    const quote = (chipped && citations.find(({ number }) => number === Number(parts[index + 1]))?.quote) || "";
    const at = quote ? words.lastIndexOf(quote) : -1;
    const plain = contacts ? addresses : (/** @type {string} */ text) => [text];
    if (at < 0) return plain(words);
    const [from, to] = quoted(words, at, at + quote.length);
    return [...plain(words.slice(0, from)), make("q", {}, words.slice(from, to)), ...plain(words.slice(to))];
  });
}

/** Take the quotation marks around words[from:to] in. @param {string} words @param {number} from @param {number} to */
function quoted(words, from, to) {
  return /^["“].*["”]$/s.test(words.slice(from - 1, to + 1)) && from ? [from - 1, to + 1] : [from, to];
}

/** @param {string} words @returns {(Node | string)[]} */
function addresses(words) {
  return words
    .split(EMAIL)
    .map((part, index) => (index % 2 ? make("a", { href: `mailto:${part}` }, part) : part));
}

/** @param {number} number @param {Citation[]} citations */
function chip(number, citations) {
  const citation = citations.find((one) => one.number === number);
  if (!citation) return make("span", { class: "chip" }, String(number));
  return link(citation, { class: "chip", "aria-label": `${texts.citation(number)}: ${citation.section}` }, String(number));
}

/**
 * List where the quotes stand.
 * @param {Citation[]} citations
 * @returns {Node[]}
 */
export function sources(citations) {
  if (!citations.length) return [];
  const label = citations.every(({ related }) => related) ? texts.related : texts.sources;
  const entries = citations.map((citation) =>
    make("li", {}, link(citation, {}, number(citation), make("span", {}, make("cite", {}, citation.section), make("small", {}, citation.quote)))),
  );
  return [make("nav", { class: "sources", "aria-label": label }, make("h3", {}, label), make("ol", {}, ...entries))];
}

/** @param {Citation} citation */
function number(citation) {
  return make("span", { class: "chip", "aria-hidden": "true" }, String(citation.number));
}

/**
 * A link to the marked words; a plain span when the address is not one of the web's.
 * @param {Citation} citation
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} children
 */
function link(citation, attributes, ...children) {
  if (!/^https?:\/\//i.test(citation.url)) return make("span", { class: attributes.class ?? null }, ...children);
  const title = `“${citation.quote}” (${texts.newTab})`;
  return make("a", { href: citation.url, target: "_blank", rel: "noopener", title, ...attributes }, ...children);
}
