// @ts-check
"use strict";

// The chips of the relation pickers: a list that is one stop of the Tab key. Arrows go from chip to chip, up
// and down in one between its link and its buttons; Alt and an arrow, the pointer or a finger move it.
//
// A chip moves at once; POST /<slug>/move keeps its place, and an error puts it back. A finger holds a chip
// for a moment before it drags it: before that it scrolls the page. All listening is done at the document.
{
  /** What htmx says of a request in its events; only what is used here.
   * @typedef {{sourceElement: Element, request: {action: string}}} Context
   * A chip that is held, since when and where; it is dragged as soon as `order` is there, the slugs as they stood.
   * @typedef {{list: HTMLElement, slug: string, pointer: number, x: number, y: number, timer: number, order?: string[]}} Drag */

  const { htmx } = /** @type {any} */ (window);
  const CONTROLS = "a, .earlier, .remove";
  /** So far a pointer goes before it drags, in pixels; so long a finger rests, in milliseconds. */
  const FAR = 6;
  const LONG = 350;

  /** Moves that are not answered yet. @type {Set<Context>} */
  const moves = new Set();
  /** Slugs of chips as they stood before moves that are not answered yet. @type {Map<Element, string[]>} */
  const orders = new Map();
  /** The slug of the chip at which the Tab key stops. @type {WeakMap<Element, string>} */
  const stops = new WeakMap();
  /** How often Backspace was pressed before the last chip was there. */
  let backs = 0;
  /** The picker that had the focus last. @type {Element | null} */
  let last = null;
  /** Whether the focus was in the editor, or in the status below it, before a swap. */
  let held = false;
  /** @type {Drag | null} */
  let drag = null;

  /** @param {Element} element @param {string} selector @returns {HTMLElement[]} */
  const all = (element, selector) => [...element.querySelectorAll(selector)]
    .filter((each) => each instanceof HTMLElement);

  /** @param {unknown} node @returns {HTMLElement | null} */
  const closest = (node, selector = ".relate-picker") => (node instanceof Element ? node.closest(selector) : null);
  const chipOf = (/** @type {unknown} */ node) => closest(node, ".relate-chips > li");
  const chipsOf = (/** @type {Element} */ root) => all(root, ".relate-chips > li");
  const slugOf = (/** @type {HTMLElement} */ { dataset }) => dataset.slug ?? "";
  const isShown = (/** @type {HTMLElement} */ element) => element.checkVisibility();
  const buttonOf = (/** @type {Element | null | undefined} */ chip) => (chip ? all(chip, ".remove")[0] : undefined);
  const inputOf = (/** @type {Element} */ root) => all(root, "[role=combobox]")[0];
  const goToInput = (/** @type {Element} */ root) =>
    inputOf(root)?.dispatchEvent(new CustomEvent("picker:return", { bubbles: true }));

  /** Says where a chip stands now. @param {Element} root @param {HTMLElement} chip */
  const tell = (root, chip) => {
    const chips = chipsOf(root);
    const place = root.querySelector(".picker-said");
    if (place) place.textContent = `Place ${chips.indexOf(chip) + 1} of ${chips.length}.`;
  };

  // The Tab key

  /** Lets the Tab key stop once in each list: where the focus was last, else at the first chip. */
  const rove = () => {
    for (const root of document.querySelectorAll(".relate-picker")) {
      const chips = chipsOf(root);
      const stop = chips.find((chip) => slugOf(chip) === stops.get(root)) ?? chips[0];
      const focused = stop?.contains(document.activeElement) ? document.activeElement : buttonOf(stop);
      for (const control of chips.flatMap((chip) => all(chip, CONTROLS))) control.tabIndex = control === focused ? 0 : -1;
    }
  };

  document.addEventListener("focusin", ({ target }) => {
    const [root, chip] = [closest(target), chipOf(target)];
    last = root ?? last;
    if (!root || !chip) return;
    stops.set(root, slugOf(chip));
    rove();
  });

  // The order

  /** @param {Element} root @param {string[]} slugs */
  const arrange = (root, slugs) => {
    const chips = chipsOf(root).sort((a, b) => slugs.indexOf(slugOf(a)) - slugs.indexOf(slugOf(b)));
    const focused = document.activeElement;
    chips[0]?.parentElement?.append(...chips);
    if (focused instanceof HTMLElement && focused.closest(".relate-chips")) focused.focus();
  };

  /** Asks for the place to be kept at which a chip stands already.
   * @param {HTMLElement} root @param {HTMLElement} chip @param {string[]} order as it was before */
  const keep = (root, chip, order) => {
    if (!orders.has(root)) orders.set(root, order);
    const next = chip.nextElementSibling;
    const values = { other: slugOf(chip), before: next instanceof HTMLElement ? slugOf(next) : "" };
    htmx.ajax("POST", root.dataset.move, { source: all(root, "form")[0], target: "#editor", swap: "none", values });
    tell(root, chip);
  };

  /** Puts a chip some places on. @param {HTMLElement} root @param {HTMLElement} chip @param {number} step */
  const shift = (root, chip, step) => {
    const chips = chipsOf(root);
    const to = chips.indexOf(chip) + step;
    const focused = document.activeElement;
    if (to < 0 || to >= chips.length) return;
    chips[to][step > 0 ? "after" : "before"](chip);
    // The first chip has no button that moves it.
    const control = !to && focused?.matches(".earlier") ? buttonOf(chip) : focused;
    if (control instanceof HTMLElement) control.focus();
    keep(root, chip, chips.map(slugOf));
  };

  // Keys

  /** Where an arrow leads from one control of a chip. @param {HTMLElement} root @param {HTMLElement} chip
   * @param {Element} control @param {string} key @returns {HTMLElement | undefined} */
  const towards = (root, chip, control, key) => {
    const chips = chipsOf(root);
    const controls = all(chip, CONTROLS).filter(isShown);
    const down = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (down) return controls[controls.findIndex((each) => each === control) + down];
    const at = chips.indexOf(chip);
    const other = { ArrowRight: chips[at + 1], ArrowLeft: chips[at - 1], Home: chips[0], End: chips.at(-1) }[key];
    const same = other && all(other, CONTROLS).filter(isShown).find((each) => each.className === control.className);
    return same ?? buttonOf(other);
  };

  /** @param {HTMLElement} root @param {HTMLElement} chip @param {KeyboardEvent} event */
  const press = (root, chip, { key, altKey, target }) => {
    const control = /** @type {Element} */ (target);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    const isLast = chip === chipsOf(root).at(-1);
    if (step && altKey) shift(root, chip, step);
    else if (altKey) return false;
    else if (["Backspace", "Delete"].includes(key)) buttonOf(chip)?.click();
    else if (key === "Escape" || key === "ArrowRight" && isLast) goToInput(root);
    else if (/^(Arrow(Up|Down|Left|Right)|Home|End)$/.test(key)) towards(root, chip, control, key)?.focus();
    else return false;
    return true;
  };

  /** Goes back from an empty input to the last chip, and removes it the second time.
   * @param {Element} root */
  const goBack = (root) => {
    for (; backs; backs -= 1) {
      const chip = chipOf(document.activeElement);
      if (chip) buttonOf(chip)?.click();
      else buttonOf(chipsOf(root).at(-1))?.focus();
    }
  };

  document.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, isComposing } = event;
    const [root, chip] = [closest(target), chipOf(target)];
    if (!root || ctrlKey || metaKey || isComposing) return;
    if (chip && press(root, chip, event)) return event.preventDefault();
    if (key !== "Backspace") backs = 0;
    if (key !== "Backspace" || !(target instanceof HTMLInputElement) || target.value) return;
    // What is on its way becomes the last chip.
    backs += 1;
    if (!root.matches(".writing")) goBack(root);
  });

  document.addEventListener("picker:written", ({ target }) => {
    const root = closest(target);
    if (target === document.activeElement && root) goBack(root);
    backs = 0;
  });

  // Removing

  document.addEventListener("submit", ({ target, submitter }) => {
    const [root, chip] = [closest(target), chipOf(submitter)];
    if (!root || !chip) return;
    chip.classList.add("leaving");
    const chips = chipsOf(root).filter((each) => each === chip || !each.matches(".leaving"));
    const at = chips.indexOf(chip);
    const next = buttonOf(chips[at + 1] ?? chips[at - 1]);
    if (next) next.focus();
    else goToInput(root);
  });

  document.addEventListener("submit", (event) => {
    const [root, chip] = [closest(event.target), chipOf(event.submitter)];
    if (!root || !chip || !event.submitter?.matches(".earlier")) return;
    event.preventDefault();
    event.stopPropagation();
    shift(root, chip, -1);
  }, true);

  // Dragging

  /** @returns {HTMLElement | undefined} the chip that is dragged; a swap may have put another in its place */
  const chipInHand = () => (drag ? all(drag.list, "li").find((chip) => slugOf(chip) === drag?.slug) : undefined);

  /** @param {Drag} held */
  const lift = (held) => {
    held.order = all(held.list, "li").map(slugOf);
    held.list.setPointerCapture(held.pointer);
    chipInHand()?.classList.add("dragged");
  };

  /** Ends a drag; a click that belongs to it opens nothing. */
  const end = () => {
    const chip = chipInHand();
    if (drag?.order) {
      document.addEventListener("click", stop, true);
      setTimeout(() => document.removeEventListener("click", stop, true));
    }
    clearTimeout(drag?.timer);
    chip?.classList.remove("dragged");
    drag = null;
    return chip;
  };

  const stop = (/** @type {Event} */ event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  /** Puts the chip back. @param {Event} [event] */
  const cancel = (event) => {
    const root = closest(drag?.list);
    if (root && drag?.order) arrange(root, drag.order);
    end();
    event?.preventDefault();
    event?.stopImmediatePropagation();
  };

  /** How far a point is from a box. @param {DOMRect} box @param {number} x @param {number} y */
  const distance = (box, x, y) => Math.hypot(
    Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));

  /** Puts the dragged chip before or after the one next to the pointer, once it is past its middle.
   * @param {HTMLElement} chip @param {number} x @param {number} y */
  const place = (chip, x, y) => {
    const chips = all(/** @type {HTMLElement} */ (chip.parentElement), "li");
    const far = (/** @type {HTMLElement} */ each) => distance(each.getBoundingClientRect(), x, y);
    const near = chips.reduce((best, each) => (far(each) < far(best) ? each : best), chip);
    if (near === chip) return;
    const { left, width } = near.getBoundingClientRect();
    const isBehind = x > left + width / 2 !== (getComputedStyle(near).direction === "rtl");
    const isLater = chips.indexOf(near) > chips.indexOf(chip);
    if (isBehind === isLater) near[isLater ? "after" : "before"](chip);
  };

  document.addEventListener("pointerdown", (event) => {
    const chip = chipOf(event.target);
    const list = chip?.parentElement;
    if (!chip || !list || event.button || !event.isPrimary || closest(event.target, "button")) return;
    const { pointerId: pointer, clientX: x, clientY: y, pointerType } = event;
    const held = drag = { list, slug: slugOf(chip), pointer, x, y, timer: 0 };
    if (pointerType === "touch") drag.timer = setTimeout(() => lift(held), LONG);
  });

  document.addEventListener("pointermove", ({ pointerId, pointerType, clientX, clientY }) => {
    if (!drag || pointerId !== drag.pointer) return;
    const isFar = Math.hypot(clientX - drag.x, clientY - drag.y) > FAR;
    if (!drag.order && isFar && pointerType === "touch") end();
    else if (!drag.order && isFar) lift(drag);
    const chip = drag?.order && chipInHand();
    if (!chip) return;
    chip.classList.add("dragged");
    place(chip, clientX, clientY);
  });

  document.addEventListener("pointerup", () => {
    const { order, list } = drag ?? {};
    const root = closest(list);
    const chip = end();
    const isMoved = order && list && `${all(list, "li").map(slugOf)}` !== `${order}`;
    if (root && chip && isMoved) keep(root, chip, order);
  });

  document.addEventListener("pointercancel", () => cancel());
  document.addEventListener("keydown", (event) => {
    if (drag?.order && event.key === "Escape") cancel(event);
  }, true);
  // A browser would drag the link, scroll the page, or show what can be done with the link.
  document.addEventListener("dragstart", (event) => chipOf(event.target) && event.preventDefault());
  for (const name of ["touchmove", "contextmenu"])
    document.addEventListener(name, (event) => drag?.order && event.preventDefault(), { passive: false });

  // Answers

  const contextOf = (/** @type {Event} */ event) => /** @type {Context} */ (/** @type {any} */ (event).detail.ctx);
  document.addEventListener("htmx:config:request", (event) => {
    if (contextOf(event).request.action.endsWith("/move")) moves.add(contextOf(event));
  });

  // A later move in the same list that waits will bring its chips as they are then.
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx, tasks } = /** @type {CustomEvent} */ (event).detail;
    held = document.activeElement?.matches("#editor *, #status *") ?? false;
    const waiting = [...moves].filter((move) => move !== ctx).map((move) => closest(move.sourceElement));
    tasks.splice(0, tasks.length, ...tasks.filter((/** @type {{target: Element | null}} */ { target }) =>
      !(target?.matches?.(".relate-chips") && waiting.includes(closest(target)))));
  });

  document.addEventListener("htmx:after:swap", () => {
    // What came during a drag is what the drag began with.
    if (drag?.order && !chipInHand()?.matches(".dragged")) drag.order = all(drag.list, "li").map(slugOf);
    rove();
    // What had the focus is gone.
    if (held && last && document.activeElement === document.body) goToInput(last);
  });
  document.addEventListener("brought", rove);

  // What was done here before the answer came is put back when there is none, or a refusal.
  for (const name of ["htmx:error", "htmx:response:error"]) {
    document.addEventListener(name, (event) => {
      const root = closest(contextOf(event)?.sourceElement);
      if (!root) return;
      for (const chip of chipsOf(root)) chip.classList.remove("leaving");
      if (moves.has(contextOf(event))) arrange(root, orders.get(root) ?? []);
    });
  }

  document.addEventListener("htmx:finally:request", (event) => {
    if (moves.delete(contextOf(event)) && !moves.size) orders.clear();
  });
  rove();
}
