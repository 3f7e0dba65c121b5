/** A style sheet is imported as a constructed one. */
declare module "*.css" {
  const sheet: CSSStyleSheet;
  export default sheet;
}
