/** What the interface says of itself. The assistant's own words come from the server. */

export const texts = {
  launcher: "Ask about privacy",
  title: "Privacy assistant",
  subtitle: "Automated, not a person",
  close: "Close",
  clear: "Clear this chat",
  log: "Conversation",
  you: "You said:",
  assistant: "The assistant said:",
  greeting:
    "Hello. I am an automated assistant, not a person. Ask me about the privacy policy: I answer with its exact " +
    "words and show where they stand. I can also file a request for you, such as a copy of your data or its deletion.",
  privacy:
    "Nothing is stored before you send a message. No cookies. To reach a person at any time, write “talk to a person”.",
  resumed: "This goes on with your earlier conversation in this tab. Clear the chat to start anew.",
  cleared: "The chat is cleared.",
  input: "Your message",
  placeholder: "Type your message",
  send: "Send",
  stop: "Stop answering",
  stopped: "Stopped.",
  working: "Looking in the policy…",
  sources: "Sources",
  related: "Related",
  suggestions: "Suggestions",
  retry: "Try again",
  newTab: "opens in a new tab",
  /** @param {number} number */
  citation: (number) => `Source ${number}`,
  /** @type {Record<string, (error: {detail: string, retryAfter: number}) => string>} */
  errors: {
    offline: () => "You seem to be offline. Your message is kept: try again when the connection is back.",
    unreachable: () => "The assistant cannot be reached just now. Your message is kept.",
    busy: ({ retryAfter }) => `That was a lot of messages. Your message is kept: try again in ${seconds(retryAfter)}.`,
    refused: ({ detail }) => detail || "This message cannot be taken as it is. Please change it.",
    failed: () => "Something went wrong on our side. Your message is kept.",
  },
};

/** @param {number} count */
function seconds(count) {
  return count > 90 ? `${Math.ceil(count / 60)} minutes` : count > 1 ? `${count} seconds` : "a moment";
}
