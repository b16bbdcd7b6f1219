// A message can be put away; it never leaves by itself, because people read at different speeds.
for (const toast of document.querySelectorAll("[data-toast]")) {
  const button = toast.querySelector("[data-close]");
  button.hidden = false;
  button.addEventListener("click", () => toast.remove());
}
