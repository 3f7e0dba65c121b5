/** The due day as a file that a calendar takes in (iCalendar, RFC 5545). Pure; nobody is named in it. */

/**
 * An all-day event. Its id is made of the reference, so that taking it in twice makes one event.
 * @param {{reference: string, due_on: string, title: string, page: string, now: Date}} what
 * @returns {string}
 */
export function event({ reference, due_on: due, title, page, now }) {
  const next = new Date(`${due}T00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//privacy assistant//widget//EN",
    "BEGIN:VEVENT",
    `UID:${reference}@privacy-assistant`,
    `DTSTAMP:${stamp(now.toISOString())}`,
    `DTSTART;VALUE=DATE:${due.replaceAll("-", "")}`,
    `DTEND;VALUE=DATE:${next.toISOString().slice(0, 10).replaceAll("-", "")}`,
    `SUMMARY:${title.replace(/[\\;,]/g, "\\$&")}`,
    ...(page ? [`URL:${page}`] : []),
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return lines.map(folded).join("\r\n") + "\r\n";
}

/** @param {string} iso */
function stamp(iso) {
  return `${iso.slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** Break a line after at most 75 bytes, and no character in two. @param {string} line */
function folded(line) {
  const parts = [""];
  let room = 75;
  for (const character of line) {
    const size = new TextEncoder().encode(character).length;
    if (size > room) {
      parts.push("");
      room = 74; // the blank that goes on with a line counts
    }
    parts[parts.length - 1] += character;
    room -= size;
  }
  return parts.join("\r\n ");
}
