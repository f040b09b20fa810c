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
   * @typedef {{target?: Element, title?: string, request: {headers: Record<string, string>}}} Context
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

  /** Reading goes on at the heading. It was scrolled to already, or must not be. */
  const focusHeading = () => {
    const heading = document.querySelector(`#${MAIN} h1`) ?? document.getElementById(MAIN);
    if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
  };

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
    focusHeading();
    if (!isRestore(context)) return;
    window.scrollTo(0, history.state?.scroll ?? 0);
    // The announcer is new as well: it has to be there for a moment before it is filled.
    requestAnimationFrame(() => say("announcer", context.title || document.title));
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
