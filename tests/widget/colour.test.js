import assert from "node:assert/strict";
import { test } from "node:test";

import { contrast, rgb, rules } from "../../api/widget/colour.js";

test("black on white has the highest contrast, and a colour on itself none", () => {
  assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
  assert.equal(contrast([12, 34, 56], [12, 34, 56]), 1);
});

test("words on any colour can be read", () => {
  for (let grey = 0; grey < 256; grey++) {
    const on = /--on-fill: #fff/.test(rules([grey, grey, grey])) ? /** @type {const} */ ([255, 255, 255]) : /** @type {const} */ ([0, 0, 0]);
    assert.ok(contrast([grey, grey, grey], on) >= 4.5, String(grey));
  }
});

test("a colour is used for lines only where they can be read on the panel", () => {
  assert.match(rules([255, 204, 0]), /light-dark\(var\(--light-accent\), rgb\(255 204 0\)\)/);
  assert.match(rules([0, 0, 128]), /light-dark\(rgb\(0 0 128\), var\(--dark-accent\)\)/);
});

test("only what every browser computes alike is a colour", () => {
  assert.deepEqual(rgb("rgb(1, 2, 3)"), [1, 2, 3]);
  for (const other of ["rgba(1, 2, 3, 0.5)", "oklch(0.5 0.1 20)", ""]) assert.equal(rgb(other), null);
});
