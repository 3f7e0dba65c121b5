/** Sets an answer: paragraphs, lists, the policy's own words apart from ours, and chips that lead to their place. */

import { make } from "./dom.js";
import { texts } from "./texts.js";

/** @typedef {import("./client.js").Citation} Citation */

const EMAIL = /([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/;

/**
 * Set plain text: blank lines part paragraphs, lines that begin with "- " are a list, [n] is a chip.
 * @param {string} text
 * @param {Citation[]} citations
 * @returns {Node[]}
 */
export function compose(text, citations) {
  const nodes = [];
  /** @type {HTMLElement | null} */
  let open = null;
  for (const line of text.split("\n")) {
    const item = line.startsWith("- ");
    if (!line.trim()) {
      open = null;
      continue;
    }
    if (open?.tagName !== (item ? "UL" : "P")) nodes.push((open = make(item ? "ul" : "p")));
    else if (!item) open.append("\n");
    const words = inline(item ? line.slice(2) : line, citations);
    open.append(...(item ? [make("li", {}, ...words)] : words));
  }
  return nodes;
}

/** @param {string} line @param {Citation[]} citations @returns {(Node | string)[]} */
function inline(line, citations) {
  const parts = line.split(/\[(\d+)\]/);
  return parts.flatMap((part, index) => {
    if (index % 2) return [chip(Number(part), citations)];
    const quote = citations.find(({ number }) => number === Number(parts[index + 1]))?.quote ?? "";
    const at = quote ? part.lastIndexOf(quote) : -1;
    if (at < 0) return addresses(part);
    return [...addresses(part.slice(0, at)), make("q", {}, quote), ...addresses(part.slice(at + quote.length))];
  });
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
    make("li", {}, link(citation, {}, number(citation), make("span", {}, make("b", {}, citation.section), " › ", citation.quote))),
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
