// After a refused form the reader starts at the list of what is wrong, and a click goes into the field.
const summary = document.querySelector("[data-errors]");
summary?.focus();
summary?.addEventListener("click", (event) => {
  const target = document.getElementById(event.target.closest("a")?.hash.slice(1) ?? "");
  if (!target) return;
  event.preventDefault();
  const field = target.matches("fieldset") ? target.querySelector("input") : target;
  field.closest(".field")?.scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
});
