/** What the form asks for and says as cards: a field, a summary with its buttons, a receipt. */

import { event } from "./calendar.js";
import { save } from "./transcript.js";
import { make } from "./dom.js";
import { dated, fill, texts } from "./texts.js";

/** @typedef {import("./client.js").Ask} Ask */
/** @typedef {import("./client.js").Ticket} Ticket */
/** @typedef {(text: string) => void} Send */

/** How each slot is typed, and what the browser may fill in. @type {Record<string, Record<string, string>>} */
const TYPING = {
  name: { type: "text", autocomplete: "name", maxlength: "120" },
  email: { type: "email", autocomplete: "email", inputmode: "email", maxlength: "254" },
  code: { type: "text", autocomplete: "one-time-code", inputmode: "numeric", maxlength: "20" },
};

/** No law sets a day for these. */
const NOT_BY_LAW = ["complaint", "incident", "enquiry"];

/** What the server understands, whatever the button's language. */
const CHANGE = "No, I want to change something";

/**
 * A field for what the form waits for; null for `confirm`, which is no field.
 * @param {Ask} ask
 * @param {{send: Send, lang: string}} options `lang` is the hint's
 */
export function field({ slot, hint }, { send, lang }) {
  if (slot === "confirm") return null;
  const id = `field-${slot}`;
  const typing = TYPING[slot];
  const attributes = { ...(typing ?? { rows: "3", maxlength: "4000" }), id, name: slot, "aria-describedby": `${id}-hint` };
  const input = make(typing ? "input" : "textarea", { ...attributes, required: true, keydown: onKey });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text) send(text);
    else input.focus();
  };
  // The assistant itself says what is wrong with a value, so the browser's bubbles are turned off.
  return make(
    "form",
    { class: "card passing", novalidate: true, submit },
    make("label", { for: id }, texts[slot]),
    make("p", { id: `${id}-hint`, class: "note", lang }, hint),
    make("div", { class: "fields" }, input, make("button", { type: "submit", class: "primary" }, texts.send)),
  );
}

/** Enter sends, also from a field of several lines; Shift+Enter begins a line. @param {KeyboardEvent} event */
function onKey(event) {
  const field = /** @type {HTMLInputElement} */ (event.currentTarget);
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  field.form?.requestSubmit();
}

/**
 * The buttons of a summary.
 * @param {string[]} suggestions the server's words for yes and for leaving, if it has any
 * @param {{send: Send}} options
 */
export function decision([yes = "Yes", leave = "Cancel"], { send }) {
  const button = (/** @type {string} */ label, /** @type {string} */ text, /** @type {string} */ style) =>
    make("button", { type: "button", class: style, click: () => send(text) }, label);
  return make(
    "div",
    { class: "decision passing", role: "group", "aria-label": texts.confirm },
    button(texts.goOn, yes, "primary"),
    button(texts.change, CHANGE, "secondary"),
    button(texts.cancel, leave, "secondary"),
  );
}

/**
 * What to keep of a request that was filed.
 * @param {Ticket} ticket
 * @param {string} text the reply, which names the request's page where it has one
 */
export function receipt(ticket, text) {
  const page = text.split(/\s+/).find((word) => /^https?:/i.test(word) && word.endsWith(`/requests/${ticket.reference}`));
  const byLaw = ticket.types.some((type) => !NOT_BY_LAW.includes(type));
  const title = fill(texts.calendarTitle, { reference: ticket.reference });
  const keep = () => save(`${ticket.reference}.ics`, "text/calendar", event({ ...ticket, title, page: page ?? "", now: new Date() }));
  const rows = [row(texts.reference, make("code", {}, ticket.reference))];
  if (byLaw) rows.push(row(texts.due, make("time", { datetime: ticket.due_on }, dated(ticket.due_on))));
  const links = [];
  if (page) links.push(make("a", { href: page, target: "_blank", rel: "noopener" }, `${texts.page} (${texts.newTab})`));
  if (byLaw) links.push(make("button", { type: "button", class: "secondary", click: keep }, texts.calendar));
  return make("section", { class: "card", "aria-label": texts.receipt }, make("dl", {}, ...rows), ...links);
}

/** @param {string} term @param {Node} words */
function row(term, words) {
  return make("div", {}, make("dt", {}, term), make("dd", {}, words));
}
