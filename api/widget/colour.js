/** Takes a site's colour where it can be read on, by the contrast of WCAG 2. Pure. */

/** @typedef {readonly [number, number, number]} Rgb each from 0 to 255 */

/** The panel's background in light and dark, as in chat.css. @type {{light: Rgb, dark: Rgb}} */
const PAPER = { light: [255, 255, 255], dark: [22, 25, 29] };
const READABLE = 4.5;

/** Read what a browser computes of a colour; null when it has an alpha channel or lies outside of sRGB. @param {string} computed */
export function rgb(computed) {
  const found = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(computed);
  return found ? /** @type {Rgb} */ ([Number(found[1]), Number(found[2]), Number(found[3])]) : null;
}

/** How much two colours differ in lightness, from 1 to 21. @param {Rgb} one @param {Rgb} other */
export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (Number(light) + 0.05) / (Number(dark) + 0.05);
}

/** @param {Rgb} colour */
function luminance(colour) {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * Number(red) + 0.7152 * Number(green) + 0.0722 * Number(blue);
}

/**
 * The rules that paint the widget in a colour: areas always, with black or white on them, whichever is read better;
 * words and lines only where they can be read on the panel.
 * @param {Rgb} accent
 */
export function rules(accent) {
  const colour = `rgb(${accent.join(" ")})`;
  const on = contrast(accent, [255, 255, 255]) >= contrast(accent, [0, 0, 0]) ? "#fff" : "#000";
  const lines = (/** @type {"light" | "dark"} */ scheme) =>
    contrast(accent, PAPER[scheme]) >= READABLE ? colour : `var(--${scheme}-accent)`;
  return `:host { --fill: ${colour}; --on-fill: ${on}; --accent: light-dark(${lines("light")}, ${lines("dark")}); }`;
}
