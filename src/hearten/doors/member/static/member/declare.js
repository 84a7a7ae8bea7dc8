/* A follow-up question shows when the question before it calls for it. Without this file all questions are shown. */
(() => {
  "use strict";
  const form = document.querySelector("[data-declaration]");
  if (!form) return;

  function refresh() {
    const given = new FormData(form);
    for (const question of form.querySelectorAll("[data-after]")) {
      const before = form.querySelector(`[name="${question.dataset.after}"]`)?.closest(".ht-question");
      const asked = !before?.hidden && given.getAll(question.dataset.after).includes(question.dataset.equals);
      question.hidden = !asked;
    }
  }

  /* “None of these” and the others exclude each other. */
  form.addEventListener("change", (event) => {
    const box = event.target;
    if (box.type === "checkbox" && box.checked) {
      for (const other of form.querySelectorAll(`[name="${box.name}"]`)) {
        if (other !== box && (box.value === "none") !== (other.value === "none")) other.checked = false;
        else if (other !== box && box.value === "none") other.checked = false;
      }
    }
    refresh();
  });
  refresh();
})();
