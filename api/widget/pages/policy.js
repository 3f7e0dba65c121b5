/** The policy page's links that ask about a section: where the chat runs they ask it, else they lead to the form. */

for (const link of document.querySelectorAll("a[data-ask]")) {
  link.addEventListener("click", (event) => {
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (elsewhere || !customElements.get("privacy-chat")) return;
    event.preventDefault();
    document.querySelector("privacy-chat").ask(link.dataset.ask);
  });
}
