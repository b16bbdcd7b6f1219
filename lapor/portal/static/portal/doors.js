// What can be sent word for word is copied with a press, where the browser can.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy-example]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.closest("li").querySelector("[data-example]").textContent);
    button.textContent = button.dataset.done;
  });
}
