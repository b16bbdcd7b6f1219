// A lid of the menu closes when the reader goes elsewhere, or on Escape; without a script it closes by itself or another.
const close = () => document.querySelector(".menu details[open]")?.removeAttribute("open");

document.addEventListener("click", (event) => {
  if (!event.target.closest(".menu details[open]")) close();
});

document.addEventListener("keydown", (event) => {
  const lid = event.key === "Escape" && document.querySelector(".menu details[open]");
  if (!lid) return;
  close();
  if (lid.contains(document.activeElement)) lid.firstElementChild.focus();
});
