/* How long each question takes: the time since the last answer belongs to the question that is answered next. */
(() => {
  const form = document.querySelector("[data-survey]");
  if (!form) return;
  let last = performance.now();
  let idle = document.hidden;

  document.addEventListener("visibilitychange", () => {
    // Time with the page out of sight is nobody's thinking.
    if (document.hidden) idle = performance.now();
    else if (idle) { last += performance.now() - idle; idle = false; }
  });

  form.addEventListener("change", (event) => {
    const counter = event.target.closest("[data-question]")?.querySelector("[data-seconds]");
    if (!counter) return;
    const spent = Math.round((performance.now() - last) / 1000);
    last = performance.now();
    counter.dataset.spent = spent;
  }, true);

  document.body.addEventListener("htmx:configRequest", (event) => {
    const question = event.detail.elt.closest?.("[data-question]");
    if (!question) return;
    event.detail.parameters["seconds"] = question.querySelector("[data-seconds]").dataset.spent || "0";
  });
})();
