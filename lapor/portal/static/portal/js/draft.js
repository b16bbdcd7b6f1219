// What is being written survives a closed tab, in this browser only: no name, no contact, no files; a secret report
// only if its writer wishes so. The receipt forgets it (receipt.js).
const KEY = "draft";
const KEPT = ["kind", "title", "body", "event_date", "place", "area", "region", "latitude", "longitude", "category",
  "office", "agency", "is_anonymous", "is_secret"];
const form = document.querySelector("[data-send]");
const wish = form.querySelector("[data-draft-secret]");
const note = form.querySelector("[data-draft-note]");
let timer = 0;

function stored() {
  try { return JSON.parse(localStorage.getItem(KEY)); } catch { return null; } // forbidden, or not ours
}

function keep() {
  const secret = form.elements.is_secret.checked;
  wish.hidden = !secret;
  const data = Object.fromEntries([...new FormData(form)].filter(([name]) => KEPT.includes(name)));
  const empty = !data.title && !data.body;
  try {
    if (empty || (secret && !wish.querySelector("input").checked)) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(data));
  } catch { /* no room or forbidden: then it lasts as long as the page */ }
}

function restore(data) {
  for (const [name, value] of Object.entries(data)) {
    const field = form.elements[name];
    if (!field) continue;
    if (field.type === "checkbox") field.checked = true;
    else field.value = value;
  }
  if (data.is_secret) {
    wish.hidden = false;
    wish.querySelector("input").checked = true;
  }
  form.dispatchEvent(new Event("restored"));
}

const draft = stored();
const untouched = !form.querySelector("[data-errors], [data-invalid], [data-offers]") && !form.elements.title.value;
if (draft && untouched) {
  restore(draft);
  note.hidden = false;
}

note.querySelector("[data-draft-drop]").addEventListener("click", () => {
  localStorage.removeItem(KEY);
  location.assign(location.pathname);
});
form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(keep, 400);
});
addEventListener("pagehide", keep);

// A page that was sent and comes back from the browser's memory would carry the same click once more: ask for a new one.
addEventListener("pageshow", (event) => {
  if (event.persisted && form.dataset.sent) location.reload();
});
