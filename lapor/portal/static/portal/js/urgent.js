// Says "Hubungi 112" while it is still being written, by the server's own pattern; and shows the title in the preview.
const form = document.querySelector("[data-send]");
const notice = form.querySelector("[data-urgent]");
const pattern = new RegExp(form.dataset.urgentPattern);
const { title, body } = form.elements;
const echo = form.querySelector("[data-echo]");

function look() {
  echo.textContent = title.value.trim() || echo.dataset.empty;
  notice.hidden = !pattern.test(`${title.value} `.toLowerCase()) && !pattern.test(body.value.toLowerCase());
  if (notice.hidden || form.elements.still) return;
  const seen = document.createElement("input"); // so that the server doesn't ask once more
  Object.assign(seen, { type: "hidden", name: "still", value: "1" });
  form.append(seen);
}

form.addEventListener("input", look);
form.addEventListener("restored", look);
look();
