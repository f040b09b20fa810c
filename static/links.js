// @ts-check
"use strict";

// Leaves to the browser what it does with a link by itself: a modifier opens another page or keeps it
// as a file, and a fragment of the page that is shown is gone to without loading that again.
//
// htmx 4.0.1 would prevent it: it takes the event before it looks for modifiers. It listens at the links
// and the forms, so what is stopped on its way down reaches no listener of its own, and the browser acts.
{
  /** Whether the last click had a modifier: the event of the form that it sends does not tell. */
  let modified = false;

  /** @param {string} address */
  const withoutFragment = (address) => address.split("#", 1)[0];

  /** @param {HTMLAnchorElement} link */
  const isFragment = ({ hash, href }) => hash !== "" && withoutFragment(href) === withoutFragment(location.href);

  document.addEventListener("click", (event) => {
    modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (link instanceof HTMLAnchorElement && (modified || isFragment(link))) event.stopPropagation();
  }, true);

  // The forms of widgets change the page that they stand on, and no other page could show it.
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (modified && form.matches(":not([hx-post], [hx-boost=false])")) event.stopPropagation();
  }, true);
}
