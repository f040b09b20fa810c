// @ts-check
"use strict";

// Keeps the regions of an editor's open page right: an answer that was overtaken never puts back an
// older state, and what other editors change comes in by itself.
//
// Every answer says by `Log-Position` how much of the change log it knows. The page holds an element
// `#log-position` with the position that it was made at; a page without one (a visitor's) is left
// alone. Nothing here knows what a region shows.
{
  /**
   * What is known of one page: the position up to which all of it is right, and for each region the
   * newest position that was swapped in.
   * @typedef {{after: number, seen: Map<string, number>}} State
   *
   * What htmx says of a request and of a swap; only what is used here.
   * @typedef {{sourceElement: Element, response?: {status: number, headers: Headers}}} Context
   * @typedef {{type: string, target?: Element | string}} Task
   */

  const HEADER = "Log-Position";
  const PAUSE = 2000;
  const LONGEST_PAUSE = 60_000;

  /** A navigation brings another element, and with it another state.
   * @type {WeakMap<Element, State>} */
  const states = new WeakMap();
  let pause = PAUSE;

  /** @returns {HTMLElement | null} */
  const place = () => document.getElementById("log-position");

  /** @returns {State | undefined} */
  const current = () => {
    const element = place();
    if (!element) return undefined;
    const state = states.get(element) ?? { after: Number(element.dataset.position), seen: new Map() };
    states.set(element, state);
    return state;
  };

  /** @param {Context} context */
  const positionOf = (context) => Number(context.response?.headers.get(HEADER) ?? 0);

  /** Notes what is swapped in, and says whether it is as new as what is there.
   * @param {State} state @param {Task} task @param {number} position */
  const isNew = ({ after, seen }, task, position) => {
    const id = task.target instanceof Element ? task.target.id : "";
    if (task.type !== "oob" || !id) return true;
    if (position < (seen.get(id) ?? after)) return false;
    seen.set(id, position);
    return true;
  };

  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx, tasks } = /** @type {CustomEvent} */ (event).detail;
    const state = current();
    const position = positionOf(ctx);
    if (!state || !position) return;
    tasks.splice(0, tasks.length, .../** @type {Task[]} */ (tasks).filter(
      (task) => isNew(state, task, position)));
  });

  // Nobody asked for news: what went wrong with them is nothing to be told of. The page asks later.
  for (const name of ["htmx:error", "htmx:response:error", "htmx:before:swap"]) {
    document.addEventListener(name, (event) => {
      const { ctx } = /** @type {CustomEvent} */ (event).detail;
      if (!ctx || ctx.sourceElement !== place() || ctx.response?.status < 400) return;
      event.stopPropagation();
      event.preventDefault();
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }, true);
  }

  // Only the answer about the whole page moves the position of the whole page.
  document.addEventListener("htmx:after:request", (event) => {
    const context = /** @type {Context} */ (/** @type {CustomEvent} */ (event).detail.ctx);
    const state = current();
    if (!state || context.sourceElement !== place() || (context.response?.status ?? 0) >= 400) return;
    pause = PAUSE;
    state.after = Math.max(state.after, positionOf(context));
  });

  // A part that another script has brought is as new as its page was. What changed since, and was told
  // before the part was there, is asked for once more.
  document.addEventListener("brought", (event) => {
    const { target, detail: position } = /** @type {CustomEvent} */ (event);
    const state = current();
    if (!state || !(target instanceof Element)) return;
    for (const { id } of target.querySelectorAll("[id^=region-]")) state.seen.set(id, position);
    state.after = Math.min(state.after, position);
  });

  /** Asks what is new, if somebody looks. */
  const ask = () => {
    const element = place();
    const state = current();
    if (!element || !state || document.visibilityState !== "visible") return;
    const page = location.pathname + location.search;
    const asked = { page, of: element.dataset.of ?? "", after: String(state.after) };
    element.setAttribute("hx-get", `/_live?${new URLSearchParams(asked)}`);
    element.dispatchEvent(new CustomEvent("ask"));
  };

  const askAndWait = () => {
    ask();
    setTimeout(askAndWait, pause);
  };

  document.addEventListener("visibilitychange", ask);
  setTimeout(askAndWait, PAUSE);
}
