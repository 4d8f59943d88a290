// The queue: renews the list by itself and counts what is ticked. Without this file the page works by reload.
(() => {
  "use strict";
  const list = document.getElementById("work-list");
  if (!list) return;
  const news = document.getElementById("work-news");
  const form = document.getElementById("bulk-form");
  const rows = () => new Map([...list.querySelectorAll("[data-work]")].map((row) => [row.dataset.work, row]));
  const ticks = () => [...list.querySelectorAll("input[name=work]")];

  // --- what is ticked -------------------------------------------------------------------------------
  const whole = form && form.querySelector("[data-select-page]");
  const said = form && form.querySelector("[data-chosen]");
  const tell = () => {
    if (!form) return;
    const all = ticks();
    const chosen = all.filter((box) => box.checked).length;
    said.textContent = chosen ? said.dataset.chosen.replace("{n}", chosen) : "";
    const box = whole.querySelector("input");
    box.checked = chosen > 0 && chosen === all.length;
    box.indeterminate = chosen > 0 && chosen < all.length;
  };
  if (form) {
    whole.hidden = false;
    whole.querySelector("input").addEventListener("change", (event) => {
      ticks().forEach((box) => { box.checked = event.target.checked; });
      tell();
    });
    list.addEventListener("change", (event) => { if (event.target.name === "work") tell(); });
    tell();
  }

  // --- renewal --------------------------------------------------------------------------------------
  // Somebody who is choosing in the list is not interrupted; the renewal waits for its next turn.
  const busy = () => {
    const active = document.activeElement;
    return Boolean(list.querySelector("details[open], form[data-sent]"))
      || (list.contains(active) && active.matches("select, textarea, input:not([type=checkbox])"));
  };
  let before = null;
  const renew = () => {
    if (document.visibilityState !== "visible" || busy() || !window.htmx) return;
    const mark = document.getElementById("work-rows").dataset.mark;
    const joint = list.dataset.url.includes("?") ? "&" : "?";
    window.htmx.ajax("GET", `${list.dataset.url}${joint}part=list&seen=${mark}`, { target: "#work-list", swap: "innerHTML" });
  };
  list.addEventListener("htmx:beforeSwap", () => {
    before = {
      rows: rows(),
      ticked: new Set(ticks().filter((box) => box.checked).map((box) => box.id)),
      focus: list.contains(document.activeElement) ? document.activeElement.id : "",
      at: [window.scrollX, window.scrollY],
    };
  });
  list.addEventListener("htmx:afterSwap", () => {
    if (!before) return;
    const after = rows();
    ticks().forEach((box) => { box.checked = before.ticked.has(box.id); });
    if (before.focus) {
      // The row that had the focus may be gone, or its button another one now: then its case, then the list.
      const id = before.focus.replace(/^\D+/, "");
      const place = document.getElementById(before.focus) || document.getElementById(`case-${id}`);
      if (place) place.focus({ preventScroll: true });
      else { list.tabIndex = -1; list.focus({ preventScroll: true }); }
    }
    window.scrollTo(...before.at);
    tell();
    const fresh = [...after.keys()].filter((key) => !before.rows.has(key)).length;
    const gone = [...before.rows.keys()].filter((key) => !after.has(key)).length;
    const words = [];
    if (fresh) words.push(list.dataset.new.replace("{n}", fresh));
    if (gone) words.push(list.dataset.gone.replace("{n}", gone));
    news.textContent = words.length ? words.join(" ") : list.dataset.changed;
    before = null;
  });
  setInterval(renew, Number(list.dataset.seconds) * 1000);
  document.addEventListener("visibilitychange", renew);
})();
