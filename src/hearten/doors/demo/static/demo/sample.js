/* The sample bill goes straight into the form, as if it had been photographed. Without this script it is a download. */
document.querySelector("[data-sample-bill]")?.addEventListener("click", async (event) => {
  const link = event.currentTarget;
  const input = link.closest("form")?.querySelector("input[type=file]");
  if (!input || link.hasAttribute("aria-busy")) return;
  event.preventDefault();
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error("refused");
    const files = new DataTransfer();
    files.items.add(new File([await answer.blob()], "sample-bill.jpg", { type: "image/jpeg" }));
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  } catch {
    location.assign(link.href);
  }
  link.removeAttribute("aria-busy");
});
