/** `<script src="…/widget.js" defer></script>` and `<privacy-chat></privacy-chat>`: the one line that has an effect. */

import { PrivacyChat } from "./element.js";

/** @type {any} */
const script = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
PrivacyChat.server = new URL(script?.src ?? location.href).origin;
if (!customElements.get("privacy-chat")) customElements.define("privacy-chat", PrivacyChat);
