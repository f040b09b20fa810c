// @ts-check
"use strict";

// For developers alone: opens the report of a fault that an answer of htmx brought, and copies it.
// The dialog closes by its button, by Escape, or by a click beside it; the focus goes back.
{
  const overlay = () => document.querySelector("#developer-report dialog");

  const open = () => {
    const dialog = overlay();
    if (dialog instanceof HTMLDialogElement && !dialog.open && !dialog.dataset.seen) {
      dialog.dataset.seen = "true";
      dialog.showModal();
    }
  };

  document.addEventListener("htmx:finally:request", open);

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const dialog = overlay();
    if (dialog instanceof HTMLDialogElement && event.target === dialog) dialog.close();
    const button = event.target.closest("[data-copy]");
    if (!(button instanceof HTMLElement)) return;
    const text = button.parentElement?.querySelector(button.dataset.copy ?? "")?.textContent ?? "";
    navigator.clipboard.writeText(text).then(() => {
      button.textContent = "Copied";
    });
  });
}
