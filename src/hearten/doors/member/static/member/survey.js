/* A survey with a little help: questions open and close as one answers, pages turn without loading anew, each answer is kept
   at once, and without a network everything is kept on the phone and sent later. Without this script the pages are plain forms. */
(() => {
  "use strict";
  const form = document.querySelector("[data-survey]");
  if (!form || !window.heartenSurvey) return;
  const { settle, ranking } = window.heartenSurvey;
  const plan = JSON.parse(document.getElementById("survey-plan").textContent);
  const sheet = form.querySelector("[data-sheet]");
  const kept = document.querySelector("[data-kept]");
  const path = form.getAttribute("action");
  const all = (selector, root = sheet) => [...root.querySelectorAll(selector)];
  const values = { ...plan.values };
  const sending = new Map(); // what of this survey is filled in, by name, as a form would send it: name → [values]
  const touched = new Set(); // questions whose present state `sending` holds
  const unsent = new Set(); // questions whose answer the server may not have
  let pages = null;
  let handingIn = false;

  /* What waits for the network lies in the browser's own store, by the survey's address; it is removed once sent. */
  const store = {
    open: () => new Promise((done, fail) => {
      const asked = indexedDB.open("hearten-surveys", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    }),
    async run(mode, act) {
      const base = await store.open();
      return new Promise((done, fail) => {
        const asked = act(base.transaction("kept", mode).objectStore("kept"));
        asked.onsuccess = () => { base.close(); done(asked.result); };
        asked.onerror = () => { base.close(); fail(asked.error); };
      });
    },
    keep: (what) => store.run("readwrite", (rows) => rows.put(what, path)).catch(() => {}),
    get: () => store.run("readonly", (rows) => rows.get(path)).catch(() => undefined),
    drop: () => store.run("readwrite", (rows) => rows.delete(path)).catch(() => {}),
  };

  /* Reading the form: values by field key as conditions know them */
  function read(item) {
    const section = sheet.querySelector(`[data-question="${CSS.escape(item.code)}"]`);
    if (!section || section.hidden) return;
    const kind = section.dataset.kind;
    for (const key of item.keys) delete values[key];
    if (kind === "ranking") {
      const places = all("select", section).filter((box) => box.value).sort((a, b) => a.value - b.value);
      if (places.length) values[item.code] = places.map((box) => box.closest("li").dataset.option);
      return;
    }
    for (const key of item.keys) {
      const inputs = all(`[name="${CSS.escape(key)}"]`, section);
      const given = inputs.filter((one) => (/radio|checkbox/.test(one.type) ? one.checked : one.value.trim())).map((one) => one.value);
      if (!given.length) continue;
      if (kind === "multiple" && key === item.code) values[key] = given;
      else if (kind === "consent") values[key] = given[0] === "yes";
      else values[key] = /^-?\d+([.,]\d+)?$/.test(given[0]) && !/^(single|date|text|maxdiff)$/.test(kind) ? Number(given[0].replace(",", ".")) : given[0];
    }
    const unknown = section.querySelector(`[name="${CSS.escape(item.code)}.dk"]:checked`);
    if (unknown && values[item.code] === undefined) values[item.code] = "dk";
  }

  const current = () => sheet.querySelector("[name=page]").value;
  const pageOf = (code) => plan.pages.find((page) => page.code === code);

  function renew() {
    for (const item of pageOf(current()).items) read(item);
    const settled = settle(plan, values);
    for (const section of all("[data-question]")) {
      const hidden = !settled.items.has(section.dataset.question);
      section.hidden = hidden;
      section.querySelector("fieldset").disabled = hidden;
    }
    const next = following(1);
    const button = sheet.querySelector("[data-next]");
    button.textContent = next ? button.dataset.next : button.dataset.send;
    return settled;
  }

  function following(step) {
    const { pages: shown } = settle(plan, values);
    const order = step > 0 ? plan.order.slice(plan.order.indexOf(current()) + 1) : plan.order.slice(0, plan.order.indexOf(current())).reverse();
    return order.find((code) => shown.has(code));
  }

  /* How long each question takes: the time since the last answer belongs to the question that is answered next. */
  let last = performance.now();
  let away = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { away = performance.now(); notice("hidden"); }
    else if (away) { last += performance.now() - away; away = 0; }
  });
  function spend(section) {
    const counter = section.querySelector("[data-seconds]");
    const spent = Number(section.dataset.spent ?? 0) + (performance.now() - last) / 1000;
    // The first answer counts a second at least: none at all would say that there was no clock, and hide the fastest.
    const whole = section.dataset.spent === undefined ? Math.max(1, Math.floor(spent)) : Math.max(0, Math.floor(spent));
    last = performance.now();
    section.dataset.spent = spent - whole; // what is less than a second counts with the next answer
    counter.value = Math.min(3600, Number(counter.value) + whole);
  }

  /* What is noticed, to judge the quality of answers by: never a reason to refuse one. */
  form.querySelector("[data-script]").value = "1";
  function notice(name) {
    const counter = form.querySelector(`[name="noticed_${name}"]`);
    counter.value = Math.min(99999, Number(counter.value) + 1);
  }
  form.addEventListener("keydown", () => notice("keys"));
  form.addEventListener("pointerdown", () => notice("pointer"));
  form.addEventListener("paste", () => notice("pasted"));

  /* Keeping each answer at once */
  function say(name, tone) {
    kept.hidden = !name;
    kept.textContent = name ? form.dataset[name] : "";
    kept.dataset.tone = tone ?? "";
  }

  function gather() {
    for (const section of all("[data-question]:not([hidden])")) {
      const names = new Set(all("[name]", section).map((one) => one.name));
      touched.add(section.dataset.question);
      for (const name of names) sending.delete(name);
      for (const [name, value] of new FormData(form)) {
        if (!names.has(name) || name === "seen" || (value instanceof File && !value.size)) continue;
        sending.set(name, [...(sending.get(name) ?? []), value]);
      }
    }
  }

  async function save(section) {
    const code = section.dataset.question;
    const counter = section.querySelector("[data-seconds]");
    const spent = counter.value;
    const body = new FormData();
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const [name, value] of new FormData(form)) {
      if (section.querySelector(`[name="${CSS.escape(name)}"]`) && (name !== "seen" || value === code)) body.append(name, value);
    }
    body.append("item", code);
    body.append("seconds", spent);
    try {
      const answer = await fetch(form.dataset.save, { method: "POST", body, headers: { "X-CSRFToken": token }, signal: AbortSignal.timeout(15000) });
      unsent.delete(code);
      if (answer.ok) { counter.value = Math.max(0, Number(counter.value) - Number(spent)); }
      if (!unsent.size && !handingIn) say("");
    } catch {
      unsent.add(code);
      gather();
      say("saidKept");
      await keep(false);
    }
  }

  const keep = (send) => store.keep({ entries: [...sending], touched: [...touched], values, page: current(), send, token: form.querySelector("[name=client_token]").value });

  form.addEventListener("change", (event) => {
    const section = event.target.closest("[data-question]");
    if (!section) return;
    alone(event.target);
    spend(section);
    renew();
    if (event.target.matches("[data-held]")) return;
    save(section);
  });
  form.addEventListener("input", (event) => { if (event.target.closest("[data-allocation]")) share(event.target.closest("[data-allocation]")); });

  /* An answer that stands alone takes back the others, and the other way round; words belong to their answer. */
  function alone(input) {
    const box = input.closest("[data-choices]");
    if (!box) return;
    if (input.type === "checkbox" && input.checked) {
      for (const other of all("[type=checkbox]", box)) {
        if (other !== input && (input.hasAttribute("data-alone") || other.hasAttribute("data-alone"))) other.checked = false;
      }
    }
    const words = box.querySelector("[data-other-words]");
    if (words && input !== words) words.hidden = !box.querySelector("[data-other]:checked");
    if (words && input.matches("[data-other]:checked")) words.focus();
  }

  function share(box) {
    const total = all("[type=number]", box).reduce((sum, one) => sum + (Number(one.value) || 0), 0);
    const left = Number(box.dataset.allocation) - total;
    box.querySelector("[data-left]").value = left;
    const line = box.querySelector(".sv-left");
    line.toggleAttribute("data-done", left === 0);
    line.toggleAttribute("data-over", left < 0);
  }

  /* One thing of a set can't be both the best and the worst. */
  form.addEventListener("change", (event) => {
    const set = event.target.closest("[data-set]");
    if (!set || !event.target.checked) return;
    for (const other of all("[type=radio]:checked", set)) {
      if (other !== event.target && other.value === event.target.value) other.checked = false;
    }
  }, true);

  /* Turning the page */
  function dress() {
    all("[data-ranking]").forEach(ranking);
    all("[data-allocation]").forEach(share);
    all("[data-other-words]").forEach((words) => { words.hidden = !words.closest("[data-choices]").querySelector("[data-other]:checked"); });
    all("[data-piped]", sheet).forEach((place) => { const word = wordOf(place.dataset.piped); if (word) place.textContent = word; });
    renew();
    last = performance.now();
  }

  function wordOf(key) {
    const given = values[key];
    if (given === undefined) return "";
    const labels = plan.labels[key] ?? {};
    return [given].flat().map((one) => labels[one] ?? String(one)).join(document.documentElement.lang.startsWith("en") ? ", " : "、");
  }

  /* A page that was fetched before is filled in with what has been answered since. */
  function fill() {
    for (const item of pageOf(current()).items) {
      for (const key of item.keys) {
        const given = values[key];
        if (given === undefined) continue;
        const wanted = [given].flat().map((one) => (one === true ? "yes" : one === false ? "no" : String(one)));
        for (const input of all(`[name="${CSS.escape(key)}"]`)) {
          if (/radio|checkbox/.test(input.type)) input.checked = wanted.includes(input.value);
          else if (input.type !== "file") input.value = wanted[0];
        }
      }
    }
  }

  function turn(code) {
    sheet.innerHTML = pages[code];
    fill();
    dress();
    scrollTo({ top: 0 });
    const first = sheet.querySelector(".sv-progress, .sv-title, [data-question]");
    first?.setAttribute("tabindex", "-1");
    first?.focus({ preventScroll: true });
  }

  function arrive(answer, text) {
    const read = new DOMParser().parseFromString(text, "text/html");
    const main = read.querySelector("main");
    if (!main?.querySelector("[data-survey]")) { location.replace(answer.url); return; }
    history.replaceState(null, "", answer.url);
    document.title = read.title;
    const plain = JSON.parse(read.getElementById("survey-plan").textContent);
    for (const key of Object.keys(values)) delete values[key];
    Object.assign(values, plain.values);
    sheet.innerHTML = main.querySelector("[data-sheet]").innerHTML;
    const wrong = main.querySelector(".ht-alert");
    document.querySelector("main > .ht-alert")?.remove();
    if (wrong) form.before(wrong);
    document.querySelector("main .ht-heading p")?.remove();
    dress();
    if (!wrong) { scrollTo({ top: 0 }); }
    const place = sheet.querySelector(".ht-error")?.closest("[data-question]") ?? sheet.querySelector(".sv-progress, [data-question]");
    place?.setAttribute("tabindex", "-1");
    place?.focus({ preventScroll: !wrong });
    if (wrong) place?.scrollIntoView({ block: "center" });
  }

  async function send(body) {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(path, { method: "POST", body, headers: { "X-CSRFToken": token }, signal: AbortSignal.timeout(20000) });
    return [answer, await answer.text()];
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    const go = event.submitter?.value ?? "next";
    const body = new FormData(form);
    body.set("go", go);
    gather();
    try {
      if (unsent.size && pages) throw new TypeError("answers of earlier pages wait");
      const [answer, text] = await send(body);
      await store.drop();
      arrive(answer, text);
    } catch {
      await without(go);
    } finally {
      form.removeAttribute("aria-busy");
    }
  }, true);

  /* Without a network: the next page from what was fetched before; at the end everything waits to be sent. */
  async function without(go) {
    const next = following(go === "back" ? -1 : 1);
    for (const item of pageOf(current()).items) unsent.add(item.code);
    if (next && pages) { say("saidKept"); await keep(false); turn(next); flush(); return; }
    if (next) { say("saidKept"); await keep(false); return; }
    handingIn = true;
    await keep(true);
    say("saidWaiting");
    sheet.hidden = true;
    flush();
  }

  async function flush() {
    const waiting = await store.get();
    if (!waiting || !navigator.onLine) return;
    const body = new FormData();
    for (const [name, many] of waiting.entries) for (const value of many) body.append(name, value);
    for (const code of waiting.touched) body.append("seen", code);
    for (const input of all(":scope > input[type=hidden]", form)) if (input.name !== "client_token") body.append(input.name, input.value);
    body.append("client_token", waiting.token);
    body.append("go", waiting.send ? "whole" : "keep");
    try {
      const [answer, text] = await send(body);
      if (!answer.ok && answer.status >= 500) return;
      await store.drop();
      unsent.clear();
      if (waiting.send) { sheet.hidden = false; handingIn = false; arrive(answer, text); } else say("saidSent", "good");
    } catch {
      // still no network; the next event tries again
    }
  }

  window.addEventListener("online", flush);
  setInterval(() => { if (unsent.size || handingIn) flush(); }, 20000);

  (async () => {
    dress();
    const waiting = await store.get();
    if (waiting) {
      for (const [name, many] of waiting.entries) sending.set(name, many);
      for (const code of waiting.touched) touched.add(code);
      Object.assign(values, waiting.values);
      fill();
      dress();
      await flush();
    }
    if (plan.pages.length > 1) {
      fetch(form.dataset.sheets).then((answer) => answer.json()).then((found) => { pages = found.pages; }).catch(() => {});
    }
  })();
})();
