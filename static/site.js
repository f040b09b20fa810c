// @ts-check
"use strict";

// What a partial navigation owes the visitor and a whole page would have given: the focus on the
// new heading, a word to screen readers, the place on the page when going back.
//
// htmx replaces #main when a link of the site is followed, and fetches the whole page again on Back
// and Forward. Nothing here makes HTML or knows what a page holds.
{
  /**
   * What htmx says of a request in its events; only what is used here.
   * @typedef {{target?: Element, text: string, request: {headers: Record<string, string>}}} Context
   */

  const MAIN = "main";
  const RESTORE = "HX-History-Restore-Request";
  let restoring = false;

  /** @param {Event} event @returns {Context} */
  const contextOf = (event) => /** @type {CustomEvent} */ (event).detail.ctx;

  /** @param {Context} context */
  const isRestore = (context) => RESTORE in context.request.headers;

  /** @param {Context} context */
  const isNavigation = (context) => isRestore(context) || context.target?.id === MAIN;

  /**
   * Keeps the place on the page with its history entry, and marks the entry as one that htmx may
   * restore: it marks only those it made, and would leave the old page under a new address.
   */
  const remember = () => {
    if (restoring) return;
    history.replaceState({ ...history.state, htmx: true, scroll: window.scrollY }, "");
  };

  /** @returns {HTMLElement | null} */
  const heading = () => document.querySelector(`#${MAIN} h1`) ?? document.getElementById(MAIN);

  /** @param {string} id @param {string} text */
  const say = (id, text) => {
    const region = document.getElementById(id);
    if (region && region.textContent !== text) region.textContent = text;
  };

  /** What was said and typed on the page before does not belong to this one. */
  const clearStale = () => {
    say("status", "");
    const search = document.querySelector(".site-header form");
    if (search instanceof HTMLFormElement) search.reset();
  };

  /**
   * A restored page comes whole, but htmx takes its body and title only. Sharing reads the address
   * and the description from the head.
   * @param {string} text
   */
  const takeHead = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    for (const id of ["page-address", "page-description"]) {
      const told = page.getElementById(id);
      if (told) document.getElementById(id)?.replaceWith(told);
    }
  };

  document.addEventListener("htmx:before:history:restore", () => {
    restoring = true;
  });

  document.addEventListener("htmx:before:swap", (event) => {
    if (isNavigation(contextOf(event))) remember();
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const context = contextOf(event);
    if (!isNavigation(context)) return;
    clearStale();
    // Reading goes on at the heading. Scrolling is done already, or done below.
    heading()?.focus({ preventScroll: true });
    if (!isRestore(context)) return;
    takeHead(context.text);
    window.scrollTo(0, history.state?.scroll ?? 0);
    // The announcer is new as well: it has to be there for a moment before it is filled.
    requestAnimationFrame(() => say("announcer", heading()?.textContent ?? ""));
  });

  document.addEventListener("htmx:finally:request", (event) => {
    if (isRestore(contextOf(event))) restoring = false;
  });

  document.addEventListener("htmx:error", () => {
    say("status", "That did not arrive. Is the connection down? Please try again.");
  });

  window.addEventListener("scrollend", remember);
  window.addEventListener("hashchange", remember);
  remember();
}
