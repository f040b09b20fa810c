// @ts-check
"use strict";

// Keeps the rows of a relation picker's open list right: none stands twice, each says among how many it
// stands, and what is added already, or is about to be, is ticked. It hears of rows before relate-picker.js.
{
  /** What htmx says of a request in its events; only what is used here.
   * @typedef {{sourceElement: Element, request: {action: string, method: string, body: URLSearchParams}}} Context */

  /** So many rows of a list are asked for once more with its next page. */
  const OVERLAP = 5;
  /** Picks that are not answered yet, and their pickers. @type {Map<Context, Element | null>} */
  const pending = new Map();

  /** @param {Element} element @param {string} selector @returns {HTMLElement[]} */
  const all = (element, selector) => [...element.querySelectorAll(selector)]
    .filter((each) => each instanceof HTMLElement);

  /** Ticks the rows of chips, and of picks that are on their way. */
  const tick = () => {
    for (const picker of document.querySelectorAll(".relate-picker:has([role=option])")) {
      const coming = [...pending].filter(([, place]) => place === picker).map(([{ request }]) => request.body.get("other"));
      const added = new Set([...all(picker, ".relate-chips > li:not(.leaving)").map((chip) => chip.dataset.slug), ...coming]);
      for (const row of all(picker, "[role=option][data-slug]"))
        row.setAttribute("aria-checked", String(added.has(row.dataset.slug)));
    }
  };

  /** A page may bring rows again that have moved meanwhile; how many there are is known with the last one.
   * @param {Element} list */
  const settle = (list) => {
    const seen = new Set();
    for (const row of all(list, "[role=option][data-slug]")) {
      if (seen.has(row.dataset.slug)) row.closest("li")?.remove();
      seen.add(row.dataset.slug);
    }
    const rows = all(list, "[role=option]");
    const size = rows.at(-1)?.getAttribute("aria-setsize") ?? "-1";
    for (const row of rows) row.setAttribute("aria-setsize", size);
  };

  const contextOf = (/** @type {Event} */ event) => /** @type {Context} */ (/** @type {any} */ (event).detail.ctx);

  document.addEventListener("htmx:config:request", (event) => {
    const context = contextOf(event);
    const { sourceElement: source, request } = context;
    if (request.method === "POST" && request.action.endsWith("/relate")) {
      pending.set(context, source.closest(".relate-picker"));
      return tick();
    }
    const list = source.closest(".relate-picker")?.querySelector("[role=listbox]");
    if (request.method === "POST" || !(list instanceof HTMLElement)) return;
    // Rows may have moved, so a page begins some rows early; not after one that brought nothing new.
    const rows = source.matches(".sentinel") ? all(list, "[data-slug]").length : 0;
    if (rows && list.dataset.rows !== `${rows}`)
      request.action = request.action.replace(/offset=\d+/, `offset=${Math.max(0, rows - OVERLAP)}`);
    list.dataset.rows = `${rows}`;
  });

  document.addEventListener("htmx:after:swap", () => {
    for (const list of document.querySelectorAll(".relate-picker [role=listbox]")) settle(list);
    tick();
  });

  document.addEventListener("htmx:finally:request", (event) => {
    if (pending.delete(contextOf(event))) tick();
  });

  // A chip that leaves is no tick any more.
  document.addEventListener("submit", () => queueMicrotask(tick));
}
