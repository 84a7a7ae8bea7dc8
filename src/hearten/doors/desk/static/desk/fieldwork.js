/* Fieldwork by keyboard: full fields go on by themselves, numbers choose answers, the guide has its clock. The pages work without it. */
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* Keying: a field that is full, or Enter, goes to the next; at the end the form is sent by its button only */
  const keying = document.querySelector("form[data-keying]");
  if (keying) {
    const began = Date.now();
    const fields = all("input[data-key], textarea", keying);
    const onward = (from) => (fields[fields.indexOf(from) + 1] ?? keying.querySelector("button:not([type=button])"))?.focus();
    if (!keying.querySelector("[autofocus]")) fields[0]?.focus();
    keying.addEventListener("input", (event) => {
      const width = Number(event.target.dataset.width);
      if (!width || event.isComposing) return;
      const text = event.target.value.trim();
      if (text === "?" || text === "d" || text.length >= width) onward(event.target);
    });
    keying.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("input[data-key]")) { event.preventDefault(); onward(event.target); }
    });
    keying.addEventListener("focusin", (event) => event.target.matches("input[data-key]") && event.target.select());
    keying.addEventListener("submit", () => { keying.querySelector("[data-seconds]").value = Math.round((Date.now() - began) / 1000); });
  }

  /* Settling: take over one of the two entries */
  all("[data-take]").forEach((button) => button.addEventListener("click", () => {
    const field = document.getElementsByName(button.dataset.into)[0];
    field.value = button.dataset.take;
    field.focus();
  }));

  /* The script: a digit chooses, Enter goes on */
  const call = document.querySelector("form[data-call]");
  if (call) {
    const cells = all(".fw-cell", call);
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, input:not([type=radio]):not([type=checkbox]), select")) return;
      if (!/^[0-9d]$/.test(event.key)) return;
      const cell = event.target.closest?.(".fw-cell") ?? cells.find((one) => !one.querySelector("input:checked")) ?? cells[0];
      const found = cell?.querySelector(`input[value="${event.key}"]`);
      if (!found) return;
      event.preventDefault();
      found.click();
      found.focus();
    });
    call.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("input[type=radio], input[type=checkbox]")) {
        event.preventDefault();
        call.querySelector("button[value=next]")?.click();
      }
    });
  }

  /* The guide's clock: how long the topic still has */
  const guide = document.querySelector("[data-guide]");
  const start = guide?.querySelector("[data-clock-start]");
  if (start) {
    const topics = all(".fw-guide > li", guide);
    const face = guide.querySelector("[data-clock]");
    const next = guide.querySelector("[data-clock-next]");
    let at = -1;
    let until = 0;
    const show = () => {
      const left = Math.round((until - Date.now()) / 1000);
      const size = Math.abs(left);
      face.textContent = `${left < 0 ? "+" : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
      face.classList.toggle("ht-bad", left < 0);
    };
    const go = () => {
      topics[at]?.removeAttribute("aria-current");
      at += 1;
      if (!topics[at]) { next.hidden = true; face.textContent = ""; clearInterval(timer); return; }
      topics[at].setAttribute("aria-current", "step");
      until = Date.now() + Number(topics[at].dataset.minutes) * 60000;
      show();
    };
    let timer = 0;
    start.addEventListener("click", () => { start.hidden = true; next.hidden = false; timer = setInterval(show, 1000); go(); });
    next.addEventListener("click", go);
  }
})();
