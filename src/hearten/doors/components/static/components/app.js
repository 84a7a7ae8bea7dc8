/* What every page does: shows that something is happening, says when it failed, opens and closes, answers the keyboard.
   Nothing here is needed to read a page or to send a form. */
(() => {
  "use strict";

  const words = document.getElementById("ht-words")?.dataset ?? {};
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* Toasts */
  const TOAST_STAYS = 7000;

  function toast(text, tone = "info") {
    const box = document.getElementById("ht-toasts");
    const model = document.getElementById("ht-toast-model");
    if (!box || !model || !text) return;
    const made = model.content.firstElementChild.cloneNode(true);
    made.dataset.tone = tone;
    find("span", made).textContent = text;
    box.append(made);
    if (tone !== "bad") setTimeout(() => made.remove(), TOAST_STAYS);
  }

  all("#ht-toasts > .ht-toast").forEach((shown) => {
    if (shown.dataset.tone !== "bad") setTimeout(() => shown.remove(), TOAST_STAYS);
  });

  /* Of a row of tabs that is wider than the screen, the one that is open is in sight */
  all(".ht-tabs").forEach((row) => {
    const here = find("[aria-current]", row);
    if (here && row.scrollWidth > row.clientWidth) row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  });

  /* What a menu holds is in sight once it is open */
  document.addEventListener("toggle", ({ target }) => {
    if (target.matches?.("details[data-menu][open]")) target.lastElementChild.scrollIntoView({ block: "nearest" });
  }, true);

  /* One box ticks all of its name in the same form */
  all("[data-check-all]").forEach((box) => {
    const those = () => all(`input[type="checkbox"][name="${box.dataset.checkAll}"]`, box.form ?? document);
    const show = () => {
      const ticked = those().filter((one) => one.checked).length;
      box.checked = ticked > 0 && ticked === those().length;
      box.indeterminate = ticked > 0 && !box.checked;
    };
    box.addEventListener("change", () => those().forEach((one) => { one.checked = box.checked; }));
    (box.form ?? document).addEventListener("change", (event) => { if (event.target !== box) show(); });
    show();
  });

  /* Progress: visible from 150 ms on, for htmx and for forms and links alike */
  const bar = document.getElementById("ht-bar");
  let waiting = 0;
  let soon = 0;

  function begin() {
    waiting += 1;
    if (waiting > 1 || !bar) return;
    soon = setTimeout(() => {
      bar.removeAttribute("data-done");
      bar.removeAttribute("aria-hidden");
      bar.dataset.on = "";
    }, 150);
  }

  function end() {
    waiting = Math.max(0, waiting - 1);
    if (waiting || !bar) return;
    clearTimeout(soon);
    if (!("on" in bar.dataset)) return;
    bar.dataset.done = "";
    bar.setAttribute("aria-hidden", "true");
    bar.removeAttribute("data-on");
  }

  document.addEventListener("htmx:beforeRequest", begin);
  document.addEventListener("htmx:afterRequest", end);
  window.addEventListener("pageshow", () => { waiting = 1; end(); all("[aria-busy=true]").forEach((b) => b.removeAttribute("aria-busy")); });
  document.addEventListener("htmx:responseError", (event) => {
    const answer = event.detail.xhr;
    const html = answer.getResponseHeader("content-type")?.startsWith("text/html") ? answer.responseText : "";
    const read = html ? new DOMParser().parseFromString(html, "text/html") : null;
    toast(read?.querySelector(".ht-alert-body, .ht-empty p")?.textContent.trim() || words.failed, "bad");
  });
  document.addEventListener("htmx:sendError", () => toast(words.unreachable, "bad"));
  document.addEventListener("htmx:timeout", () => toast(words.unreachable, "bad"));
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  document.body.addEventListener("toast", (event) => toast(event.detail.text, event.detail.tone));
  // A survey goes on without a network and says so itself.
  window.addEventListener("offline", () => { if (!find("[data-survey]")) toast(words.offline, "bad"); });

  /* A form that was sent says so, and is not sent twice; one that was changed does not vanish unasked */
  let unsaved = false;
  document.addEventListener("input", (event) => {
    if (event.target.form?.hasAttribute("data-guard")) unsaved = true;
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    unsaved = false;
    if (event.defaultPrevented || form.matches("[hx-get],[hx-post],[hx-put],[hx-patch],[hx-delete]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post") {
      form.dataset.sent = "1";
      setTimeout(() => delete form.dataset.sent, 8000);
      event.submitter?.setAttribute("aria-busy", "true");
    }
    if (!form.hasAttribute("data-download")) begin();
  });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  /* Clicks: dialogs, toasts, menus, tips, the side of the desk */
  let tip = 0;
  function openTip(button) {
    const note = button.nextElementSibling;
    if (!note?.togglePopover) return;
    note.id ||= `ht-tip-${(tip += 1)}`;
    button.setAttribute("aria-controls", note.id);
    note.togglePopover();
    if (!note.matches(":popover-open") || window.innerWidth < 768) return;
    const spot = button.getBoundingClientRect();
    const size = note.getBoundingClientRect();
    const below = spot.bottom + 8 + size.height < window.innerHeight;
    Object.assign(note.style, {
      position: "fixed", margin: "0", inset: "auto",
      left: `${Math.max(8, Math.min(spot.left, window.innerWidth - size.width - 8))}px`,
      top: `${below ? spot.bottom + 8 : Math.max(8, spot.top - size.height - 8)}px`,
    });
  }

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    let hit;
    if ((hit = on("[data-dialog]"))) document.getElementById(hit.dataset.dialog)?.showModal();
    else if ((hit = on("[data-dialog-close]"))) hit.closest("dialog").close();
    else if (event.target.matches("dialog.ht-dialog")) event.target.close();
    else if ((hit = on("[data-toast-close]"))) hit.closest(".ht-toast").remove();
    else if ((hit = on("[data-tip]"))) openTip(hit);
    else if ((hit = on("[data-side]"))) side(hit);
    else if (on("[data-reload]")) location.reload();
    else if (on("[data-print]")) window.print();
    all("details[data-menu][open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  function side(button) {
    const nav = document.getElementById("ht-side");
    const open = nav.toggleAttribute("data-open");
    button.setAttribute("aria-expanded", String(open));
    if (open) {
      find("a", nav)?.focus();
      setTimeout(() => document.addEventListener("click", function shut(event) {
        if (nav.contains(event.target)) return;
        nav.removeAttribute("data-open");
        button.setAttribute("aria-expanded", "false");
        document.removeEventListener("click", shut);
      }));
    }
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
    if (event.target.matches('.ht-drop input[type="file"]')) listFiles(event.target);
  });

  /* Files: what was chosen, by name and size; too large is said before sending */
  const LARGEST = 10 * 1024 * 1024;
  function listFiles(input) {
    const list = find("[data-files]", input.closest(".ht-drop"));
    if (!list) return;
    list.replaceChildren(...[...input.files].map((file) => {
      const line = document.createElement("li");
      const size = document.createElement("span");
      const name = document.createElement("span");
      name.textContent = file.name;
      size.textContent = file.size > LARGEST ? words.large : `${Math.max(1, Math.round(file.size / 1024)).toLocaleString()} KB`;
      size.className = file.size > LARGEST ? "ht-bad" : "ht-quiet";
      line.append(name, size);
      return line;
    }));
  }
  ["dragover", "dragleave", "drop"].forEach((kind) => document.addEventListener(kind, (event) => {
    const drop = event.target.closest?.(".ht-drop");
    if (drop) drop.toggleAttribute("data-over", kind === "dragover");
  }));

  /* What is shown stays true: `data-live` names a stream; at each change the element hears "live" (hx-trigger="live") */
  const streams = new Map();
  function goLive(root) {
    all("[data-live]", root).concat(root.matches?.("[data-live]") ? [root] : []).forEach((part) => {
      if (streams.has(part) || !window.EventSource) return;
      const stream = new EventSource(part.dataset.live);
      stream.addEventListener("change", () => part.dispatchEvent(new CustomEvent("live", { bubbles: false })));
      streams.set(part, stream);
    });
    streams.forEach((stream, part) => { if (!part.isConnected) { stream.close(); streams.delete(part); } });
  }
  document.addEventListener("htmx:load", (event) => goLive(event.detail.elt));
  window.addEventListener("pagehide", () => { streams.forEach((stream) => stream.close()); streams.clear(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) goLive(document.body); });

  /* The keyboard at the desk */
  const desk = find(".ht-desk");
  let leader = 0;

  function typing(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  function step(by) {
    const links = all("[data-rows] tbody tr").map((row) => find("a", row)).filter(Boolean);
    if (!links.length) return;
    const now = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
    const next = now < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, now + by));
    links[next].focus();
    links[next].scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (!desk || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (find("dialog[open]")) return;
    if (leader && Date.now() - leader < 1500) {
      leader = 0;
      const link = find(`.ht-side a[data-key="${CSS.escape(event.key)}"]`);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    const acts = {
      "/": () => document.getElementById("ht-search")?.focus(),
      "?": () => document.getElementById("ht-keys")?.showModal(),
      g: () => { leader = Date.now(); },
      j: () => step(1),
      k: () => step(-1),
    };
    if (acts[event.key]) { event.preventDefault(); acts[event.key](); }
  });

  /* After a refused form the summary of errors has the focus */
  const focusFirst = (root) => find("[data-focus]", root)?.focus();
  focusFirst(document);
  document.addEventListener("htmx:afterSwap", (event) => focusFirst(event.detail.target));

  /* Works on a poor network (M1) */
  if ("serviceWorker" in navigator && words.worker && window.isSecureContext) {
    window.addEventListener("load", () => navigator.serviceWorker.register(words.worker).catch(() => {}));
  }
})();
