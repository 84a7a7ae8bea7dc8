/* The builder of questionnaires: each edit is one small change, posted in its turn; the answer redraws what it moved.
   Nothing is decided here: the server keeps the document, says what is wrong, and knows how to take a change back. */
(() => {
  "use strict";

  const builder = document.getElementById("builder");
  if (!builder) return;
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const state = () => document.getElementById("builder-state");
  const chosen = () => state().dataset.chosen;
  const say = (text, tone) => document.body.dispatchEvent(new CustomEvent("toast", { detail: { text, tone } }));

  /* --- Changes go out one after the other, each with the revision that the one before left --- */
  let line = Promise.resolve();
  let open = 0;

  function send(change, { redraw = false, then = "" } = {}) {
    open += 1;
    find("[data-saved]", state()).textContent = builder.dataset.saving;
    line = line.then(() => post(change, redraw)).then(() => { open -= 1; after(then); }, () => { open -= 1; });
    return line;
  }

  function post(change, redraw) {
    const values = { change: JSON.stringify(change), revision: state().dataset.revision, chosen: chosen() };
    if (redraw) values.redraw = "1";
    return htmx.ajax("POST", builder.dataset.url, { source: builder, target: "#builder-state", swap: "outerHTML", values });
  }

  function after(then) {
    refreshPhone();
    if (then === "last-line") all(".b-lines > li:last-child [data-write='zh']").at(-1)?.focus();
    if (then === "outline") find(".b-items [aria-current]")?.focus();
    all("[data-with-revision] [name=revision]").forEach((field) => { field.value = state().dataset.revision; });
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status !== 409 || !builder.contains(event.detail.elt)) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    event.detail.target = document.getElementById("builder-conflict");
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (!builder.contains(event.detail.elt)) return;
    const said = find("[data-saved]", state());
    said.textContent = builder.dataset.failed;
    said.classList.add("ht-bad");
    const again = event.detail.requestConfig?.parameters;
    if (again?.change) window.addEventListener("online", () => send(JSON.parse(again.change), { redraw: true }), { once: true });
  });
  window.addEventListener("beforeunload", (event) => { flush(); if (open) event.preventDefault(); });

  /* --- Texts: kept a moment after the last key, and on leaving the field --- */
  const PAUSE = 900;
  const waiting = new Map();

  function writeSoon(field) {
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(() => write(field), PAUSE));
  }

  function write(field) {
    clearTimeout(waiting.get(field));
    if (!waiting.delete(field)) return;
    const path = JSON.parse(field.closest("[data-words]").dataset.words);
    send({ act: "write", path, language: field.dataset.write, text: field.value });
  }

  const flush = () => [...waiting.keys()].forEach(write);

  builder.addEventListener("input", (event) => {
    if (event.target.matches("[data-write]")) writeSoon(event.target);
  });
  builder.addEventListener("focusout", (event) => { if (event.target.matches("[data-write]")) write(event.target); });

  /* --- Numbers, switches, choices --- */
  builder.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("[data-put]")) put(field);
    else if (field.matches("[data-rename]")) rename(field);
    else if (field.matches("[data-pipe]")) pipe(field);
    else if (field.closest("[data-shuffle-pages]")) shufflePages(field.closest("[data-shuffle-pages]"));
    else if (field.closest("[data-condition]")) condition(field.closest("[data-condition]"), field);
  });

  function put(field) {
    if (!field.reportValidity()) return;
    const path = JSON.parse(field.dataset.put);
    const empty = field.dataset.type === "flag" ? !field.checked : field.value === "";
    const value = { flag: true, number: Number(field.value), text: field.value }[field.dataset.type];
    send({ act: "edit", operation: empty ? { op: "unset", path } : { op: "set", path, value } });
  }

  function rename(field) {
    if (!field.reportValidity() || field.value === field.dataset.rename) return;
    send({ act: "rename", code: field.dataset.rename, to: field.value }, { redraw: true });
  }

  let lastWritten = null;
  builder.addEventListener("focusin", (event) => { if (event.target.matches("[data-write]")) lastWritten = event.target; });

  function pipe(select) {
    const field = lastWritten?.isConnected ? lastWritten : find(".b-editor [data-write]");
    field.setRangeText(`{{${select.value}}}`, field.selectionStart, field.selectionEnd, "end");
    select.value = "";
    field.focus();
    writeSoon(field);
  }

  function shufflePages(box) {
    const group = all("input:checked", box).map((field) => field.value);
    const path = ["shuffle_pages"];
    send({ act: "edit", operation: group.length > 1 ? { op: "set", path, value: [group] } : { op: "unset", path } });
  }

  /* --- Conditions, read as a whole from their sentence --- */
  const readParts = (box) => all("[data-part]", box).map((part) => ({
    field: find("[data-field]", part).value,
    op: find("[data-op]", part).value,
    value: find("[data-value]", part)?.value ?? find("[data-field]", part).selectedOptions[0]?.dataset.start ?? "",
  }));

  function condition(box, touched) {
    const parts = readParts(box);
    if (touched?.matches("[data-field]")) {
      const option = touched.selectedOptions[0];
      const part = parts[all("[data-part]", box).indexOf(touched.closest("[data-part]"))];
      if (!option.dataset.ops?.split(" ").includes(part.op)) part.op = option.dataset.ops.split(" ")[0];
      part.value = option.dataset.start ?? "";
    }
    sendCondition(box, parts);
  }

  function sendCondition(box, parts) {
    const joint = find("[data-joint]", box)?.value ?? "all";
    send({ act: "condition", path: JSON.parse(box.dataset.condition), joint, parts }, { redraw: true });
  }

  function addPart(button) {
    const box = button.closest("[data-condition]");
    const parts = readParts(box);
    parts.push({ field: button.dataset.first, op: button.dataset.firstOp, value: button.dataset.start });
    sendCondition(box, parts);
  }

  /* --- Buttons --- */
  builder.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    let hit;
    if ((hit = on("[data-choose]"))) { event.preventDefault(); choose(hit.dataset.choose, hit.closest("#builder-outline") ? "outline" : "edit"); }
    else if ((hit = on("[data-act]"))) act(hit);
    else if ((hit = on("[data-add]"))) { hit.closest("details").open = false; flush(); send({ act: "add_item", kind: hit.dataset.add, after: chosen() }, { redraw: true }).then(() => focusText()); }
    else if ((hit = on("[data-remove]"))) send({ act: "edit", operation: { op: "remove", path: JSON.parse(hit.dataset.remove) } }, { redraw: true });
    else if ((hit = on("[data-line]"))) shiftLine(hit.closest("li"), Number(hit.dataset.line));
    else if ((hit = on("[data-add-part]"))) addPart(hit);
    else if ((hit = on("[data-drop-part]"))) { const box = hit.closest("[data-condition]"); hit.closest("[data-part]").remove(); condition(box); }
    else if ((hit = on("[data-clear-condition]"))) sendCondition(hit.closest("[data-condition]"), []);
    else if ((hit = on("[data-show]"))) show(hit.dataset.show);
    else if ((hit = on("[data-language]"))) speak(hit);
    else if (on("[data-restart]")) refreshPhone(true);
    else if ((hit = on("[data-on-top]"))) onTop(hit);
    else if (on("[data-leave]")) location.reload();
  });

  function act(button) {
    flush();
    if (button.dataset.undoable) say(button.dataset.undoable, "info");
    send(JSON.parse(button.dataset.act), { redraw: "redraw" in button.dataset, then: button.dataset.then || (button.closest("#builder-outline") ? "outline" : "") });
  }

  function onTop(button) {
    state().dataset.revision = button.dataset.revision;
    const empty = document.createElement("div");
    empty.id = "builder-conflict";
    document.getElementById("builder-conflict").replaceWith(empty);
    send(JSON.parse(button.dataset.change), { redraw: true });
  }

  const focusText = () => { show("edit"); find(".b-editor [data-write]")?.focus(); };

  function choose(code, from) {
    flush();
    line = line.then(() => htmx.ajax("GET", `${builder.dataset.page}?chosen=${encodeURIComponent(code)}`, { source: builder, target: "#builder-editor", swap: "outerHTML" }))
      .then(() => {
        history.replaceState(null, "", `?chosen=${encodeURIComponent(code)}`);
        refreshPhone();
        if (from === "outline" && find(".b-panes").offsetParent === null) find(".b-items [aria-current]")?.focus();
        else show("edit");
      });
  }

  function show(pane) {
    builder.dataset.pane = pane;
    all("[data-show]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.show === pane)));
    if (pane === "phone") refreshPhone();
  }

  /* --- Places: by pointer and by keyboard --- */
  let dragged = null;

  function shiftLine(row, by) {
    const list = row.parentElement;
    const at = [...list.children].indexOf(row) + by;
    if (at < 0 || at >= list.children.length) return;
    flush();
    move(row, list, at);
  }

  function move(thing, list, at) {
    send({ act: "edit", operation: { op: "move", path: JSON.parse(thing.dataset.drag), to: JSON.parse(list.dataset.drop), at } },
      { redraw: true, then: list.matches(".b-items") ? "outline" : "" });
  }

  builder.addEventListener("dragstart", (event) => {
    const thing = event.target.closest?.("[data-drag]");
    if (!thing || event.target.matches("input, textarea")) return;
    flush();
    dragged = thing;
    thing.dataset.dragged = "";
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", thing.dataset.drag);
  });
  builder.addEventListener("dragend", () => { dragged?.removeAttribute("data-dragged"); dragged = null; clearMarks(); });
  builder.addEventListener("dragover", (event) => {
    const list = dropList(event);
    if (!list) return;
    event.preventDefault();
    clearMarks();
    const { row, below } = spot(list, event);
    if (row) row.toggleAttribute(below ? "data-drop-after" : "data-drop-before", true);
    else list.toggleAttribute("data-drop-into", true);
  });
  builder.addEventListener("drop", (event) => {
    const list = dropList(event);
    if (!list) return;
    event.preventDefault();
    const rows = [...list.children].filter((row) => row !== dragged && row.dataset.drag);
    const { row, below } = spot(list, event);
    const at = row ? rows.indexOf(row) + (below ? 1 : 0) : rows.length;
    clearMarks();
    move(dragged, list, Math.max(0, at));
  });

  function dropList(event) {
    const list = event.target.closest?.("[data-drop]");
    const same = list && dragged && (dragged.parentElement === list || (dragged.closest(".b-items") && list.matches(".b-items")));
    return same ? list : null;
  }

  function spot(list, event) {
    const rows = [...list.children].filter((row) => row !== dragged && row.dataset.drag);
    const row = rows.find((one) => event.clientY < one.getBoundingClientRect().bottom) ?? rows.at(-1);
    if (!row) return { row: null, below: false };
    const box = row.getBoundingClientRect();
    return { row, below: event.clientY > box.top + box.height / 2 };
  }

  function clearMarks() {
    all("[data-drop-before], [data-drop-after], [data-drop-into]").forEach((one) => {
      ["data-drop-before", "data-drop-after", "data-drop-into"].forEach((name) => one.removeAttribute(name));
    });
  }

  /* --- Keys --- */
  document.addEventListener("keydown", (event) => {
    if (find("dialog[open]") || event.isComposing) return;
    const typing = event.target.matches?.("input:not([type=checkbox]), textarea, select");
    const key = event.key.toLowerCase();
    if (key === "enter" && event.target.matches?.(".b-line")) event.preventDefault();  // one line, however long
    const held = event.ctrlKey || event.metaKey;
    if (held && key === "z" && !(typing && waiting.size)) step(event, event.shiftKey ? "redo" : "undo");
    else if (held && key === "y") step(event, "redo");
    else if (held && key === "d" && !chosen().startsWith("@")) { event.preventDefault(); flush(); send({ act: "copy_item", code: chosen() }, { redraw: true, then: "outline" }); }
    else if (held && key === "enter") find("[data-then=last-line]")?.click();
    else if (event.altKey && /^arrow(up|down)$/.test(key)) shiftHere(event, key === "arrowup" ? -1 : 1);
    else if (!typing && event.target.closest?.("#builder-outline")) walk(event, key);
  });

  function step(event, name) {
    event.preventDefault();
    flush();
    const button = find(`[data-act*='"${name}"']`, state());
    if (button && !button.disabled) send({ act: name }, { redraw: true });
  }

  function shiftHere(event, by) {
    event.preventDefault();
    const row = event.target.closest(".b-lines > li");
    if (row) shiftLine(row, by);
    else if (!chosen().startsWith("@")) { flush(); send({ act: "shift_item", code: chosen(), by }, { redraw: true, then: "outline" }); }
  }

  function walk(event, key) {
    const links = all("#builder-outline [data-choose]");
    const at = links.indexOf(event.target.closest("[data-choose]"));
    if (at < 0) return;
    if (key === "arrowdown" || key === "arrowup") {
      event.preventDefault();
      const next = links[at + (key === "arrowdown" ? 1 : -1)];
      if (next) choose(next.dataset.choose, "outline");
    } else if (key === "delete" && !chosen().startsWith("@")) {
      event.preventDefault();
      find(".b-item-tools [data-undoable]")?.click();
    }
  }

  /* --- The phone --- */
  const frame = find("iframe[data-preview]", builder);
  let language = document.documentElement.lang.startsWith("zh") ? "zh-hans" : "en";
  let soon = 0;

  function refreshPhone(start = false) {
    clearTimeout(soon);
    soon = setTimeout(() => {
      if (frame.offsetParent === null) return;
      const code = encodeURIComponent(chosen());
      const at = start || code.startsWith("%40form") ? "" : `&at=${code}`;
      frame.contentWindow.location.replace(`${frame.dataset.preview}?language=${language}&revision=${state().dataset.revision}${at}`);
    }, start ? 0 : 300);
  }

  /* The question that is edited comes into sight on the phone; the page around it stays where it is. */
  frame.addEventListener("load", () => {
    const shown = frame.contentDocument?.getElementById(`q-${chosen()}`);
    if (shown && frame.contentWindow.location.search.includes("at=")) {
      frame.contentWindow.scrollTo(0, shown.getBoundingClientRect().top + frame.contentWindow.scrollY - 80);
    }
  });

  function speak(button) {
    language = button.dataset.language;
    all("[data-language]", builder).forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
    refreshPhone();
  }

  all("[data-language]", builder).forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.language === language)));
  refreshPhone();
})();
