/** Whether an answer helped, and if not, which of a few reasons: there is no field for words, so none are stored. */

import { ICONS, icon, make } from "./dom.js";
import { texts } from "./texts.js";

/** @typedef {"wrong" | "incomplete" | "unclear" | "other"} Reason */

/** @type {Reason[]} */
const REASONS = ["wrong", "incomplete", "unclear", "other"];

/**
 * Two thumbs: up is counted at once, down with the reason that is then chosen.
 * @param {{rate: (helpful: boolean, reason?: Reason) => void, said: (text: string) => void}} listener
 *   `said` is told what a screen reader should read out
 */
export function feedback({ rate, said }) {
  const group = make("div", { class: "feedback", role: "group", "aria-label": texts.helpful });
  const done = (/** @type {boolean} */ helpful, /** @type {Reason | undefined} */ reason) => {
    rate(helpful, reason);
    // The focus stays here, and goes on from here.
    const thanks = make("p", { class: "note", tabindex: "-1" }, texts.thanks);
    group.replaceChildren(thanks);
    thanks.focus();
    said(texts.thanks);
  };
  const why = () => {
    const reasons = REASONS.map((reason) => button(texts[reason], () => done(false, reason)));
    group.setAttribute("aria-label", texts.why);
    group.replaceChildren(make("p", { class: "note" }, texts.why), ...reasons);
    reasons[0].focus();
    group.scrollIntoView({ block: "nearest" });
  };
  group.append(
    make("p", { class: "note" }, texts.helpful),
    thumb("up", texts.yes, () => done(true, undefined)),
    thumb("down", texts.no, why),
  );
  return group;
}

/** @param {"up" | "down"} name @param {string} label @param {() => void} click */
function thumb(name, label, click) {
  return make("button", { type: "button", class: `thumb ${name}`, "aria-label": label, title: label, click }, icon(ICONS.thumb));
}

/** @param {string} label @param {() => void} click */
function button(label, click) {
  return make("button", { type: "button", class: "reason", click }, label);
}
