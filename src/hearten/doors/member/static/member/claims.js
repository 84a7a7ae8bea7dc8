/* Photos of bills: made smaller before they travel, sent with visible progress, kept on the phone while there is no
   network. Without this script the forms work as they are. */
(() => {
  "use strict";

  const LARGEST = 10 * 1024 * 1024;
  const LONG_SIDE = 3200;
  const SMALL_ENOUGH = 2.5 * 1024 * 1024;
  const words = document.querySelector("[data-upload-words]")?.dataset ?? {};

  /* What waits for the network lies in the browser's own store, by the address it goes to; it is removed once sent. */
  const store = {
    open: () => new Promise((done, fail) => {
      const asked = indexedDB.open("hearten", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("papers", { autoIncrement: true });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    }),
    async run(mode, act) {
      const base = await store.open();
      return new Promise((done, fail) => {
        const asked = act(base.transaction("papers", mode).objectStore("papers"));
        asked.onsuccess = () => { base.close(); done(asked.result); };
        asked.onerror = () => { base.close(); fail(asked.error); };
      });
    },
    keep: (paper) => store.run("readwrite", (papers) => papers.add(paper)),
    keys: () => store.run("readonly", (papers) => papers.getAllKeys()),
    get: (key) => store.run("readonly", (papers) => papers.get(key)),
    drop: (key) => store.run("readwrite", (papers) => papers.delete(key)),
  };

  async function smaller(file) {
    if (!file.type.startsWith("image/") || file.size <= SMALL_ENOUGH) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const share = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
      const canvas = new OffscreenCanvas(Math.round(picture.width * share), Math.round(picture.height * share));
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const made = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
      return made.size < file.size ? new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
    } catch {
      return file;
    }
  }

  function row(form, name) {
    const line = document.createElement("li");
    const title = document.createElement("span");
    const said = document.createElement("span");
    title.textContent = name;
    said.className = "ht-small";
    said.textContent = words.sending ?? "";
    const bar = document.createElement("progress");
    bar.max = 100;
    line.append(title, said, bar);
    form.querySelector("[data-uploads]").append(line);
    return { line, say: (text) => { said.textContent = text; bar.remove(); }, show: (percent) => { bar.value = percent; } };
  }

  function send(action, fields, file, show) {
    return new Promise((done, fail) => {
      const body = new FormData();
      Object.entries(fields).forEach(([name, value]) => body.append(name, value));
      body.append("file", file, file.name);
      const request = new XMLHttpRequest();
      request.open("POST", action);
      request.setRequestHeader("HX-Request", "true");
      request.upload.onprogress = (event) => show(100 * event.loaded / event.total);
      request.onload = () => done(request);
      request.onerror = () => fail(new Error("network"));
      request.send(body);
    });
  }

  const fieldsOf = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));

  function taken(form, answer) {
    if (form.hasAttribute("data-begin")) {
      if (!answer.responseURL.endsWith(location.pathname)) { location.assign(answer.responseURL); return; }
      location.reload();
      return;
    }
    const target = document.querySelector(form.dataset.target);
    if (answer.status >= 500 || !target) throw new Error("refused");
    const made = new DOMParser().parseFromString(answer.responseText, "text/html").body.firstElementChild;
    if (made) { target.replaceWith(made); window.htmx?.process(made); }
  }

  async function upload(form, file) {
    const shown = row(form, file.name);
    if (file.size > LARGEST && !file.type.startsWith("image/")) { shown.say(words.large); return; }
    const ready = await smaller(file);
    if (ready.size > LARGEST) { shown.say(words.large); return; }
    const action = form.getAttribute("action") || location.pathname;
    try {
      taken(form, await send(action, fieldsOf(form), ready, shown.show));
      shown.line.remove();
    } catch (error) {
      if (error.message !== "network") { shown.say(words.failed); return; }
      await store.keep({ action, fields: fieldsOf(form), name: ready.name, file: ready });
      shown.say(words.kept);
    }
  }

  /* One after the other: photos begin one claim, and a weak network carries one at a time */
  let line = Promise.resolve();
  function queue(form, files) {
    if (form.hasAttribute("data-begin") && files.length > 1) { form.requestSubmit(); return; }
    files.forEach((file) => { line = line.then(() => upload(form, file)); });
  }

  async function sendKept() {
    const form = document.querySelector("form[data-upload]");
    const token = form?.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!form || !navigator.onLine || !window.indexedDB) return;
    for (const key of await store.keys()) {
      const paper = await store.get(key);
      if (!paper || (form.getAttribute("action") || location.pathname) !== paper.action) continue;
      const shown = row(form, paper.name);
      try {
        const answer = await send(paper.action, { ...paper.fields, csrfmiddlewaretoken: token }, paper.file, shown.show);
        await store.drop(key);
        shown.line.remove();
        taken(form, answer);
      } catch {
        shown.say(words.kept);
        return;
      }
    }
  }
  window.addEventListener("online", sendKept);
  sendKept().catch(() => {});

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-upload]");
    if (event.target.matches("[name=policy_id]")) showCamera(event.target);
    if (!form || event.target.type !== "file" || !event.target.files.length) return;
    const files = [...event.target.files];
    queue(form, files);
    if (!form.hasAttribute("data-begin")) event.target.value = "";
  });

  function showCamera(radio) {
    const camera = document.querySelector("[data-camera]");
    if (camera) camera.hidden = radio.dataset.bills === "0";
  }
  document.querySelectorAll("[name=policy_id]:checked").forEach(showCamera);

  /* A bill that has just been read is shown at once, unless the member is looking at another one */
  document.addEventListener("htmx:afterSwap", (event) => {
    const now = event.detail.elt?.id === "waiting" ? event.detail.elt : document.getElementById("waiting");
    const part = now?.closest("[data-when-read]");
    if (!part || event.detail.target?.id !== "waiting") return;
    if (Number(now.dataset.billsLeft) > 0 && !document.querySelector(".ht-bill")) {
      window.htmx.ajax("GET", part.dataset.whenRead, { target: "#expenses", swap: "outerHTML" });
    }
  });

  /* Field and picture point at each other */
  document.addEventListener("focusin", (event) => {
    const doubt = event.target.closest("[data-mark]");
    if (!doubt) return;
    document.querySelectorAll(".ht-mark-box[data-on]").forEach((mark) => mark.removeAttribute("data-on"));
    const mark = document.getElementById(doubt.dataset.mark);
    if (!mark) return;
    mark.dataset.on = "";
    const frame = mark.closest(".ht-bill-picture");
    const from = frame.getBoundingClientRect();
    const to = mark.getBoundingClientRect();
    frame.scrollBy({ left: to.left - from.left - from.width / 4, top: to.top - from.top - from.height / 3, behavior: "smooth" });
  });
})();
