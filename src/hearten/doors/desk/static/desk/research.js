/* Coding by keyboard: J and K move between statements, 1 to 9 give or take a theme; marked words become a statement.
   Everything works with a mouse and without this file, but the cutting. */
(() => {
  "use strict";

  const room = document.querySelector("[data-coding]");
  if (!room) return;
  const go = (selector) => room.querySelector(selector)?.click();
  const typing = (target) => target.matches("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") go("[data-after]");
    else if (event.key === "k") go("[data-before]");
    else if (/^[1-9]$/.test(event.key)) go(`[data-key="${event.key}"]`);
  });

  /* The server counts characters, the browser counts halves of some of them. */
  const characters = (text) => [...text].length;
  const form = room.querySelector("[data-cut]");
  form?.addEventListener("submit", () => {
    const whole = form.querySelector("[data-whole]");
    form.elements.start.value = characters(whole.value.slice(0, whole.selectionStart));
    form.elements.end.value = characters(whole.value.slice(0, whole.selectionEnd));
  });
})();
