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

  // A choice in a filter takes effect at once; without JavaScript its button does the same. With the arrow keys one
  // passes every choice on the way to the wanted one, so a choice by keyboard waits for the button.
  document.querySelectorAll("form[data-auto]").forEach((form) => {
    let keys = false;
    form.addEventListener("keydown", () => { keys = true; });
    form.addEventListener("pointerdown", () => { keys = false; });
    form.addEventListener("change", (event) => {
      if (keys && !event.target.matches("input[type=checkbox]")) return;
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

// --- search: the box of every page as a combobox; without this it is a form like any other ---
(() => {
  "use strict";
  const form = document.querySelector("[data-search]");
  if (!form) return;
  const input = form.querySelector("input[type=search]");
  const list = document.getElementById("search-list");
  const KEY = "search-key";
  let active = null;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", "search-options");
  input.setAttribute("aria-haspopup", "listbox");
  input.setAttribute("aria-expanded", "false");

  const options = () => [...list.querySelectorAll("[role=option]")];

  function choose(option) {
    if (active) active.setAttribute("aria-selected", "false");
    active = option;
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function show(open) {
    const shown = open && list.childElementCount > 0;
    choose(null);
    list.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown && options().length > 0));
  }

  function open(option) {
    if (option.dataset.href) window.location.assign(option.dataset.href);
    else form.requestSubmit();
  }

  // A list that arrives when nobody waits for it any more stays closed.
  list.addEventListener("htmx:afterSwap", () => show(document.activeElement === input && input.value.trim() !== ""));
  input.addEventListener("htmx:responseError", () => show(false));
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) show(false);
  });
  input.addEventListener("input", () => {
    if (!input.value.trim()) show(false);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) open(option);
  });

  input.addEventListener("keydown", (event) => {
    // While an input method is composing, its keys are its own.
    if (event.isComposing) return;
    const all = options();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) show(true);
      if (list.hidden || !all.length) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const place = active ? all.indexOf(active) + step : step > 0 ? 0 : all.length - 1;
      choose(all[place] || null);
    } else if (event.key === "Enter" && active && !list.hidden) {
      event.preventDefault();
      open(active);
    } else if (event.key === "Escape" && !list.hidden) {
      // The first time it closes the list, the second time the browser empties the box.
      event.preventDefault();
      show(false);
    }
  });

  // The key "/" leads here. A key that is a sign can be switched off (WCAG 2.1.4): on the page of searches.
  const stored = () => {
    try {
      return window.localStorage.getItem(KEY) !== "off";
    } catch {
      return true;
    }
  };
  let on = stored();
  const button = document.querySelector("[data-search-key]");
  function hint() {
    document.querySelectorAll("[data-search-hint]").forEach((part) => {
      part.hidden = !on && !part.contains(button);
    });
    if (on) input.setAttribute("aria-keyshortcuts", "/");
    else input.removeAttribute("aria-keyshortcuts");
    if (button) button.textContent = on ? button.dataset.on : button.dataset.off;
  }
  hint();
  if (button) {
    button.addEventListener("click", () => {
      on = !on;
      try {
        window.localStorage.setItem(KEY, on ? "on" : "off");
      } catch {
        // Nothing is kept then; it holds on this page.
      }
      hint();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (!on || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
})();
