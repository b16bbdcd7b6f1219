// Keys of the report page: each action's own letter, "o" for the reporter's words, "?" for the list of keys.
const keys = document.getElementById("pintas");

function typing(target) {
  return target.matches?.("input, textarea, select, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || keys.open) return;
  if (event.key === "?") return keys.showModal();
  const target = document.querySelector(
    event.key === "o" ? "details.original > summary" : `[data-key="${CSS.escape(event.key)}"]`,
  );
  if (!target) return;
  event.preventDefault();
  target.focus();
  target.click();
});
