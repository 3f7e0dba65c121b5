/** Builds nodes. A string only ever becomes text, so nothing that people or documents write can run. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element. A function among the attributes listens to the event of its name; true is an empty attribute;
 * false and null leave it out.
 * @param {string} tag
 * @param {Record<string, string | boolean | null | ((event: any) => void)>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {any}
 */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== false && value !== null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/**
 * Draw an icon of one path on a 24 by 24 grid; it is hidden from screen readers.
 * @param {string} path
 */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

export const ICONS = {
  chat: "M5 4h14a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3h-8l-5 4v-4H5a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3Zm2.5 5.5h9m-9 3.5h6",
  close: "M6 6l12 12M18 6 6 18",
  clear: "M4 7h16M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 11v5.5m3-5.5v5.5",
  send: "M12 19V5m-6 6 6-6 6 6",
  stop: "M8 8h8v8H8Z",
  download: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  thumb: "M7 11v9H4v-9Zm0 0 4-8a2 2 0 0 1 2 2v4h5.5a2 2 0 0 1 2 2.4l-1.4 6.9a2 2 0 0 1-2 1.7H7",
};
