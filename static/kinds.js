// @ts-check
"use strict";

// Brings the pickers that a post gets with a type, and takes those away that it loses.
//
// The region `pickers` names the kinds that have one; no swap brings a picker itself, because it would
// take away what is being typed in another. What is missing is taken from the page as it is now, and the
// event `brought` says to regions.js how new that is.
{
  const { htmx } = /** @type {any} */ (window);
  let busy = false;

  /** @returns {string[]} */
  const wanted = () => document.getElementById("region-pickers")?.dataset.kinds?.split(" ") ?? [];

  /** @param {Document} page @param {string} kind @returns {HTMLElement | null} */
  const pickerOf = (page, kind) => page.querySelector(`.relate-picker[data-kind="${CSS.escape(kind)}"]`);

  const missing = () => wanted().filter((kind) => !pickerOf(document, kind));

  /** Takes pickers from the page as it is now; each stands behind that of the kind before it.
   * @returns {Promise<boolean>} whether there was one */
  const bring = async () => {
    // A notice that waits for the next page goes on waiting; and no page is kept that is none.
    const answer = await fetch(location.href, { cache: "no-store", headers: { "Part-Of-Page": "pickers" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const { position, of } = page.getElementById("log-position")?.dataset ?? {};
    // Another post may have the address by now.
    if (of !== document.getElementById("log-position")?.dataset.of) return false;
    const detail = Number(position);
    const kinds = missing();
    for (const kind of kinds) {
      const picker = pickerOf(page, kind);
      const before = pickerOf(document, wanted()[wanted().indexOf(kind) - 1] ?? "");
      if (!picker || !before) return false;
      before.after(document.adoptNode(picker));
      htmx.process(picker);
      picker.dispatchEvent(new CustomEvent("brought", { bubbles: true, detail }));
    }
    return kinds.length > 0;
  };

  /** Takes away what is too much, unless somebody is at work in it. */
  const clear = () => {
    const kinds = wanted();
    if (!kinds.length) return;
    for (const picker of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".relate-picker"))) {
      const isUsed = picker.contains(document.activeElement) || picker.querySelector(".htmx-request");
      if (!isUsed && !kinds.includes(picker.dataset.kind ?? "")) picker.remove();
    }
  };

  document.addEventListener("htmx:after:swap", async () => {
    clear();
    if (busy) return;
    busy = true;
    // What is missing while the site cannot be reached comes with the next swap.
    while (missing().length && await bring().catch(() => false));
    busy = false;
  });

  // The focus is where it goes to when the event is over.
  document.addEventListener("focusout", () => requestAnimationFrame(clear));
}
