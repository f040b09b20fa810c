// @ts-check
"use strict";

// Asks whether the site is there before the form of a post is sent.
//
// A browser that sends a form to a site which cannot be reached shows a page of its own in its place. So
// the form waits for one small question. Where that fails, a sentence says so and everything stays as it
// is; else, or where the answer takes long, the browser sends the form as if nothing had been.
{
  const QUESTION = "/healthz";
  const LONGEST = 3000;
  const AWAY = "The site cannot be reached, so nothing is saved yet. Your text stays here:"
    + " press the button again in a moment.";

  /** Forms that wait for an answer, and forms that may go. */
  const waiting = new WeakSet();
  const free = new WeakSet();

  /** @returns {Promise<boolean>} */
  const isThere = async () => {
    try {
      return (await fetch(QUESTION, { cache: "no-store", signal: AbortSignal.timeout(LONGEST) })).ok;
    } catch (fault) {
      return fault instanceof DOMException && fault.name === "TimeoutError";
    }
  };

  /** What site.js shows of a form that is on its way begins with the question.
   * @param {boolean} runs */
  const showSending = (runs) => document.documentElement.classList.toggle("sending", runs);

  /** @param {HTMLFormElement} form @param {string} sentence */
  const tell = (form, sentence) => {
    const place = form.querySelector(".away");
    if (!(place instanceof HTMLElement)) return;
    place.textContent = sentence;
    place.hidden = !sentence;
  };

  // Before all others: what is not sent yet is not kept as sent.
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (!(form instanceof HTMLFormElement) || !form.matches(".edit-form") || free.delete(form)) return;
    event.preventDefault();
    event.stopPropagation();
    if (waiting.has(form)) return;
    waiting.add(form);
    tell(form, "");
    showSending(true);
    const there = await isThere();
    waiting.delete(form);
    if (!there) {
      showSending(false);
      return tell(form, AWAY);
    }
    free.add(form);
    form.requestSubmit(submitter);
  }, true);
}
