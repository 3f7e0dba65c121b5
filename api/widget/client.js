/** Talks to the server: one turn in as a message and out as a stream of events, and three small errands. Knows no page. */

/**
 * @typedef {{number: number, document: string, version: string, section: string, quote: string, start: number,
 *            end: number, url: string, related?: boolean}} Citation
 * @typedef {{reference: string, types: string[], status: string, received_at: string, due_on: string}} Ticket
 * @typedef {{slot: "name" | "email" | "details" | "code" | "confirm", hint: string}} Ask
 * @typedef {{conversation_id: string, kind: string, text: string, citations: Citation[], suggestions: string[],
 *            ask: Ask | null, ticket: Ticket | null}} Reply
 * @typedef {{controller: string, contact: string, policy: string, document_language: string, language: string}} About
 * @typedef {{event: "status" | "delta", data: {text: string}} | {event: "citation", data: Citation}
 *           | {event: "done", data: Reply} | {event: "error", data: Problem}} StreamEvent
 * @typedef {{status?: number, detail?: string, retry_after?: number}} Problem
 */

/** Why a message has no answer; `kind` is the name of the text that says so. */
export class ChatError extends Error {
  /**
   * @param {"offline" | "unreachable" | "busy" | "refused" | "failed"} kind
   * @param {{detail?: string, retryAfter?: number}} [more] `retryAfter` in seconds
   */
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
 * @param {{signal: AbortSignal, key: string}} options under the same key the server takes a message only once
 * @returns {AsyncGenerator<StreamEvent>}
 * @throws {ChatError} when there is no whole reply; an AbortError when the signal says stop
 */
export async function* converse(server, body, { signal, key }) {
  const headers = { Accept: "text/event-stream, application/json;q=0.5", "Idempotency-Key": key };
  const response = await post(`${server}/v1/chat`, body, { headers, signal }).catch(() => {
    signal.throwIfAborted();
    throw new ChatError(navigator.onLine === false ? "offline" : "unreachable");
  });
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

/** Ask whose assistant this is; null when it does not say. @param {string} server @returns {Promise<About | null>} */
export async function introduce(server) {
  const response = await fetch(`${server}/v1/about`, { credentials: "omit" }).catch(() => null);
  return response?.ok ? response.json() : null;
}

/** Say whether an answer helped. @param {string} server @param {{kind: string, helpful: boolean, reason?: string}} body */
export function rate(server, body) {
  return post(`${server}/v1/feedback`, body).catch(() => null);
}

/** Have a conversation deleted; tells whether it is. @param {string} server @param {string} id */
export async function forget(server, id) {
  const address = `${server}/v1/conversations/${encodeURIComponent(id)}`;
  const response = await fetch(address, { method: "DELETE", credentials: "omit", keepalive: true }).catch(() => null);
  return response?.ok ?? false;
}

/** @param {string} address @param {object} body @param {{headers?: Record<string, string>, signal?: AbortSignal}} [options] */
function post(address, body, { headers = {}, signal } = {}) {
  return fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
    credentials: "omit",
    cache: "no-store",
    signal: signal ?? null,
  });
}

/** @param {Response} response */
async function refusal(response) {
  const retryAfter = Number(response.headers.get("Retry-After"));
  return problem({ ...(await response.json().catch(() => ({}))), status: response.status, retry_after: retryAfter });
}

/** @param {Problem} document */
function problem({ status = 500, detail = "", retry_after: retryAfter = 0 }) {
  if (status === 429) return new ChatError("busy", { retryAfter });
  return status < 500 ? new ChatError("refused", { detail }) : new ChatError("failed", { retryAfter });
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
  /** @type {string[]} */
  const data = [];
  for (const line of block.split(/\r?\n/)) {
    const [, field, value = ""] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  return data.length ? /** @type {StreamEvent} */ ({ event, data: JSON.parse(data.join("\n")) }) : null;
}
