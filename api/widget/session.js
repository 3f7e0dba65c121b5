/** Remembers which conversation this tab is in: nothing before the first message, nothing once cleared. */

const KEY = "privacy-chat";

export class Session {
  /** @type {string | null} */
  #id = null;

  constructor() {
    attempt(() => (this.#id = sessionStorage.getItem(KEY)));
  }

  get id() {
    return this.#id;
  }

  /** @param {string} id */
  keep(id) {
    this.#id = id;
    attempt(() => sessionStorage.setItem(KEY, id));
  }

  forget() {
    this.#id = null;
    attempt(() => sessionStorage.removeItem(KEY));
  }
}

/** A browser may deny storage; then the conversation lives as long as the page. @param {() => void} action */
function attempt(action) {
  try {
    action();
  } catch {
    // Denied: memory alone will do.
  }
}
