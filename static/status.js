// @ts-check
"use strict";

// Keeps the note of what happened (`#status`) off what somebody is at work on: the element that has the
// focus, and an open list with its input. It lies at the foot of the window, and moves to its head while
// there it covers less. Nothing here knows what it says.
{
  const OPEN = "[role=combobox][aria-expanded=true], [role=combobox][aria-expanded=true] ~ [role=listbox]";
  let waits = false;

  /** How much of two boxes is the same. @param {DOMRect} a @param {DOMRect} b */
  const overlap = (a, b) => Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left))
    * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

  /** How much of what must be seen the note covers where it lies.
   * @param {Element} status @param {Element[]} work */
  const cover = (status, work) => {
    const box = status.getBoundingClientRect();
    return work.reduce((sum, element) => sum + overlap(box, element.getBoundingClientRect()), 0);
  };

  const place = () => {
    waits = false;
    const status = document.getElementById("status");
    const focused = document.activeElement;
    if (!status?.hasChildNodes()) return;
    const work = [...document.querySelectorAll(OPEN)];
    if (focused && focused !== document.body && !status.contains(focused)) work.push(focused);
    const here = cover(status, work);
    if (!here) return;
    status.classList.toggle("above");
    if (cover(status, work) >= here) status.classList.toggle("above");
  };

  /** Waits until everybody has heard of what happened. */
  const soon = () => {
    if (!waits) requestAnimationFrame(place);
    waits = true;
  };

  for (const name of ["htmx:after:swap", "htmx:error", "htmx:response:error", "focusin", "scroll", "resize"])
    window.addEventListener(name, soon, { capture: true, passive: true });
  soon();
}
