/** What the interface says of itself, in the visitor's language. The assistant's own words come from the server. */

import english from "./texts/en.json" with { type: "json" };

/** @typedef {typeof english} Texts */

const LANGUAGES = ["en", "fr", "de", "es", "hi", "ta"];

/** The texts in use. They are set once, before anything is shown. @type {Texts} */
export const texts = { ...english };

/**
 * Choose the first wanted language that there are texts in, else English.
 * @param {readonly (string | null | undefined)[]} wanted language tags, the most wanted first
 */
export function choose(wanted) {
  const known = wanted.map((tag) => tag?.trim().toLowerCase().split(/[-_]/)[0] ?? "");
  return known.find((language) => LANGUAGES.includes(language)) ?? "en";
}

/**
 * Speak a language; where its texts cannot be had, English stays.
 * @param {string} language one of those that `choose` returns
 * @param {string} server
 */
export async function speak(language, server) {
  try {
    const response = await fetch(`${server}/widget/${language}.json`, { credentials: "omit" });
    if (response.ok) Object.assign(texts, await response.json());
  } catch {
    // English will do.
  }
}

/**
 * Fill the gaps of a text: `{name}` becomes the value of that name.
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (gap, name) => String(values[name] ?? gap));
}

/** Name a language in the interface's own. @param {string} language */
export function named(language) {
  return new Intl.DisplayNames([texts.language], { type: "language" }).of(language) ?? language;
}

/** Say how long to wait: in seconds, from 90 on in minutes. @param {number} count */
export function waiting(count) {
  const [unit, value] = count > 90 ? ["minute", Math.ceil(count / 60)] : ["second", Math.max(1, Math.ceil(count))];
  return new Intl.NumberFormat(texts.language, { style: "unit", unit: String(unit), unitDisplay: "long" }).format(Number(value));
}

/** Write a day out; in English as the assistant does, the day first. @param {string} day such as 2026-12-22 */
export function dated(day) {
  const locale = texts.language === "en" ? "en-GB" : texts.language;
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${day}T00:00Z`));
}
