// @ts-check
"use strict";

// What is picked from a relation picker, in its order. A pick whose row nobody has seen yet asks for its
// rows first; then it is written, and then comes the next one. So keys count that were faster than the site.
//
// While something is on its way to become a chip, its picker has the class `writing`; when nothing is any
// more, the input hears `picker:written`. Nothing here knows how a row is found among others.
{
  /**
   * @typedef {object} Pick
   * @property {HTMLElement} root the picker
   * @property {string} kind
   * @property {HTMLInputElement} input
   * @property {HTMLFormElement} form that writes it
   * @property {string} text what its rows are asked for with
   * @property {Record<string, string>} [values] what is written, once that is known
   * @property {(rows: Element[], more: boolean) => Outcome | undefined} choose nothing: asks for more rows
   * @property {(outcome: Outcome) => void} end hears what became of it
   *
   * What is written; or why nothing is, and the text that waits for something else.
   * @typedef {{values?: Record<string, string>, why?: string, text?: string}} Outcome
   *
   * What htmx says of a request in its events, and what is noted there; only what is used here.
   * @typedef {{sourceElement: Element, request: {action: string, method: string}, text?: string,
   *   response?: {status: number}, hx?: {redirect?: string}, pick?: Pick}} Context
   */

  const { htmx } = /** @type {any} */ (window);

  /** What is not written yet, but for the first. @type {Pick[]} */
  const picks = [];
  /** The rows that came for the first. @type {Element[]} */
  let rows = [];
  /** Writes that are not answered yet, and their pickers. @type {Map<Context, Element | null>} */
  const writes = new Map();

  /** @param {Element | null} root @param {boolean} [isWritten] */
  const mark = (root, isWritten = true) => {
    const isWriting = picks.some((pick) => pick.root === root) || [...writes.values()].includes(root);
    const wasWriting = root?.classList.contains("writing");
    root?.classList.toggle("writing", isWriting);
    if (!wasWriting || isWriting) return;
    const told = new CustomEvent("picker:written", { bubbles: true, detail: isWritten });
    root?.querySelector("[role=combobox]")?.dispatchEvent(told);
  };

  /** Sends a request of a pick. Its author may be on another page by now.
   * @param {Pick} pick @param {"GET" | "POST"} method @param {string | null} address @param {Record<string, string>} values */
  const send = (pick, method, address, values) => {
    const { form, kind } = pick;
    const place = form.isConnected ? { source: form, target: "#editor" } : { source: document.body, target: "body" };
    htmx.ajax(method, address, { ...place, swap: "none", values: { kind, ...values }, pick });
  };

  /** Begins with the first pick. */
  const begin = () => {
    const [pick] = picks;
    rows = [];
    if (pick?.values) send(pick, "POST", pick.form.getAttribute("action"), pick.values);
    else if (pick) send(pick, "GET", pick.input.getAttribute("hx-get"), { q: pick.text });
  };

  /** @param {Pick[]} gone @param {(pick: Pick) => Outcome} [outcomeOf] @param {boolean} [isWritten] */
  const finish = (gone, outcomeOf = () => ({}), isWritten = true) => {
    const [first] = picks;
    picks.splice(0, picks.length, ...picks.filter((pick) => !gone.includes(pick)));
    for (const pick of gone) {
      mark(pick.root, isWritten);
      pick.end(outcomeOf(pick));
    }
    if (picks[0] !== first) begin();
  };

  const notAdded = (/** @type {Pick} */ { text }) => ({ why: `“${text}” was not added.`, text });
  /** Lets go of everything that still waits for its row. */
  const drop = () => finish(picks.filter(({ values }) => !values), notAdded, false);

  document.addEventListener("picker:take", (event) => {
    /** @type {Pick} */
    const pick = /** @type {CustomEvent} */ (event).detail;
    picks.push(pick);
    mark(pick.root);
    if (picks.length === 1) begin();
  });

  const contextOf = (/** @type {Event} */ event) => /** @type {Context} */ (/** @type {any} */ (event).detail.ctx);

  document.addEventListener("htmx:config:request", (event) => {
    const context = contextOf(event);
    const { sourceElement, request, pick } = context;
    const root = pick?.root ?? sourceElement.closest(".relate-picker");
    if (request.method !== "POST" || !request.action.endsWith("/relate")) return;
    writes.set(context, root);
    mark(root);
  });

  document.addEventListener("htmx:finally:request", (event) => {
    const context = contextOf(event);
    const { pick, response, hx, request, text = "" } = context;
    const root = writes.get(context);
    if (root !== undefined) {
      writes.delete(context);
      const isWritten = response !== undefined && response.status < 400;
      if (pick) finish([pick], undefined, isWritten);
      return mark(root, isWritten);
    }
    if (!pick || pick !== picks[0] || request.method !== "GET") return;
    if (response?.status !== 200 || hx?.redirect) return drop();
    const content = new DOMParser().parseFromString(text, "text/html");
    const more = content.querySelector(".sentinel")?.getAttribute("hx-get") ?? null;
    rows.push(...content.querySelectorAll("[role=option]"));
    const outcome = pick.choose(rows, more !== null);
    if (!outcome) return send(pick, "GET", more, { q: pick.text });
    pick.values = outcome.values;
    if (pick.values) begin();
    else finish([pick], () => outcome);
  });

  // What is not written yet is taken back by not being written.
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey, target } = event;
    const pick = picks.at(-1);
    if (key.toLowerCase() !== "z" || !(ctrlKey || metaKey) || shiftKey || altKey) return;
    if (!pick || pick.values || pick.input !== target || pick.input.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    finish([pick], notAdded);
  }, true);

  // When the page goes, it is kept with what was half typed, which is the business of drafts.js: that hears
  // of it later, because it is loaded later.
  window.addEventListener("pagehide", drop);
}
