// Sends each file as soon as it is chosen, shows how far it is, and lets the form wait for what is still on its way.
const box = document.querySelector("[data-upload]");
const form = box.closest("form");
const input = form.elements.files;
const list = box.querySelector("[data-staged]");
const offer = box.querySelector("[data-photo-place]");
const tick = form.elements.photo_place;
const words = box.dataset;
const most = Number(input.dataset.most);
const under = new Set();
let wanted = null; // the button that was pressed while files were still on their way

if (!tick.checked) offer.hidden = true; // without a script it is asked beforehand; here, when a photo has a place

function offerPlace(place) {
  const shown = place.region || `${place.lat.toFixed(4)}, ${place.lon.toFixed(4)}`;
  if (!offer.hidden || form.elements.latitude.value) return;
  offer.querySelector(".choice-label").textContent = words.photoPlace.replace("{place}", shown);
  offer.hidden = false;
}

function send(file, item, state) {
  const request = new XMLHttpRequest(); // fetch can't tell how far an upload is
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  item.querySelector(".files-name").append(bar);
  under.add(item);
  request.upload.onprogress = (event) => {
    bar.value = event.loaded / event.total;
    state.textContent = words.working.replace("{n}", Math.round(100 * bar.value));
  };
  request.onloadend = () => {
    bar.remove();
    under.delete(item);
    answered(request, file, item, state);
    if (!under.size && wanted) form.requestSubmit(wanted);
  };
  const data = new FormData();
  data.append("file", file);
  data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  request.open("POST", form.dataset.uploadUrl);
  request.responseType = "json";
  request.send(data);
}

function answered(request, file, item, state) {
  const answer = request.response ?? {};
  if (request.status === 200) {
    const keep = item.querySelector("input");
    keep.value = answer.token;
    keep.checked = true;
    keep.disabled = false;
    keep.hidden = false;
    state.textContent = words.done;
    if (answer.place) offerPlace(answer.place);
    return;
  }
  wanted = null; // they should see what didn't go before it is sent without
  state.textContent = answer.error ?? words.failed;
  state.dataset.refused = "";
  if (answer.error) return item.querySelector("input").remove();
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button button-quiet";
  again.textContent = words.again;
  again.onclick = () => {
    again.remove();
    delete state.dataset.refused;
    send(file, item, state);
  };
  item.append(again);
}

function row(file) {
  const item = document.createElement("li");
  const label = document.createElement("label");
  const keep = document.createElement("input");
  const name = document.createElement("span");
  const state = document.createElement("small");
  label.className = "choice";
  Object.assign(keep, { type: "checkbox", name: "staged", disabled: true, hidden: true });
  keep.setAttribute("aria-label", `${words.keep}: ${file.name}`);
  name.className = "choice-text files-name";
  name.append(file.name, state);
  label.append(keep, name);
  if (file.type.startsWith("image/")) {
    const picture = document.createElement("img");
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    picture.onload = () => URL.revokeObjectURL(picture.src);
    picture.onerror = () => picture.remove();
    item.append(picture);
  }
  item.append(label);
  list.append(item);
  send(file, item, state);
}

input.addEventListener("change", () => {
  const room = Math.max(0, most - list.querySelectorAll("input").length);
  const chosen = [...input.files];
  list.hidden = false;
  chosen.slice(0, room).forEach(row);
  input.value = ""; // what is sent already isn't sent again with the form
  if (chosen.length <= room) return;
  const said = document.createElement("li");
  said.dataset.refused = "";
  said.textContent = words.mostText.replace("{n}", most);
  list.append(said);
});

form.addEventListener("input", () => {
  if (!form.elements.latitude.value) return; // a point of one's own counts more than the camera's
  offer.hidden = true;
  tick.checked = false;
});

// Before once.js, which would take this for the one press.
form.addEventListener("submit", (event) => {
  if (!under.size) return;
  event.preventDefault();
  event.stopPropagation();
  wanted = event.submitter;
});
