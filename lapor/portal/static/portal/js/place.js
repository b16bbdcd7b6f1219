// A point beside the name: from the device, or from the map, which is loaded when it is opened.
const place = document.querySelector("[data-place]");
const form = place.closest("form");
const { latitude, longitude } = form.elements;
const ground = place.querySelector("[data-map]");
const said = place.querySelector("[data-pin]");
const drop = place.querySelector("[data-pin-drop]");
let map = null;

async function name(lat, lon) {
  const shown = `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
  said.textContent = said.dataset.at.replace("{place}", shown);
  try {
    const answer = await fetch(`${ground.dataset.regionUrl}?lat=${lat}&lon=${lon}`);
    const { region } = await answer.json();
    said.textContent = said.dataset.at.replace("{place}", `${region || said.dataset.unnamed} (${shown})`);
  } catch { /* the point counts without its name */ }
}

function pin(lat, lon) {
  latitude.value = lat.toFixed(6);
  longitude.value = lon.toFixed(6);
  drop.hidden = false;
  map?.show(lat, lon);
  form.dispatchEvent(new Event("input"));
  return name(lat, lon);
}

drop.addEventListener("click", () => {
  latitude.value = longitude.value = said.textContent = "";
  drop.hidden = true;
  map?.clear();
  form.dispatchEvent(new Event("input"));
});

place.querySelector("[data-locate]").addEventListener("click", () => {
  const denied = () => { said.textContent = said.dataset.denied; };
  if (!navigator.geolocation) return denied();
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => pin(coords.latitude, coords.longitude), denied, { enableHighAccuracy: true, timeout: 15000 });
});

place.querySelector("[data-map-open]").addEventListener("click", async (event) => {
  event.currentTarget.hidden = true;
  ground.hidden = false;
  const { open } = await import(ground.dataset.module);
  map = await open(ground, pin);
  const region = form.elements.region.value;
  if (latitude.value) map.show(Number(latitude.value), Number(longitude.value));
  else if (region) map.goTo(region);
});

function restored() {
  if (!latitude.value) return;
  drop.hidden = false;
  name(Number(latitude.value), Number(longitude.value));
}

form.addEventListener("restored", restored);
place.querySelector("[data-map-tools]").hidden = false;
restored();
