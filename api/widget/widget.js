/** `<script src="…/widget.js" defer></script>` and `<privacy-chat></privacy-chat>`: the one line that has an effect. */

import { PrivacyChat } from "./element.js";

const script = /** @type {HTMLScriptElement | null} */ (document.currentScript ?? document.querySelector('script[src*="/widget"]'));
PrivacyChat.server = new URL(script?.src ?? location.href).origin;
if (!customElements.get("privacy-chat")) customElements.define("privacy-chat", PrivacyChat);
