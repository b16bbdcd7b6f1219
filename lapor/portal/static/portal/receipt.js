// The receipt: the draft is done with; copy and print where the browser can.
try { localStorage.removeItem("draft"); } catch { /* there was none then */ }

const copy = document.querySelector("[data-copy]");
if (copy && navigator.clipboard) {
  const { done } = copy.dataset;
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector("[data-copied-from]").innerText);
    copy.textContent = done;
  });
}

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
