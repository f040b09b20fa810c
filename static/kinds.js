// @ts-check
"use strict";

// Brings the pickers that a post gets with a type, and takes those away that it loses.
//
// The region `pickers` names the kinds that have one; no swap brings a picker itself, because it would
// take away what is being typed in another. What is missing is taken from the page as it is now.
{
  const { htmx } = /** @type {any} */ (window);
  let busy = false;

  /** @returns {string[]} */
  const wanted = () => document.getElementById("region-pickers")?.dataset.kinds?.split(" ") ?? [];

  /** @param {Document} page @param {string} kind @returns {HTMLElement | null} */
  const pickerOf = (page, kind) => page.querySelector(`.relate-picker[data-kind="${CSS.escape(kind)}"]`);

  const missing = () => wanted().filter((kind) => !pickerOf(document, kind));

  /** Takes pickers from the page as it is now; each stands behind that of the kind before it. */
  const bring = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    for (const kind of missing()) {
      const picker = pickerOf(page, kind);
      const before = wanted()[wanted().indexOf(kind) - 1];
      if (!picker || !before) continue;
      picker.dataset.position = page.getElementById("log-position")?.dataset.position;
      pickerOf(document, before)?.after(document.adoptNode(picker));
      htmx.process(picker);
    }
  };

  /** Takes away what is too much, unless somebody is at work in it. */
  const clear = () => {
    const kinds = wanted();
    if (!kinds.length) return;
    for (const picker of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".relate-picker"))) {
      const isUsed = picker.contains(document.activeElement);
      if (!isUsed && !kinds.includes(picker.dataset.kind ?? "")) picker.remove();
    }
  };

  document.addEventListener("htmx:after:swap", async () => {
    clear();
    if (busy || !missing().length) return;
    busy = true;
    // Who is offline gets it with the next swap.
    await bring().catch(() => {});
    busy = false;
  });
}
