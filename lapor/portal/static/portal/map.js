// The map, loaded when somebody opens it: Leaflet from our own host, the ground through our own host or none, and the
// boundaries that the operator loaded.
const HOME = [[-11, 95], [6, 141]]; // Indonesia
const NEAR = 9; // the zoom at which a finger hits a village rather than a province

function load(tag, attributes) {
  const element = Object.assign(document.createElement(tag), attributes);
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}

/** Opens the map in `ground`; `pin(lat, lon)` is called when a point is chosen. Gives show, goTo (a region), clear. */
export async function open(ground, pin) {
  const words = ground.dataset;
  await Promise.all([
    load("link", { rel: "stylesheet", href: words.leafletStyle }),
    load("script", { src: words.leaflet }),
  ]);
  const L = window.L;
  const map = L.map(ground, { zoomControl: false, attributionControl: false, maxZoom: 19 }).fitBounds(HOME);
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  ground.setAttribute("role", "application");
  ground.setAttribute("aria-label", words.label);
  if (words.tiles) L.tileLayer(words.tiles, { maxZoom: 19 }).addTo(map);
  const colours = getComputedStyle(ground);
  const line = { color: colours.getPropertyValue("--edge"), weight: 1, fillOpacity: 0.04, interactive: false };
  const outlines = L.geoJSON(null, { style: line }).addTo(map);
  let marker = null;
  let drawn = "";

  async function draw() {
    const near = map.getZoom() >= 7; // where a regency is larger than a finger
    const b = map.getBounds();
    // Whole degrees, so that a small move asks for nothing and neighbours share an answer.
    const box = [Math.floor(b.getWest()), Math.floor(b.getSouth()), Math.ceil(b.getEast()), Math.ceil(b.getNorth())];
    const query = near ? `?kotak=${box}` : "";
    if (query === drawn && outlines.getLayers().length) return;
    drawn = query;
    try {
      const answer = await fetch(words.outlinesUrl + query);
      const shapes = await answer.json();
      if (query !== drawn) return;
      outlines.clearLayers().addData(shapes);
    } catch { /* empty ground is still ground */ }
  }

  function show(lat, lon) {
    const brand = colours.getPropertyValue("--brand");
    marker ??= L.circleMarker([lat, lon], { radius: 10, color: brand, weight: 4, fillOpacity: 0.3 }).addTo(map);
    marker.setLatLng([lat, lon]);
    map.setView([lat, lon], Math.max(map.getZoom(), NEAR)); // no nearer: boundaries must stay in view
  }

  map.on("moveend", draw);
  // From afar nobody means a point: first come nearer.
  function point(spot) {
    if (map.getZoom() < NEAR) return map.setView(spot, NEAR);
    return pin(spot.lat, spot.wrap().lng);
  }

  async function goTo(region) {
    try {
      const answer = await fetch(`${words.outlinesUrl}?wilayah=${encodeURIComponent(region)}`);
      const bounds = L.geoJSON(await answer.json()).getBounds();
      if (bounds.isValid()) map.fitBounds(bounds);
    } catch { /* then the country stays in view */ }
  }

  map.on("click", (event) => point(event.latlng));
  ground.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== ground) return;
    event.preventDefault();
    point(map.getCenter());
  });
  draw();
  ground.focus();
  return {
    show,
    goTo,
    clear() {
      marker?.remove();
      marker = null;
    },
  };
}
