// @ts-check
"use strict";

// The relation pickers of an editor: a combobox with a list below it, as the ARIA Authoring Practices
// describe it (list autocomplete). Typing makes the first row active; Enter takes the active row.
//
// A picker is a `.relate-picker` with a `data-kind`; by it the ids of its parts are known. All listening
// is done at the document, for any number of pickers, also those that come later. Requests are the
// business of forms that no swap replaces, and what becomes of them that of widgets.js; chips and rows are
// that of relate-chips.js and relate-rows.js. A list is empty while it is closed: it opens fresh.
//
// Who types does not wait for rows. An arrow that comes before them is kept in `ahead`. Enter makes a pick
// of what stands in the input, and empties it; relate-queue.js finds the row for it, and has it written.
{
  /** @typedef {{root: HTMLElement, kind: string, input: HTMLInputElement, list: HTMLElement, form: HTMLFormElement}} Picker
   * @typedef {import("./relate-queue.js").Pick} Pick
   * @typedef {import("./relate-queue.js").Outcome} Outcome
   * What htmx says of a request in its events, and what is noted there; only what is used here.
   * @typedef {{sourceElement: Element, request: {method: string}, picker?: Picker | null, asked?: string,
   *   pick?: Pick}} Context */

  const { htmx } = /** @type {any} */ (window);

  /** Inputs whose lists are wanted open; one is shown if it holds something. @type {WeakSet<HTMLInputElement>} */
  const wanted = new WeakSet();
  /** Inputs whose lists were opened to be looked at: no row is active by itself. @type {WeakSet<HTMLInputElement>} */
  const browsing = new WeakSet();
  /** Arrows that wait for their rows. @type {WeakMap<HTMLInputElement, string[]>} */
  const ahead = new WeakMap();
  /** Picks that are not over. @type {Set<Pick>} */
  const picks = new Set();
  /** What stays said while an input is typed into. @type {WeakMap<HTMLInputElement, string>} */
  const notes = new WeakMap();
  /** Whether the focus is being set from here, which opens no list. */
  let quiet = false;

  /** The picker that holds a node, if all of its parts are there.
   * @param {unknown} node @returns {Picker | null} */
  const pickerOf = (node) => {
    const root = node instanceof Element ? node.closest(".relate-picker") : null;
    if (!(root instanceof HTMLElement)) return null;
    const { kind = "" } = root.dataset;
    const input = document.getElementById(`q-${kind}`);
    const list = document.getElementById(`options-${kind}`);
    const form = input instanceof HTMLInputElement ? input.form : null;
    return input instanceof HTMLInputElement && list && form ? { root, kind, input, list, form } : null;
  };

  const optionsOf = (/** @type {Picker} */ { list }) =>
    [...list.querySelectorAll("[role=option]")].filter((option) => option instanceof HTMLElement);
  const hasMore = (/** @type {Element | DocumentFragment} */ rows) => rows.querySelector(".sentinel") !== null;
  /** Whether the rows answer what stands in the input, and not what stood there before. */
  const isFresh = (/** @type {Picker} */ { input }) => input.dataset.answered === input.value;
  const activeOf = (/** @type {Picker} */ { input }) =>
    document.getElementById(input.getAttribute("aria-activedescendant") ?? "");
  const nameOf = (/** @type {Element} */ option) => `“${option.querySelector(".option-title")?.textContent}”`;
  const focusQuietly = (/** @type {HTMLElement | undefined} */ element) => {
    quiet = true;
    element?.focus();
    quiet = false;
  };

  // The list

  /** Marks one option as active, or none; the focus stays in the input.
   * @param {Picker} picker @param {HTMLElement} [active] */
  const activate = (picker, active) => {
    for (const option of optionsOf(picker)) option.setAttribute("aria-selected", String(option === active));
    if (active) picker.input.setAttribute("aria-activedescendant", active.id);
    else picker.input.removeAttribute("aria-activedescendant");
    active?.scrollIntoView({ block: "nearest" });
  };

  /** Shows the list if it is wanted and holds something, and says how much that is.
   * @param {Picker} picker */
  const show = (picker) => {
    const options = optionsOf(picker);
    const open = wanted.has(picker.input);
    const shown = picker.input.getAttribute("aria-expanded");
    picker.input.setAttribute("aria-expanded", String(open && options.length > 0));
    if (shown === "false") picker.list.scrollIntoView({ block: "nearest" });
    const count = options.filter((option) => option.dataset.slug).length;
    const sum = `${hasMore(picker.list) ? `More than ${count}` : count || "Nothing"} found.`;
    const sentence = [notes.get(picker.input), open && isFresh(picker) && sum].filter(Boolean).join(" ");
    const place = picker.root.querySelector(".picker-said");
    if (place && place.textContent !== sentence) place.textContent = sentence;
  };

  /** Says what stays said when rows come. @param {Picker} picker @param {string} text */
  const note = (picker, text) => {
    notes.set(picker.input, text);
    show(picker);
  };

  const open = (/** @type {Picker} */ picker, isLook = false) => {
    if (wanted.has(picker.input)) return;
    wanted.add(picker.input);
    if (isLook) browsing.add(picker.input);
    htmx.trigger(picker.input, "picker:open");
  };

  const close = (/** @type {Picker} */ picker) => {
    for (const set of [wanted, browsing, ahead, notes]) set.delete(picker.input);
    // It must not bubble: at the form it would abort the write.
    picker.input.dispatchEvent(new CustomEvent("htmx:abort"));
    delete picker.input.dataset.answered;
    activate(picker);
    picker.list.replaceChildren();
    show(picker);
  };

  /** Goes from a row to where arrows lead; those that lead past the last row of a page wait for the next.
   * @param {number} at @param {string[]} keys @param {number} count @param {boolean} more */
  const walk = (at, keys, count, more) => {
    const rest = [...keys];
    while (rest.length && count && !(rest[0] === "ArrowDown" && at + 1 === count && more))
      at = rest.shift() === "ArrowDown" ? (at + 1) % count : (at > 0 ? at : count) - 1;
    return { at, rest };
  };

  /** Where a walk begins: at the first row that makes nothing, once something is typed.
   * @param {string} text @param {Element[]} options */
  const first = (text, options) => (text.trim() ? options.findIndex((option) => option.matches("[data-slug]")) : -1);

  /** Makes the row active to which the arrows lead that were pressed by now. @param {Picker} picker */
  const advance = (picker) => {
    const { input, list } = picker;
    const options = optionsOf(picker);
    const active = activeOf(picker);
    const start = active || browsing.has(input) ? options.findIndex((each) => each === active) : first(input.value, options);
    const { at, rest } = walk(start, ahead.get(input) ?? [], options.length, hasMore(list));
    ahead.set(input, rest);
    if (options[at] !== active) activate(picker, options[at]);
  };

  const settle = (/** @type {Picker} */ picker) => {
    if (!wanted.has(picker.input)) return picker.list.replaceChildren();
    if (!activeOf(picker)) activate(picker);
    show(picker);
    if (isFresh(picker)) advance(picker);
  };

  /** Opens a closed list at its first row, or at its last. @param {Picker} picker @param {string} key */
  const arrow = (picker, key) => {
    const { input } = picker;
    const isOpen = wanted.has(input);
    open(picker);
    if (isOpen || key === "ArrowUp" || !input.value.trim()) ahead.set(input, [...ahead.get(input) ?? [], key]);
    if (isFresh(picker)) advance(picker);
  };

  /** Home and End are the text's, if there is any. @param {Picker} picker @param {0 | -1} place */
  const jump = (picker, place) => {
    const inList = activeOf(picker) !== null && !picker.input.value;
    if (inList) activate(picker, optionsOf(picker).at(place));
    return inList;
  };

  // Picks

  /** Asks for rows that are wanted for the text, after a write that may change them. @param {Picker} picker */
  const refresh = (picker) => {
    const isWriting = picker.root.matches(".writing");
    if (wanted.has(picker.input) && !isFresh(picker) && !isWriting) htmx.trigger(picker.input, "picker:open");
  };

  /** Empties the input after a pick; rows for no text come when it is written.
   * @param {Picker} picker */
  const clear = (picker) => {
    const { input } = picker;
    if (input.value) activate(picker);
    for (const map of [ahead, notes]) map.delete(input);
    input.value = "";
    focusQuietly(input);
    show(picker);
    refresh(picker);
  };

  /** What becomes of a pick: a text comes back to where it was typed, and what is typed next replaces it.
   * @param {Picker} picker @param {Pick} pick @param {Outcome} outcome */
  const end = (picker, pick, { why = "", text }) => {
    const { input, form } = picker;
    picks.delete(pick);
    if (text && !input.value && form.isConnected) {
      input.value = text;
      input.select();
    }
    note(picker, why);
    refresh(picker);
  };

  /** Finds the row of a pick; gives nothing while it may stand on the next page.
   * @param {string} text @param {{at: number, keys: string[]}} way @param {Element[]} rows @param {boolean} more
   * @returns {Outcome | undefined} */
  const choose = (text, way, rows, more) => {
    const { at, rest } = walk(way.at < 0 ? first(text, rows) : way.at, way.keys, rows.length, more);
    Object.assign(way, { at, keys: rest });
    if (more && (rest.length || at >= rows.length)) return undefined;
    const row = rows[at];
    if (!(row instanceof HTMLButtonElement)) return { why: `“${text}” was not added.`, text };
    if (row.matches("[aria-disabled=true]")) return { why: `${nameOf(row)} cannot be added.`, text };
    return row.matches("[aria-checked=true]") ? { why: `${nameOf(row)} is added already.` } : { values: { [row.name]: row.value } };
  };

  /** Has a row taken when its turn has come: a given one, or the one at which arrows end.
   * @param {Picker} picker @param {string} text @param {{at: number, keys: string[]}} way @param {Record<string, string>} [values] */
  const take = (picker, text, way, values) => {
    /** @type {Pick} */
    const pick = {
      ...picker, text, values,
      choose: (rows, more) => choose(text, way, rows, more),
      end: (outcome) => end(picker, pick, outcome),
    };
    picks.add(pick);
    picker.input.dispatchEvent(new CustomEvent("picker:take", { bubbles: true, detail: pick }));
    clear(picker);
    if (!values) note(picker, `Looking for “${text}”…`);
  };

  /** Takes the active row, or the one that will be. @param {Picker} picker */
  const enter = (picker) => {
    const { input } = picker;
    const keys = ahead.get(input) ?? [];
    if (!wanted.has(input)) return;
    if (isFresh(picker) && !keys.length) return activeOf(picker)?.click();
    const at = isFresh(picker) ? optionsOf(picker).findIndex((option) => option === activeOf(picker)) : -1;
    if (input.value.trim() || keys.length) take(picker, input.value, { at, keys });
  };

  /** What a key does in the input, and false where it stays the browser's.
   * @type {Record<string, (picker: Picker, event: KeyboardEvent) => boolean | void>} */
  const INPUT_KEYS = {
    ArrowDown: (picker, { altKey, key }) => (altKey ? open(picker, true) : arrow(picker, key)),
    ArrowUp: (picker, { altKey, key }) => (altKey ? close(picker) : arrow(picker, key)),
    Home: (picker) => jump(picker, 0),
    End: (picker) => jump(picker, -1),
    // Without this the browser would press the first button of the form.
    Enter: (picker) => void enter(picker),
    Escape: (picker) => {
      if (!wanted.has(picker.input) && !picker.input.value) return false;
      if (!wanted.has(picker.input)) picker.input.value = "";
      close(picker);
    },
  };

  document.addEventListener("keydown", (event) => {
    const picker = pickerOf(event.target);
    if (!picker || event.target !== picker.input || event.isComposing || event.ctrlKey || event.metaKey) return;
    const act = INPUT_KEYS[event.key];
    if (act && act(picker, event) !== false) event.preventDefault();
  });

  document.addEventListener("input", ({ target }) => {
    const picker = pickerOf(target);
    if (!picker || target !== picker.input) return;
    for (const set of [browsing, ahead]) set.delete(picker.input);
    activate(picker);
    wanted.add(picker.input);
  });

  document.addEventListener("focusin", ({ target }) => {
    const picker = pickerOf(target);
    if (picker && target === picker.input && !quiet) open(picker);
  });

  // From a chip the focus comes back without a list.
  document.addEventListener("picker:return", ({ target }) => focusQuietly(pickerOf(target)?.input));

  // Whatever moves the focus out of an input closes its list; it never takes an option.
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const picker = pickerOf(target);
    if (!picker || target !== picker.input || !document.hasFocus()) return;
    if (!(relatedTarget instanceof Node && picker.list.contains(relatedTarget))) close(picker);
  });

  // The pointer takes no focus from the input.
  document.addEventListener("mousedown", (event) => {
    if (/** @type {Element} */ (event.target).closest(".relate-picker [role=listbox]")) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const element = /** @type {Element} */ (event.target);
    const picker = pickerOf(element);
    if (!picker) return;
    const row = element.closest("[role=option]");
    if (row?.matches("[aria-disabled=true]")) event.preventDefault();
    else if (row?.matches("[aria-checked=true]")) {
      event.preventDefault();
      clear(picker);
      note(picker, `${nameOf(row)} is added already.`);
    } else if (element === picker.input) open(picker);
    else if (element.matches(".try-again")) focusQuietly(picker.input);
  });

  // "Find" is for browsers without a script; a keyboard on a screen may press it all the same. A row that
  // is clicked while others are on their way is taken after them.
  document.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    const picker = pickerOf(target);
    const isRow = submitter?.matches("[role=option]");
    if (!picker || !(submitter instanceof HTMLButtonElement) || !(submitter.matches(".find") || isRow && picks.size)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!isRow) return enter(picker);
    take(picker, submitter.value, { at: -1, keys: [] }, { [submitter.name]: submitter.value });
  }, true);

  // htmx has read the form by now. Other picks may follow in the same turn.
  document.addEventListener("submit", ({ target, submitter }) => {
    const picker = pickerOf(target);
    if (!picker || !submitter?.matches("[role=option]")) return;
    queueMicrotask(() => clear(picker));
  });

  const contextOf = (/** @type {Event} */ event) => /** @type {Context} */ (/** @type {any} */ (event).detail.ctx);
  document.addEventListener("htmx:config:request", (event) => {
    const context = contextOf(event);
    const picker = context.picker = pickerOf(context.sourceElement);
    if (picker && context.sourceElement === picker.input) context.asked = picker.input.value;
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const { picker, asked, pick, request } = contextOf(event);
    if (picker && asked !== undefined) picker.input.dataset.answered = asked;
    if (picker && request.method === "GET" && !pick) settle(picker);
  });

  // Arrows that were meant for rows that do not come are meant for nothing.
  for (const name of ["htmx:error", "htmx:response:error"]) {
    document.addEventListener(name, (event) => {
      const { picker } = contextOf(event) ?? {};
      if (picker) ahead.delete(picker.input);
    });
  }

  // A list whose pick was not written is in the way of what is told about it.
  document.addEventListener("picker:written", (event) => {
    const picker = pickerOf(event.target);
    if (picker && /** @type {CustomEvent} */ (event).detail) refresh(picker);
    else if (picker && !picker.input.value) close(picker);
  });

  // Whoever was here before the script is not kept waiting; htmx knows the inputs by then.
  document.addEventListener("DOMContentLoaded", () => {
    const picker = pickerOf(document.activeElement);
    if (picker && picker.input === document.activeElement) open(picker);
  });
  document.documentElement.classList.add("scripted");
}
