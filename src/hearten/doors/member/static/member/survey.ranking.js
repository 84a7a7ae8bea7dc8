/* Ranking: drag with finger or mouse, or move with the arrows; the boxes with the places say it to the server. */
(() => {
  "use strict";
  const all = (selector, root) => [...root.querySelectorAll(selector)];

  function ranking(box) {
    const line = box.querySelector("ol");
    const accept = box.querySelector("[data-accept]");
    const rows = () => all("li", line);
    const boxes = () => all("select", line);
    all("[data-plain]", box).forEach((plain) => { plain.hidden = true; });
    all("[data-drag]", box).forEach((tool) => { tool.hidden = false; });
    const ranked = () => boxes().some((one) => one.value);
    const show = () => {
      line.toggleAttribute("data-ranked", ranked());
      accept.hidden = ranked();
      rows().forEach((row, place) => {
        const mark = row.querySelector("[data-rank]");
        mark.hidden = false;
        mark.textContent = ranked() ? place + 1 : "–";
        row.querySelector("[data-move='-1']").disabled = place === 0;
        row.querySelector("[data-move='1']").disabled = place === rows().length - 1;
      });
    };
    const settleOrder = (moved) => {
      rows().forEach((row, place) => { row.querySelector("select").value = String(place + 1); });
      show();
      if (moved) {
        const said = box.dataset.ranking.replace("%(place)s", rows().indexOf(moved) + 1).replace("%(count)s", rows().length);
        box.querySelector("[data-said]").textContent = `${moved.querySelector(".sv-ranked").textContent}: ${said}`;
      }
      boxes()[0].dispatchEvent(new Event("change", { bubbles: true }));
    };
    const move = (row, step) => {
      const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return false;
      if (step < 0) other.before(row); else other.after(row);
      return true;
    };
    box.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (event.target.closest("[data-accept]")) settleOrder(null);
      if (!button) return;
      const row = button.closest("li");
      if (move(row, Number(button.dataset.move))) settleOrder(row);
      (button.disabled ? row.querySelector("[data-move]:not(:disabled)") : button).focus();
    });
    line.addEventListener("pointerdown", (event) => {
      const row = event.target.closest(".sv-grip")?.closest("li");
      if (!row) return;
      event.preventDefault();
      row.dataset.held = "";
      const follow = (moved) => {
        const above = row.previousElementSibling?.getBoundingClientRect();
        const below = row.nextElementSibling?.getBoundingClientRect();
        if (above && moved.clientY < above.top + above.height / 2) move(row, -1);
        else if (below && moved.clientY > below.top + below.height / 2) move(row, 1);
      };
      const drop = () => {
        delete row.dataset.held;
        document.removeEventListener("pointermove", follow);
        settleOrder(row);
      };
      document.addEventListener("pointermove", follow);
      document.addEventListener("pointerup", drop, { once: true });
      document.addEventListener("pointercancel", drop, { once: true });
    });
    show();
  }

  window.heartenSurvey = { ...window.heartenSurvey, ranking };
})();
