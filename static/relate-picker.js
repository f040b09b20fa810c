// @ts-check
"use strict";

// The relation pickers of an editor: a combobox with a list below it, as the ARIA Authoring Practices
// describe it (list autocomplete, manual selection), beside a row of chips.
//
// A picker is a `.relate-picker` with a `data-kind`; by it the ids of its parts are known. All listening
// is done at the document, for any number of pickers, also those that come later. Requests are the
// business of forms that no swap replaces, and what becomes of them that of widgets.js: here options and
// chips are made active, clicked and moved. A list is empty while it is closed: it opens fresh.
{
  /** @typedef {{root: HTMLElement, kind: string, input: HTMLInputElement, list: HTMLElement}} Picker
   * What htmx says of a request in its events; only what is used here.
   * @typedef {{sourceElement: Element, request: {action: string, method: string}}} Context */

  const { htmx } = /** @type {any} */ (window);
  /** So many rows of a list are asked for once more with its next page. */
  const OVERLAP = 5;

  /** The inputs whose lists are wanted open; one is shown when there is something in it.
   * @type {WeakSet<HTMLInputElement>} */
  const wanted = new WeakSet();
  /** Where an arrow is to go when the rows have come. @type {WeakMap<HTMLInputElement, 1 | -1>} */
  const steps = new WeakMap();
  /** Moves that are not answered yet. @type {Set<Context>} */
  const moves = new Set();
  /** Slugs of chips as they stood before moves that are not answered yet. @type {Map<string, string[]>} */
  const orders = new Map();
  /** The picker that had the focus last. @type {Element | null} */
  let last = null;
  /** Whether the focus is being set from here, which opens no list. */
  let quiet = false;
  /** Whether the focus was in the editor, or in the status below it, before a swap. */
  let held = false;

  /** The picker that holds a node, if all of its parts are there.
   * @param {unknown} node @returns {Picker | null} */
  const pickerOf = (node) => {
    const root = node instanceof Element ? node.closest(".relate-picker") : null;
    if (!(root instanceof HTMLElement)) return null;
    const { kind = "" } = root.dataset;
    const input = document.getElementById(`q-${kind}`);
    const list = document.getElementById(`options-${kind}`);
    return input instanceof HTMLInputElement && list ? { root, kind, input, list } : null;
  };

  /** @param {Element} element @param {string} selector @returns {HTMLElement[]} */
  const all = (element, selector) => [...element.querySelectorAll(selector)]
    .filter((found) => found instanceof HTMLElement);

  const optionsOf = (/** @type {Picker} */ { list }) => all(list, "[role=option]");
  const chipsOf = (/** @type {Picker} */ { root }) => all(root, ".relate-chips > li");
  const buttonOf = (/** @type {Element | undefined} */ chip) => (chip ? all(chip, ".remove")[0] : undefined);
  /** Whether the rows answer what stands in the input, and not what stood there before. */
  const isFresh = (/** @type {Picker} */ { input }) => input.dataset.answered === input.value;
  const activeOf = (/** @type {Picker} */ { input }) =>
    document.getElementById(input.getAttribute("aria-activedescendant") ?? "");
  const say = (/** @type {Picker} */ { root }, /** @type {string} */ text) => {
    const place = root.querySelector(".picker-said");
    if (place && place.textContent !== text) place.textContent = text;
  };
  const focusQuietly = (/** @type {Element | null | undefined} */ element) => {
    quiet = true;
    if (element instanceof HTMLElement) element.focus();
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
    const more = picker.list.querySelector(".sentinel") !== null;
    const shown = picker.input.getAttribute("aria-expanded");
    picker.input.setAttribute("aria-expanded", String(open && options.length > 0));
    if (shown === "false") picker.list.scrollIntoView({ block: "nearest" });
    const count = options.filter((option) => option.dataset.slug).length;
    say(picker, !open ? "" : `${more ? `More than ${count}` : count || "Nothing"} found.`);
  };

  const open = (/** @type {Picker} */ picker) => {
    if (wanted.has(picker.input)) return;
    wanted.add(picker.input);
    htmx.trigger(picker.input, "picker:open");
  };

  const close = (/** @type {Picker} */ picker) => {
    for (const set of [wanted, steps]) set.delete(picker.input);
    // It must not bubble: at the form it would abort the write.
    picker.input.dispatchEvent(new CustomEvent("htmx:abort"));
    activate(picker);
    picker.list.replaceChildren();
    show(picker);
  };

  /** Takes the row of what is no choice any more out of an open list.
   * @param {Picker} picker @param {HTMLElement} option */
  const drop = (picker, option) => {
    option.closest("li")?.remove();
    if (!activeOf(picker)) activate(picker);
  };

  /** Rows have come: none may stand twice, and how many there are may be known now.
   * @param {Picker} picker */
  const settle = (picker) => {
    if (!wanted.has(picker.input)) return picker.list.replaceChildren();
    if (!activeOf(picker)) activate(picker);
    const seen = new Set(chipsOf(picker).map((chip) => chip.dataset.slug));
    for (const option of optionsOf(picker)) {
      const { slug } = option.dataset;
      if (slug && seen.has(slug)) option.closest("li")?.remove();
      seen.add(slug);
    }
    const options = optionsOf(picker);
    const size = options.at(-1)?.getAttribute("aria-setsize") ?? "-1";
    for (const option of options) option.setAttribute("aria-setsize", size);
    show(picker);
    const step = steps.get(picker.input);
    if (isFresh(picker) && steps.delete(picker.input)) activate(picker, options.at(step === 1 ? 0 : -1));
  };

  /** Moves the active option; at the end it waits while more rows are to come.
   * @param {Picker} picker @param {1 | -1} step */
  const move = (picker, step) => {
    const options = optionsOf(picker);
    if (!wanted.has(picker.input) || !isFresh(picker) || !options.length) {
      steps.set(picker.input, step);
      return open(picker);
    }
    const active = activeOf(picker);
    const from = active ? options.indexOf(active) : step > 0 ? -1 : options.length;
    if (from + step === options.length && picker.list.querySelector(".sentinel")) return;
    activate(picker, options[(from + step + options.length) % options.length]);
  };

  /** Home and End are the text's, if there is any.
   * @param {Picker} picker @param {0 | -1} place */
  const jump = (picker, place) => {
    const inList = activeOf(picker) !== null && !picker.input.value;
    activate(picker, inList ? optionsOf(picker).at(place) : undefined);
    return inList;
  };

  /** What a key does in the input, and false where it stays the browser's.
   * @type {Record<string, (picker: Picker, event: KeyboardEvent) => boolean | void>} */
  const INPUT_KEYS = {
    ArrowDown: (picker, event) => (event.altKey ? open(picker) : move(picker, 1)),
    ArrowUp: (picker, event) => (event.altKey ? close(picker) : move(picker, -1)),
    Home: (picker) => jump(picker, 0),
    End: (picker) => jump(picker, -1),
    // Without this the browser would press the first button of the form.
    Enter: (picker) => activeOf(picker)?.click(),
    Escape: (picker) => {
      if (!wanted.has(picker.input) && !picker.input.value) return false;
      if (!wanted.has(picker.input)) picker.input.value = "";
      close(picker);
    },
    Backspace: (picker) => {
      const button = buttonOf(chipsOf(picker).at(-1));
      if (picker.input.value || !button) return false;
      button.focus();
    },
  };

  // The chips

  /** @param {Picker} picker @param {Element} chip */
  const neighbour = (picker, chip) => {
    const chips = chipsOf(picker).filter((each) => each === chip || !each.matches(".leaving"));
    const at = chips.indexOf(/** @type {HTMLElement} */ (chip));
    return buttonOf(chips[at + 1] ?? chips[at - 1]) ?? picker.input;
  };

  /** @param {Picker} picker @param {string[]} slugs */
  const arrange = (picker, slugs) => {
    const placeOf = (/** @type {HTMLElement} */ { dataset }) => slugs.indexOf(dataset.slug ?? "");
    const chips = chipsOf(picker).sort((a, b) => placeOf(a) - placeOf(b));
    const focused = document.activeElement;
    chips[0]?.parentElement?.append(...chips);
    focusQuietly(focused);
  };

  /** Puts a chip one place on, at once, and asks for the same to be kept.
   * @param {Picker} picker @param {HTMLElement} chip @param {number} step */
  const shift = (picker, chip, step) => {
    const chips = chipsOf(picker);
    const to = chips.indexOf(chip) + step;
    const focused = document.activeElement;
    if (to < 0 || to >= chips.length) return;
    if (!orders.has(picker.kind)) orders.set(picker.kind, chips.map((each) => each.dataset.slug ?? ""));
    const before = step > 0 ? chips[to + 1] : chips[to];
    chips[to][step > 0 ? "after" : "before"](chip);
    // The first chip has no button that moves it.
    focusQuietly(!to && focused?.matches(".earlier") ? buttonOf(chip) : focused);
    say(picker, `Place ${to + 1} of ${chips.length}.`);
    const values = { other: chip.dataset.slug, before: before?.dataset.slug ?? "" };
    const source = all(picker.root, "form")[0];
    htmx.ajax("POST", picker.root.dataset.move, { source, target: "#editor", swap: "none", values });
  };

  /** @param {Picker} picker @param {HTMLElement} chip @param {KeyboardEvent} event */
  const keyOnChip = (picker, chip, event) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const onButton = event.target === buttonOf(chip);
    if (step && event.altKey) shift(picker, chip, step);
    else if (step && onButton) {
      const chips = chipsOf(picker);
      focusQuietly(buttonOf(chips[chips.indexOf(chip) + step]) ?? (step > 0 ? picker.input : undefined));
    } else if (onButton && ["Backspace", "Delete"].includes(event.key)) buttonOf(chip)?.click();
    else if (event.key === "Escape") focusQuietly(picker.input);
    else return false;
    return true;
  };

  document.addEventListener("keydown", (event) => {
    const picker = pickerOf(event.target);
    if (!picker || event.isComposing || event.ctrlKey || event.metaKey) return;
    const chip = /** @type {Element} */ (event.target).closest(".relate-chips > li");
    const act = event.target === picker.input ? INPUT_KEYS[event.key] : undefined;
    const done = chip instanceof HTMLElement ? keyOnChip(picker, chip, event) : act?.(picker, event) ?? !!act;
    if (done) event.preventDefault();
  });

  document.addEventListener("input", ({ target }) => {
    const picker = pickerOf(target);
    if (!picker || target !== picker.input) return;
    activate(picker);
    wanted.add(picker.input);
  });

  document.addEventListener("focusin", ({ target }) => {
    const picker = pickerOf(target);
    if (picker) last = picker.root;
    if (picker && target === picker.input && !quiet) open(picker);
  });

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
    if (element.closest("[aria-disabled=true]")) event.preventDefault();
    else if (element === picker.input) open(picker);
    else if (element.matches(".try-again")) focusQuietly(picker.input);
  });

  // "Find" is for browsers without a script; a keyboard on a screen may press it all the same.
  document.addEventListener("submit", (event) => {
    const picker = pickerOf(event.target);
    if (!picker || !event.submitter?.matches(".find, .earlier")) return;
    event.preventDefault();
    event.stopPropagation();
    const chip = event.submitter.closest("li");
    if (chip) shift(picker, chip, -1);
    else INPUT_KEYS.Enter(picker, /** @type {any} */ (event));
  }, true);

  // htmx has read the form by now. Other picks may follow in the same turn, so their rows stay for it.
  document.addEventListener("submit", ({ target, submitter }) => {
    const picker = pickerOf(target);
    if (!picker || !submitter) return;
    const chip = submitter.closest(".relate-chips > li");
    if (chip) {
      chip.classList.add("leaving");
      return focusQuietly(neighbour(picker, chip));
    }
    queueMicrotask(() => {
      if (picker.input.value) close(picker);
      else drop(picker, submitter);
      picker.input.value = "";
      show(picker);
      focusQuietly(picker.input);
    });
  });

  const contextOf = (/** @type {Event} */ event) => /** @type {Context} */ (/** @type {any} */ (event).detail.ctx);
  document.addEventListener("htmx:config:request", (event) => {
    const { sourceElement: source, request } = contextOf(event);
    if (request.action.endsWith("/move")) moves.add(contextOf(event));
    if (source instanceof HTMLInputElement) source.dataset.asked = source.value;
    // Rows may have become chips, so a page begins some rows early; not after one that brought nothing new.
    const { list } = pickerOf(source) ?? {};
    const rows = list && source.matches(".sentinel") ? all(list, "[data-slug]").length : 0;
    if (rows && list?.dataset.rows !== `${rows}`)
      request.action = request.action.replace(/offset=\d+/, `offset=${Math.max(0, rows - OVERLAP)}`);
    if (list) list.dataset.rows = `${rows}`;
  });

  // A later move of the same kind that waits will bring these chips as they are then.
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx, tasks } = /** @type {CustomEvent} */ (event).detail;
    held = document.activeElement?.matches("#editor *, #status *") ?? false;
    const waiting = [...moves].filter((move) => move !== ctx).map((move) => pickerOf(move.sourceElement)?.kind);
    tasks.splice(0, tasks.length, ...tasks.filter((/** @type {{target: Element | null}} */ { target }) =>
      !(target?.matches?.(".relate-chips") && waiting.includes(pickerOf(target)?.kind))));
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const { sourceElement, request } = contextOf(event);
    const picker = pickerOf(sourceElement);
    if (picker && sourceElement === picker.input) picker.input.dataset.answered = picker.input.dataset.asked;
    if (picker && request.method === "GET") settle(picker);
    // A row that has become a chip is no choice any more, whoever made it one.
    for (const input of document.querySelectorAll(".relate-picker [aria-expanded=true]")) {
      const shown = /** @type {Picker} */ (pickerOf(input));
      const chips = chipsOf(shown).map((chip) => chip.dataset.slug);
      for (const option of optionsOf(shown)) if (chips.includes(option.dataset.slug)) drop(shown, option);
    }
    if (held && document.activeElement === document.body) focusQuietly(pickerOf(last)?.input);
  });

  // What was done here before the answer came is put back when there is none, or a refusal.
  for (const name of ["htmx:error", "htmx:response:error"]) {
    document.addEventListener(name, (event) => {
      const context = contextOf(event);
      const picker = pickerOf(context?.sourceElement);
      if (!picker) return;
      for (const chip of chipsOf(picker)) chip.classList.remove("leaving");
      if (moves.has(context)) arrange(picker, orders.get(picker.kind) ?? []);
    });
  }

  document.addEventListener("htmx:finally:request", (event) => {
    if (moves.delete(contextOf(event)) && !moves.size) orders.clear();
  });
  document.documentElement.classList.add("scripted");
}
