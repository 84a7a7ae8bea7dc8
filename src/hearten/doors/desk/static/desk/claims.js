/* Papers on the workbench: larger, smaller, turned; a field and its place on the picture show each other. */
(() => {
  "use strict";

  const STEP = 1.25;
  const QUARTER = 90;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* A figure that lies on its side needs the room of its longer edge. */
  function lay(sheet) {
    const figure = sheet.querySelector("figure");
    const turn = Number(figure.dataset.turn) || 0;
    figure.style.setProperty("--turn", `${turn}deg`);
    figure.style.setProperty("--zoom", String(Number(figure.dataset.scale) || 1));
    const lies = turn % (2 * QUARTER) !== 0;
    const gap = lies ? (figure.offsetWidth - figure.offsetHeight) / 2 : 0;
    figure.style.marginBlock = `${gap}px`;
    figure.style.marginInlineStart = `${-gap}px`;
  }

  function sheetOf(button) {
    return button.closest("[data-sheet]");
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zoom], [data-rotate], [data-marks]");
    if (!button) return;
    const sheet = sheetOf(button);
    const figure = sheet.querySelector("figure");
    if ("zoom" in button.dataset) {
      const now = Number(figure.dataset.scale) || 1;
      figure.dataset.scale = String(Math.min(6, Math.max(0.5, Number(button.dataset.zoom) > 0 ? now * STEP : now / STEP)));
    } else if ("rotate" in button.dataset) {
      figure.dataset.turn = String(((Number(figure.dataset.turn) || 0) + QUARTER) % (4 * QUARTER));
    } else {
      const hidden = sheet.toggleAttribute("data-no-marks");
      button.setAttribute("aria-pressed", String(!hidden));
    }
    lay(sheet);
  });

  function show(row, on) {
    row.toggleAttribute("data-on", on);
    const mark = document.getElementById(row.dataset.mark);
    if (!mark) return;
    mark.toggleAttribute("data-on", on);
    if (on) mark.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  all("tr[data-mark]").forEach((row) => {
    row.addEventListener("focus", () => show(row, true));
    row.addEventListener("blur", () => show(row, false));
    row.addEventListener("click", () => row.focus());
  });

  /* The letter stays open while what it says changes. */
  let open = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "preview") open = Boolean(event.detail.target.querySelector("details[open]"));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const letter = event.detail.target.id === "preview" && event.detail.target.querySelector("details");
    if (letter) letter.open = open;
  });

  all("[data-sheet]").forEach((sheet) => {
    const picture = sheet.querySelector("img");
    if (picture.complete) lay(sheet);
    picture.addEventListener("load", () => lay(sheet));
  });
})();
