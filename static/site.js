// @ts-check
"use strict";

// What a partial navigation owes the visitor and a whole page would have given: the focus where reading
// goes on, a word to screen readers, the place on the page when going back; and where nothing arrives, a
// sentence, a button that tries again, and an address that is still that of the page which is shown.
//
// htmx replaces #main when a link of the site is followed, and fetches the whole page again on Back
// and Forward. Nothing here makes HTML or knows what a page holds; what a widget asks for is not our
// business, and what failed of it is told by widgets.js.
{
  /**
   * What htmx says of a request in its events; only what is used here.
   * @typedef {object} Context
   * @property {Element} [target]
   * @property {string} swap
   * @property {string} text
   * @property {{raw: Response}} response
   * @property {{action: string, anchor?: string, headers: Record<string, string>}} request
   */

  const { htmx, navigation } = /** @type {any} */ (window);
  const MAIN = "main";
  const RESTORE = "HX-History-Restore-Request";

  /** The place in the history of the page that is shown, its address without a fragment, and how far it was
   * scrolled when it was to be left. While a page is on its way that was gone back to, the browser is at the
   * place and the address of that one. */
  let shown = { place: -1, address: "", scroll: 0 };
  /** The newest navigation. @type {Context | undefined} */
  let newest;
  /** Where the page that is arriving wants to be read from. @type {HTMLElement | null} */
  let first = null;

  /** @param {Event} event @returns {Context | undefined} */
  const contextOf = (event) => /** @type {CustomEvent} */ (event).detail.ctx;

  /** @param {Context} context */
  const isRestore = (context) => RESTORE in context.request.headers;

  /** @param {Context | undefined} context @returns {context is Context} */
  const isNavigation = (context) => !!context && (isRestore(context) || context.target?.id === MAIN);

  // The history

  const address = () => location.pathname + location.search;

  /** The place in the history that the browser is at: its own count, or where it does not tell, ours. None at
   * an entry that was just made. @returns {number | undefined} */
  const place = () => navigation?.currentEntry?.index ?? history.state?.place;
  const isHere = () => place() === shown.place;

  /** Marks the history entry of the page that is shown now, so that htmx may restore it: it marks only
   * those it made, and would leave the old page under a new address. */
  const arrive = () => {
    shown = { place: place() ?? shown.place + 1, address: address(), scroll: 0 };
    history.replaceState({ ...history.state, htmx: true, place: shown.place }, "");
  };

  /** Keeps the place on the page with its history entry. */
  const remember = () => {
    if (isHere()) history.replaceState({ ...history.state, scroll: window.scrollY }, "");
  };

  document.addEventListener("htmx:before:history:restore", (event) => {
    newest = undefined;
    if (!isHere()) {
      shown.scroll = window.scrollY;
      return;
    }
    // A page that did not arrive was left again: the one that belongs here is still shown.
    event.preventDefault();
    window.scrollTo(0, shown.scroll);
    againButton()?.focus();
  });

  // A fragment of the same page, or the way back from it.
  window.addEventListener("hashchange", () => {
    if (address() !== shown.address) return;
    arrive();
    remember();
  });
  window.addEventListener("scrollend", remember);

  // The page that arrived

  /** What the address names on the page. @returns {HTMLElement | null} */
  const named = () => {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return null;
    }
  };

  /** @returns {HTMLElement | null} */
  const heading = () => document.querySelector(`#${MAIN} h1`) ?? document.getElementById(MAIN);

  /** Lets reading go on at an element. Scrolling is done elsewhere.
   * @param {HTMLElement | null} element */
  const goOnAt = (element) => {
    if (element && element.tabIndex < 0) element.tabIndex = -1;
    element?.focus({ preventScroll: true });
  };

  /** Takes the wish of a new page to have the focus, which browsers grant to documents alone.
   * @param {{fragment: DocumentFragment}[]} tasks */
  const takeAutofocus = (tasks) => {
    [first = null] = tasks.flatMap(({ fragment }) => [...fragment.querySelectorAll("[autofocus]")])
      .filter((element) => element instanceof HTMLElement);
    first?.removeAttribute("autofocus");
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

  /** A restored page may be another one by now, and is scrolled as it was left.
   * @param {Context} context */
  const restore = ({ response, text }) => {
    if (response.raw.redirected) history.replaceState(history.state, "", response.raw.url);
    takeHead(text);
    window.scrollTo(0, history.state?.scroll ?? 0);
    // The announcer is new as well: it has to be there for a moment before it is filled.
    requestAnimationFrame(() => document.getElementById("announcer")?.append(heading()?.textContent ?? ""));
  };

  document.addEventListener("htmx:before:swap", (event) => {
    const context = contextOf(event);
    if (!isNavigation(context)) return;
    remember();
    takeAutofocus(/** @type {CustomEvent} */ (event).detail.tasks);
    // The new page comes behind the entry that the browser is at.
    if (!isRestore(context)) shown.place = place() ?? shown.place;
    // What was said and typed on the page before does not belong to this one.
    document.getElementById("status")?.replaceChildren();
    const search = document.querySelector(".site-header form");
    if (search instanceof HTMLFormElement) search.reset();
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const context = contextOf(event);
    if (!isNavigation(context)) return;
    const fragment = isRestore(context) ? null : named();
    fragment?.scrollIntoView();
    goOnAt(fragment ?? first ?? heading());
    if (isRestore(context)) restore(context);
    arrive();
  });

  // The page that did not arrive

  /** @returns {HTMLElement | null} */
  const againButton = () => document.querySelector("#status > button");

  /** Asks once more for what an element of htmx asked for; the element itself may be gone.
   * @param {Context} context */
  const ask = ({ swap, request: { action, anchor } }) => htmx.ajax("GET", action, {
    target: `#${MAIN}`, swap, push: anchor ? `${action}#${anchor}` : "true", headers: { "HX-Boosted": "true" },
  });

  document.addEventListener("htmx:before:request", (event) => {
    const context = contextOf(event);
    if (isNavigation(context)) newest = context;
  });

  document.addEventListener("htmx:error", (event) => {
    const context = contextOf(event);
    const status = document.getElementById("status");
    const words = document.getElementById("not-arrived");
    if (!isNavigation(context) || !status || !(words instanceof HTMLTemplateElement)) return;
    const held = status.contains(document.activeElement);
    const steps = (place() ?? NaN) - shown.place;
    status.replaceChildren(words.content.cloneNode(true));
    againButton()?.addEventListener("click", () => (isRestore(context) ? history.go(steps) : ask(context)));
    if (held) againButton()?.focus();
  });

  document.addEventListener("htmx:finally:request", (event) => {
    if (contextOf(event) !== newest || !newest || isHere()) return;
    history.go(shown.place - (place() ?? NaN));
  });

  // A form that is sent as a document shows at once that it runs, where the browser tells of it.

  /** @param {boolean} runs */
  const showSending = (runs) => document.documentElement.classList.toggle("sending", runs);

  navigation?.addEventListener("navigate", (/** @type {any} */ { formData }) => formData && showSending(true));
  navigation?.addEventListener("navigateerror", () => showSending(false));
  window.addEventListener("pageshow", () => showSending(false));

  arrive();
  remember();
}
