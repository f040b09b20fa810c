// @ts-check
"use strict";

// Keeps what is typed into the form of a post until it is saved, and the words half typed into its pickers:
// a reload, a session that expired or a click too many lose nothing.
//
// The text lies in the session storage of this tab, under the address of the form, together with the
// version (`rev`) of the post that its author saw: when somebody else has saved in the meantime, saving
// shows both. It goes when it was saved or thrown away, and with everything else when its author logs out.
{
  /** What is kept of a form: its fields by name; and whether they were sent and may be saved.
   * @typedef {{fields: Record<string, string>, sent: boolean}} Kept */

  const PREFIX = "unsaved:";
  const WORDS = "words:";
  const PAUSE = 300;
  /** What a form says besides what somebody typed. */
  const UNTYPED = new Set(["rev", "was-listed"]);
  let timer = 0;
  /** Whether this page's author is logging out: what is typed goes. */
  let leaves = false;

  /** @param {string} key */
  const read = (key) => {
    try {
      return JSON.parse(sessionStorage.getItem(key) ?? "null");
    } catch {
      return null;
    }
  };

  /** A storage that is full or shut keeps nothing, and nothing else fails for it.
   * @param {string} key @param {Kept | Record<string, string> | null} kept */
  const write = (key, kept) => {
    try {
      if (kept) sessionStorage.setItem(key, JSON.stringify(kept));
      else sessionStorage.removeItem(key);
    } catch {
      // As if it were empty.
    }
  };

  /** @returns {HTMLFormElement | null} */
  const formOf = () => document.querySelector(".edit-form");
  const pathOf = (/** @type {HTMLFormElement} */ form) => new URL(form.action).pathname;
  const keyOf = (/** @type {HTMLFormElement} */ form) => PREFIX + pathOf(form);
  const keys = (/** @type {string} */ prefix) =>
    Object.keys(sessionStorage).filter((key) => key.startsWith(prefix));

  /** @param {Element | RadioNodeList | null} field @returns {field is HTMLInputElement} */
  const isBox = (field) => field instanceof HTMLInputElement && field.type === "checkbox";

  /** The fields of a form; a box that is not ticked, which no form sends, is empty.
   * @param {HTMLFormElement} form @returns {Record<string, string>} */
  const fieldsOf = (form) => ({
    ...Object.fromEntries([...form.elements].filter((field) => isBox(field)).map(({ name }) => [name, ""])),
    ...Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)])),
  });

  /** @param {HTMLFormElement} form @param {Record<string, string>} fields */
  const fill = (form, fields) => {
    for (const [name, value] of Object.entries(fields)) {
      const field = form.elements.namedItem(name);
      if (isBox(field)) field.checked = value !== "";
      else if (field && "value" in field) field.value = value;
    }
  };

  /** @param {HTMLFormElement} form @param {boolean} [sent] */
  const keep = (form, sent = false) => {
    clearTimeout(timer);
    timer = 0;
    write(keyOf(form), { fields: fieldsOf(form), sent });
  };

  /** The fields of each form as the site sent them. @type {WeakMap<HTMLFormElement, Record<string, string>>} */
  const originals = new WeakMap();

  /** @param {HTMLFormElement} form @param {boolean} shown */
  const showNotice = (form, shown) => {
    const notice = form.querySelector(".kept");
    if (notice instanceof HTMLElement) notice.hidden = !shown;
  };

  /** Puts back into a form what was typed, if it differs from what the site sent. */
  const restore = () => {
    const form = formOf();
    if (!form || originals.has(form)) return;
    leaves = false;
    restoreWords(form);
    form.reset();
    const original = fieldsOf(form);
    originals.set(form, original);
    // What was refused came back with what was sent: it is as unsaved as before.
    if (form.querySelector("[role=alert]:not([hidden])")) return keep(form);
    /** @type {Kept | null} */
    const kept = read(keyOf(form));
    const differs = Object.entries(kept?.fields ?? {}).some(
      ([name, value]) => !UNTYPED.has(name) && plain(original[name]) !== plain(value));
    if (!differs || !kept) return write(keyOf(form), null);
    fill(form, kept.fields);
    showNotice(form, true);
  };

  /** A text as it is stored: a form sends its lines with two signs at the end.
   * @param {string | undefined} text */
  const plain = (text) => (text ?? "").replaceAll("\r\n", "\n");

  // The words of the pickers

  /** @returns {HTMLInputElement[]} */
  const pickers = () => [...document.querySelectorAll(".relate-picker [role=combobox]")]
    .filter((input) => input instanceof HTMLInputElement);

  const keepWords = (/** @type {HTMLFormElement} */ form) => {
    const words = pickers().filter(({ value }) => value).map(({ id, value }) => [id, value]);
    write(WORDS + pathOf(form), words.length ? Object.fromEntries(words) : null);
  };

  /** Puts back words without opening a list: that opens when somebody goes there.
   * @param {HTMLFormElement} form */
  const restoreWords = (form) => {
    /** @type {Record<string, string>} */
    const words = read(WORDS + pathOf(form)) ?? {};
    for (const input of pickers()) input.value ||= words[input.id] ?? "";
  };

  document.addEventListener("input", ({ target }) => {
    const form = target instanceof Element ? target.closest("form") : null;
    if (!form || form !== formOf()) return;
    clearTimeout(timer);
    timer = setTimeout(() => keep(form), PAUSE);
  });

  // What was typed last waits for no pause when the page goes.
  const keepNow = () => {
    const form = formOf();
    if (!form || !originals.has(form) || leaves) return;
    keepWords(form);
    if (timer) keep(form);
  };

  document.addEventListener("submit", ({ target }) => {
    if (!(target instanceof HTMLFormElement)) return;
    if (target === formOf()) keep(target, true);
    leaves = target.action.endsWith("/logout");
    if (leaves) [PREFIX, WORDS].flatMap(keys).forEach((key) => write(key, null));
  });

  document.addEventListener("click", ({ target }) => {
    const form = target instanceof Element && target.matches(".throw-away") ? formOf() : null;
    if (!form) return;
    fill(form, originals.get(form) ?? {});
    write(keyOf(form), null);
    showNotice(form, false);
    form.querySelector("input")?.focus();
  });

  // A form that was sent, and led to another page that says what happened, was saved. One that came
  // back, or led to the login or to an error, was not.
  const isElsewhere = (/** @type {string} */ key) => key !== PREFIX + location.pathname;
  const saysWhat = document.querySelector("#status span") !== null;
  for (const key of keys(PREFIX)) {
    /** @type {Kept | null} */
    const kept = read(key);
    if (kept?.sent) write(key, isElsewhere(key) && saysWhat ? null : { ...kept, sent: false });
  }
  restore();
  window.addEventListener("pagehide", keepNow);
  document.addEventListener("htmx:before:swap", keepNow);
  document.addEventListener("htmx:after:swap", restore);
}
