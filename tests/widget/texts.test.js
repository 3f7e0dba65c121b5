import assert from "node:assert/strict";
import { test } from "node:test";

import { choose, dated, fill, named, waiting } from "../../api/widget/texts.js";

test("the first wanted language that there is wins", () => {
  assert.equal(choose([null, "", "pt-BR", "DE-at", "fr"]), "de");
  assert.equal(choose(["fr_CA"]), "fr");
  assert.equal(choose(["xx", undefined]), "en");
});

test("gaps are filled once, and an unknown one is left", () => {
  assert.equal(fill("{a} of {b}, {c}", { a: "{b}", b: 2 }), "{b} of 2, {c}");
});

test("a wait is told in seconds, and a long one in minutes", () => {
  assert.deepEqual([0, 1, 7, 90, 91].map(waiting), ["1 second", "1 second", "7 seconds", "90 seconds", "2 minutes"]);
});

test("a day is that day in every time zone", () => {
  assert.equal(dated("2026-12-22"), "22 December 2026");
});

test("languages have names", () => {
  assert.equal(named("ta"), "Tamil");
});
