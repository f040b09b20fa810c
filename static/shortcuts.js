// @ts-check
"use strict";

// The key `e` on the page of a post opens its form, for editors.
//
// Single keys are in the way of those who speak to their browser, or press keys by mistake (WCAG 2.1.4):
// the key does nothing while somebody types, nothing together with another key, and can be turned off on
// the page of the drafts. This browser remembers that. The link names its key itself
// (`aria-keyshortcuts`) as long as it works.
{
  const OFF = "no-shortcuts";
  const TYPING = "input, textarea, select, [contenteditable], [role=combobox], [role=listbox], dialog";
  const KEYS = "aria-keyshortcuts";

  /** @returns {HTMLElement | null} */
  const link = () => document.querySelector(".edit-link");

  /** A storage that is shut turns nothing off. */
  const isOn = () => {
    try {
      return localStorage.getItem(OFF) === null;
    } catch {
      return true;
    }
  };

  /** @param {boolean} on */
  const turn = (on) => {
    try {
      if (on) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "yes");
    } catch {
      // It stays as it is.
    }
  };

  /** Lets the page say what is so. */
  const show = () => {
    const edit = link();
    if (isOn()) edit?.setAttribute(KEYS, "e");
    else edit?.removeAttribute(KEYS);
    const box = document.getElementById("shortcut-edit");
    const part = box?.closest("section");
    if (!(box instanceof HTMLInputElement) || !part) return;
    box.checked = isOn();
    part.hidden = false;
  };

  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey, repeat, isComposing, defaultPrevented, target } = event;
    if (key !== "e" || ctrlKey || metaKey || altKey || shiftKey || repeat) return;
    if (isComposing || defaultPrevented || !isOn()) return;
    if (target instanceof Element && target.closest(TYPING)) return;
    const edit = link();
    if (!edit) return;
    event.preventDefault();
    edit.click();
  });

  document.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.id === "shortcut-edit") turn(target.checked);
    show();
  });

  document.addEventListener("htmx:after:swap", show);
  show();
}
