{% load i18n %}{% translate "Ada perkembangan pada satu laporan. Buka LAPOR! untuk membacanya." as something %}// Shows what the push service brings, also while no page is open, and leads to the page it is about.
const something = "{{ something|escapejs }}";

addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json();
  } catch { /* without words it is still shown: a browser takes the permission back otherwise */ }
  event.waitUntil(registration.showNotification(said.title || "LAPOR!", {
    body: said.text || something,
    tag: said.tag || "lapor",
    renotify: true,
    lang: said.lang || "id",
    data: { link: said.link || "/saya/" },
  }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(new URL(event.notification.data.link, location.origin)));
});

async function open(address) {
  if (address.origin !== location.origin) return null;
  const windows = await clients.matchAll({ type: "window" });
  const shown = windows.find((each) => new URL(each.url).pathname === address.pathname);
  return shown ? shown.focus() : clients.openWindow(address.href);
}
