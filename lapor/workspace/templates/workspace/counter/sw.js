// Opens the desk's form when there is no network: the page and what it is made of, as counter.js laid them aside.
const ANY = { ignoreVary: true };

addEventListener("install", () => skipWaiting());

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match("{% url "workspace:counter_offline" %}", ANY)));
  else if (new URL(request.url).pathname.startsWith("/static/")) event.respondWith(fetch(request).catch(() => caches.match(request, ANY)));
});
