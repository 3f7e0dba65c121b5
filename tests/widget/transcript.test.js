import assert from "node:assert/strict";
import { test } from "node:test";

import { Transcript } from "../../api/widget/transcript.js";

const AT = new Date("2026-11-22T09:30:00Z");
const CITATION = { number: 1, document: "p", version: "v", section: "Keeping", quote: "7 years", start: 0, end: 7, url: "https://p.example/#c" };
const REPLY = {
  conversation_id: "secret",
  kind: "answer",
  text: "The policy says: “7 years” [1]",
  citations: [CITATION],
  suggestions: [],
  ask: null,
  ticket: null,
};

function transcript() {
  const said = new Transcript();
  said.asked("How long?", AT);
  said.answered(REPLY, AT);
  return said;
}

test("the text holds who said what when, and the quotes with their places", () => {
  assert.equal(
    transcript().toText(),
    "2026-11-22 09:30 UTC  You said:\nHow long?\n\n2026-11-22 09:30 UTC  The assistant said:\n" +
      "The policy says: “7 years” [1]\n[1] Keeping: “7 years”\n    https://p.example/#c\n",
  );
});

test("neither form holds the conversation's id, with which anybody could go on with it", () => {
  assert.ok(!transcript().toText().includes("secret"));
  assert.ok(!transcript().toJson().includes("secret"));
});

test("the JSON holds the citations as they came", () => {
  const { said } = JSON.parse(transcript().toJson());
  assert.deepEqual(said[0], { who: "you", at: "2026-11-22T09:30:00.000Z", text: "How long?" });
  assert.deepEqual(said[1].citations, [CITATION]);
});

test("a cleared one is empty", () => {
  const said = transcript();
  said.clear();
  assert.deepEqual(JSON.parse(said.toJson()), { said: [] });
});
