// @ts-check
"use strict";

// The keyboard of the relation pickers: a combobox with a list below it, as the ARIA Authoring
// Practices describe it (list autocomplete, manual selection).
//
// A picker is a `.relate-picker` with a `data-kind`; its input is `#q-<kind>`, its list
// `#options-<kind>`. All listening is done at the document, so that any number of pickers works,
// also those that are swapped in later, and a page without one is left alone. Requests are the
// business of the forms: here an option is only made active, or clicked.
{
  /**
   * @typedef {object} Picker
   * @property {HTMLElement} root
   * @property {HTMLInputElement} input
   * @property {HTMLElement} list
   */

  /** The picker that holds a node, if all of its parts are there.
   * @param {EventTarget | null} node @returns {Picker | null} */
  const pickerOf = (node) => {
    const root = node instanceof Element ? node.closest(".relate-picker") : null;
    if (!(root instanceof HTMLElement)) return null;
    const input = document.getElementById(`q-${root.dataset.kind}`);
    const list = document.getElementById(`options-${root.dataset.kind}`);
    return input instanceof HTMLInputElement && list ? { root, input, list } : null;
  };

  /** @param {Picker} picker @returns {HTMLElement[]} */
  const optionsOf = ({ list }) => [...list.querySelectorAll("[role=option]")]
    .filter((option) => option instanceof HTMLElement);

  /** @param {Picker} picker */
  const activeOf = (picker) =>
    optionsOf(picker).find((option) => option.getAttribute("aria-selected") === "true");

  /** Marks one option as active, or none; the focus stays in the input.
   * @param {Picker} picker @param {HTMLElement | undefined} active */
  const activate = (picker, active) => {
    for (const option of optionsOf(picker)) {
      option.setAttribute("aria-selected", String(option === active));
    }
    if (!active) {
      picker.input.removeAttribute("aria-activedescendant");
      return;
    }
    active.id ||= `${picker.list.id}-${optionsOf(picker).indexOf(active)}`;
    picker.input.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
  };

  /** @param {Picker} picker @param {boolean} open */
  const setOpen = (picker, open) => {
    picker.list.hidden = !open;
    picker.input.setAttribute("aria-expanded", String(open));
    if (!open) activate(picker, undefined);
  };

  /** @param {Picker} picker */
  const isOpen = (picker) => picker.input.getAttribute("aria-expanded") === "true";

  /** Moves the active option; from the input itself Down goes to the first, Up to the last.
   * @param {Picker} picker @param {1 | -1} step */
  const move = (picker, step) => {
    const options = optionsOf(picker);
    const active = activeOf(picker);
    const from = active ? options.indexOf(active) : step > 0 ? -1 : options.length;
    setOpen(picker, true);
    activate(picker, options[(from + step + options.length) % options.length]);
  };

  /** Enter takes the active option and does nothing else: without this the browser would press
   * the first button of the form.
   * @param {Picker} picker */
  const choose = (picker) => {
    const active = activeOf(picker);
    if (active && active.getAttribute("aria-disabled") !== "true") active.click();
  };

  /** The first Escape closes the list, the second one empties the input.
   * @param {Picker} picker */
  const escape = (picker) => {
    if (isOpen(picker)) setOpen(picker, false);
    else picker.input.value = "";
  };

  /** Backspace in an empty input goes to the last chip.
   * @param {Picker} picker @returns {boolean} whether it did */
  const toLastChip = (picker) => {
    const chips = picker.root.querySelectorAll(".relate-chips button");
    const last = chips[chips.length - 1];
    if (picker.input.value || !(last instanceof HTMLElement)) return false;
    last.focus();
    return true;
  };

  /** What a key does in the input; whatever is not here stays the browser's.
   * @type {Record<string, (picker: Picker, event: KeyboardEvent) => boolean | void>} */
  const KEYS = {
    ArrowDown: (picker, event) => (event.altKey ? setOpen(picker, true) : move(picker, 1)),
    ArrowUp: (picker, event) => (event.altKey ? setOpen(picker, false) : move(picker, -1)),
    Enter: choose,
    Escape: escape,
    Backspace: toLastChip,
  };

  document.addEventListener("keydown", (event) => {
    const picker = pickerOf(event.target);
    if (!picker || event.target !== picker.input || event.isComposing) return;
    const act = KEYS[event.key];
    if (act && act(picker, event) !== false) event.preventDefault();
  });

  document.addEventListener("input", (event) => {
    const picker = pickerOf(event.target);
    if (picker && event.target === picker.input) setOpen(picker, true);
  });

  // Whatever moves the focus out of a picker closes its list; it never takes an option.
  document.addEventListener("focusout", (event) => {
    const picker = pickerOf(event.target);
    if (picker && !picker.root.contains(/** @type {Node | null} */ (event.relatedTarget))) {
      setOpen(picker, false);
    }
  });
}
