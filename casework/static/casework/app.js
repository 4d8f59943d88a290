// Comfort only: every page works without this file.
(() => {
  "use strict";
  // After a refused form the reader starts at the refusal.
  const alert = document.querySelector("[data-focus]");
  if (alert) alert.focus();

  // One submission a form: the button answers at once; a page brought back by the browser works again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("button[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    });
  });

  // A choice in a filter takes effect at once; without JavaScript its button does the same.
  document.querySelectorAll("form[data-auto]").forEach((form) => {
    form.addEventListener("change", (event) => {
      if (event.target.matches("select, input[type=radio], input[type=checkbox]")) form.requestSubmit();
    });
  });

  // An open group of the menu closes with Escape and with a press elsewhere.
  const groups = document.querySelectorAll(".menu-group");
  const close = (except) => groups.forEach((group) => {
    if (group !== except) group.open = false;
  });
  document.addEventListener("click", (event) => close(event.target.closest(".menu-group")));
  document.addEventListener("keydown", (event) => {
    const open = document.querySelector(".menu-group[open]");
    if (event.key !== "Escape" || !open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
})();
