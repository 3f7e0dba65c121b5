import assert from "node:assert/strict";
import { test } from "node:test";

import { event } from "../../api/widget/calendar.js";

const WHAT = {
  reference: "PR-1",
  due_on: "2026-12-31",
  title: "Answer due: PR-1",
  page: "https://privacy.example/requests/PR-1",
  now: new Date("2026-11-22T09:30:00Z"),
};

test("an event lasts the whole due day", () => {
  const lines = event(WHAT).split("\r\n");
  assert.ok(lines.includes("DTSTART;VALUE=DATE:20261231"));
  assert.ok(lines.includes("DTEND;VALUE=DATE:20270101"));
  assert.ok(lines.includes("DTSTAMP:20261122T093000Z"));
  assert.ok(lines.includes("URL:https://privacy.example/requests/PR-1"));
});

test("what has a meaning in calendars is written out as a character", () => {
  assert.match(event({ ...WHAT, title: "a,b;c\\d" }), /^SUMMARY:a\\,b\\;c\\\\d\r$/m);
});

test("no line is longer than 75 bytes, and none ends within a character", () => {
  const file = event({ ...WHAT, title: "பதில் வரவேண்டிய நாள்: PR-1".repeat(3) });
  for (const line of file.split("\r\n")) assert.ok(new TextEncoder().encode(line).length <= 75, line);
  assert.ok(file.replaceAll("\r\n ", "").includes("பதில் வரவேண்டிய நாள்: PR-1".repeat(3)));
});
