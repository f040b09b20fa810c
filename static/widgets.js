// @ts-check
"use strict";

// What every widget of an editor's page owes its user, whatever it changes: a switch that asks first,
// a sentence where something went wrong and a button that sends the same again, and ten seconds to
// take a change back.
//
// A widget is a form in `#editor`. What failed is told in the `.problem` of the picker that it
// concerns, else in that of the editor. Nothing here knows what a request changes.
{
  /**
   * What htmx says of a request in its events; only what is used here.
   * @typedef {object} Context
   * @property {Element} sourceElement
   * @property {Element} [target]
   * @property {string} swap
   * @property {string} [text]
   * @property {{status: number}} [response]
   * @property {{action: string, method: string, body: FormData, submitter?: HTMLElement}} request
   */

  const { htmx } = /** @type {any} */ (window);
  const TEN_SECONDS = 10_000;
  const AWAY = "The site cannot be reached. Is the connection down?";
  const NOT_YET = "The site cannot be reached, so this is not saved yet. Is the connection down?";
  const BROKEN = "Something went wrong, and nothing was changed.";

  /** Writes that are not answered yet. @type {Set<Context>} */
  const pending = new Set();
  /** What can be sent again, by the element that holds the button for it. @type {WeakMap<Element, Context[]>} */
  const failed = new WeakMap();
  let undoWanted = false;
  let told = "";
  let timer = 0;

  /** @param {Event} event @returns {Context | undefined} */
  const contextOf = (event) => /** @type {CustomEvent} */ (event).detail.ctx;

  /** @param {Context} context */
  const isWrite = ({ request }) => request.method === "POST";

  /** Whose requests these are: what is asked for a page, by a link on a chip too, is not our business.
   * @param {Context} context */
  const isOurs = ({ sourceElement, target }) => target?.id !== "main"
    && (sourceElement.matches("#editor *, #status *") || target?.id === "editor");

  /** The element in which is told what became of a request.
   * @param {Element} element */
  const holderOf = (element) => element.closest(".relate-picker") ?? document.getElementById("editor");

  // What went wrong

  /** @param {Element} holder @param {string} sentence */
  const tell = (holder, sentence) => {
    const problem = holder.querySelector(".problem");
    const [text, button] = problem?.children ?? [];
    if (!(text instanceof HTMLElement) || !(button instanceof HTMLElement)) return;
    text.textContent = sentence;
    button.hidden = !failed.get(holder)?.length;
  };

  /** Lets go of requests that are not to be sent again; without any there is nothing to tell.
   * @param {Element} holder @param {(context: Context) => boolean} which @returns {Context[]} */
  const forget = (holder, which) => {
    const contexts = failed.get(holder) ?? [];
    failed.set(holder, contexts.filter((context) => !which(context)));
    if (!failed.get(holder)?.length) tell(holder, "");
    return contexts.filter(which);
  };

  /** Keeps every write that failed, and the last search. What was not done is not taken back: what the
   * status offers to take back was done before.
   * @param {Context} context @param {string} sentence @param {boolean} retry */
  const fail = (context, sentence, retry) => {
    if (isWrite(context)) undoWanted = false;
    const holder = isOurs(context) && holderOf(context.sourceElement);
    if (!holder) return;
    forget(holder, (other) => !isWrite(other));
    if (retry) failed.set(holder, [...failed.get(holder) ?? [], context]);
    tell(holder, sentence);
  };

  /** A list loads anew when its input gets the focus.
   * @param {Element} holder */
  const search = (holder) => {
    const input = holder.querySelector("[role=combobox]");
    if (!(input instanceof HTMLElement)) return;
    input.blur();
    input.focus();
  };

  /** Sends again what failed, in the order in which it was sent first.
   * @param {Element} holder */
  const again = (holder) => {
    for (const context of forget(holder, () => true)) {
      const { sourceElement, target, swap, request } = context;
      const source = sourceElement.isConnected ? sourceElement : holder.querySelector("form");
      if (!isWrite(context)) search(holder);
      else htmx.ajax("POST", request.action, { source, target, swap, values: Object.fromEntries(request.body) });
    }
  };

  /** Puts a title that could not be made back to where it was typed.
   * @param {Context} context */
  const giveBack = ({ sourceElement, request }) => {
    const title = request.method === "POST" && request.body.get("create");
    const input = title && holderOf(sourceElement)?.querySelector("[role=combobox]");
    if (title && input instanceof HTMLInputElement) input.value ||= String(title);
  };

  /** The sentence in the small page that says what went wrong.
   * @param {string} html */
  const sentenceOf = (html) => new DOMParser().parseFromString(html, "text/html")
    .querySelector("#status span")?.textContent ?? BROKEN;

  document.addEventListener("htmx:response:error", (event) => {
    const context = contextOf(event);
    const status = context?.response?.status ?? 0;
    if (!context) return;
    const retry = status === 429 || status >= 500;
    if (!retry) giveBack(context);
    fail(context, sentenceOf(context.text ?? ""), retry);
  });

  document.addEventListener("htmx:error", (event) => {
    const context = contextOf(event);
    if (context?.sourceElement) fail(context, isWrite(context) ? NOT_YET : AWAY, true);
  });

  document.addEventListener("click", ({ target }) => {
    const holder = target instanceof Element && target.matches(".try-again") && holderOf(target);
    if (holder) again(holder);
  });

  // What is typed makes a search that failed pointless.
  document.addEventListener("input", ({ target }) => {
    const holder = target instanceof Element && target.matches("#editor *") && holderOf(target);
    if (holder) forget(holder, (context) => !isWrite(context));
  });

  // Writes

  // htmx knows no `formaction` on a form of its own. The switch needs it, and may ask first.
  document.addEventListener("htmx:config:request", (event) => {
    const context = contextOf(event);
    if (!context || !isWrite(context) || !isOurs(context)) return;
    const { request } = context;
    const { submitter } = request;
    if (submitter?.dataset.confirm && !window.confirm(submitter.dataset.confirm)) {
      event.preventDefault();
      return;
    }
    request.action = submitter?.getAttribute("formaction") ?? request.action;
    // What was to be asked has been asked.
    if (submitter?.dataset.confirm) request.body.set("ask", "");
    pending.add(context);
    const holder = holderOf(context.sourceElement);
    if (holder) forget(holder, () => false);
  });

  document.addEventListener("htmx:finally:request", (event) => {
    const context = contextOf(event);
    if (context && pending.delete(context) && !pending.size && undoWanted) pressUndo();
  });

  // Taking back

  /** @returns {HTMLFormElement | null} */
  const undoForm = () => document.querySelector("#status form");

  const pressUndo = () => {
    undoWanted = false;
    undoForm()?.requestSubmit();
  };

  /** Whether Ctrl+Z belongs to a text that can be taken back itself.
   * @param {EventTarget | null} target */
  const isText = (target) => target instanceof Element && target.matches("textarea, input")
    && !(target instanceof HTMLInputElement && target.matches("#editor *") && !target.value);

  // What is under way is taken back when it is done.
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey, target } = event;
    if (key.toLowerCase() !== "z" || !(ctrlKey || metaKey) || shiftKey || altKey || isText(target)) return;
    if (!pending.size && !undoForm()) return;
    event.preventDefault();
    undoWanted = pending.size > 0;
    if (!undoWanted) pressUndo();
  });

  /** What the status says, and what it offers to take back. */
  const said = () => `${document.getElementById("status")?.textContent}${undoForm()?.querySelector("input")?.value ?? ""}`;

  /** Empties the status, unless it says something else by now or somebody is about to press its button. */
  const clearStatus = () => {
    const status = document.getElementById("status");
    if (said() !== told) return;
    if (status?.contains(document.activeElement)) timer = setTimeout(clearStatus, TEN_SECONDS);
    else status?.replaceChildren();
    told = said();
  };

  /** Begins to count when the status says something new. */
  const watchStatus = () => {
    if (said() === told) return;
    told = said();
    clearTimeout(timer);
    if (told) timer = setTimeout(clearStatus, TEN_SECONDS);
  };

  document.addEventListener("htmx:after:swap", watchStatus);
  if (undoForm()) watchStatus();
}
