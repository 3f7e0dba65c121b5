/** Speaks to the server: one message out, its reply in as a stream of events. Knows no page. */

/**
 * @typedef {{number: number, document: string, version: string, section: string, quote: string, start: number,
 *            end: number, url: string, related?: boolean}} Citation
 * @typedef {{conversation_id: string, kind: string, text: string, citations: Citation[], suggestions: string[],
 *            ask: null | {slot: string, hint: string}, ticket: null | {reference: string, due_on: string}}} Reply
 * @typedef {{event: string, data: any}} StreamEvent
 */

/** Why a message has no answer; `kind` is a key of `texts.errors`. */
export class ChatError extends Error {
  /** @param {string} kind @param {{detail?: string, retryAfter?: number}} [more] */
  constructor(kind, { detail = "", retryAfter = 0 } = {}) {
    super(kind);
    this.kind = kind;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }
}

/**
 * Send a message and yield `status`, `delta`, `citation` and, last, `done` with the whole reply.
 * @param {string} server
 * @param {{message: string, conversation_id: string | null}} body
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<StreamEvent>}
 * @throws {ChatError} when there is no whole reply; an AbortError when the signal says stop
 */
export async function* converse(server, body, signal) {
  const response = await post(`${server}/v1/chat`, body, signal);
  if (!response.ok) throw await refusal(response);
  if (!response.headers.get("Content-Type")?.startsWith("text/event-stream") || !response.body) {
    yield { event: "done", data: await response.json() };
    return;
  }
  for await (const event of read(response.body, signal)) {
    if (event.event === "error") throw problem(event.data);
    yield event;
    if (event.event === "done") return;
  }
  throw new ChatError("unreachable");
}

/** @param {string} address @param {object} body @param {AbortSignal} signal */
async function post(address, body, signal) {
  try {
    return await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream, application/json;q=0.5" },
      body: JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new ChatError(navigator.onLine === false ? "offline" : "unreachable");
  }
}

/** @param {Response} response */
async function refusal(response) {
  const retryAfter = Number(response.headers.get("Retry-After"));
  return problem({ ...(await response.json().catch(() => ({}))), status: response.status, retry_after: retryAfter });
}

/** @param {{status?: number, detail?: string, retry_after?: number}} document */
function problem({ status = 500, detail = "", retry_after: retryAfter = 0 }) {
  if (status === 429) return new ChatError("busy", { retryAfter });
  return new ChatError(status < 500 ? "refused" : "failed", { detail });
}

/**
 * Read server-sent events.
 * @param {ReadableStream<Uint8Array>} stream
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<StreamEvent>}
 */
export async function* read(stream, signal) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let buffer = "";
  for (;;) {
    const { value, done } = await reader.read().catch(() => {
      signal.throwIfAborted();
      throw new ChatError("unreachable");
    });
    if (done) return;
    const blocks = (buffer + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/);
    buffer = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = parse(block);
      if (event) yield event;
    }
  }
}

/** @param {string} block @returns {StreamEvent | null} null for a comment, which only keeps the line open */
function parse(block) {
  let event = "message";
  const data = [];
  for (const line of block.split(/\r?\n/)) {
    const [, field, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  return data.length ? { event, data: JSON.parse(data.join("\n")) } : null;
}
