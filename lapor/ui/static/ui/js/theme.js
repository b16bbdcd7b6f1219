// Light or dark: the device decides until somebody chooses here. The choice stays in this browser.
const root = document.documentElement;
const device = matchMedia("(prefers-color-scheme: dark)");
const button = document.querySelector("[data-theme-switch]");

function stored() {
  try { return localStorage.getItem("theme"); } catch { return null; } // storage may be forbidden
}

function show(theme) {
  if (theme) root.dataset.theme = theme;
  if (!button) return;
  const other = (theme ?? (device.matches ? "dark" : "light")) === "dark" ? "light" : "dark";
  button.dataset.next = other;
  button.querySelector("span").textContent = button.dataset[other];
  button.hidden = false;
}

button?.addEventListener("click", () => {
  const theme = button.dataset.next;
  try { localStorage.setItem("theme", theme); } catch { /* then it lasts for this page */ }
  show(theme);
});
show(stored());
