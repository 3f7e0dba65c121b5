/** The demo page's buttons: each asks the widget what stands on it. */

const chat = document.querySelector("privacy-chat");
document.querySelector("[data-open]").addEventListener("click", () => chat.open());
for (const button of document.querySelectorAll("[data-ask]")) {
  button.addEventListener("click", () => chat.ask(button.textContent));
}
