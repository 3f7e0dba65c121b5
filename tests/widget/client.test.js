import assert from "node:assert/strict";
import { test } from "node:test";

import { read } from "../../api/widget/client.js";

/** @param {string[]} pieces */
async function events(pieces) {
  const stream = new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
  const found = [];
  for await (const event of read(stream, new AbortController().signal)) found.push(event);
  return found;
}

test("events come whole, wherever the network cuts them", async () => {
  const text = 'event: delta\ndata: {"text":"Zoë "}\n\nevent: delta\r\ndata: {"text":\r\ndata: "b"}\r\n\r\n';
  const whole = [
    { event: "delta", data: { text: "Zoë " } },
    { event: "delta", data: { text: "b" } },
  ];
  for (let cut = 0; cut < text.length; cut++) assert.deepEqual(await events([text.slice(0, cut), text.slice(cut)]), whole);
});

test("comments and what is not finished are no events", async () => {
  assert.deepEqual(await events([": keep-alive\n\n", 'event: done\ndata: {"cut']), []);
});

test("a stream that breaks says so", async () => {
  const stream = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
  await assert.rejects(async () => {
    for await (const _ of read(stream, new AbortController().signal));
  }, { kind: "unreachable" });
});
