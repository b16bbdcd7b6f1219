// "Kabari saya di perangkat ini": the browser is asked for permission only after a click. Without a script, or where
// the browser can't, the form stays hidden: other ways to be told are on the page.
const form = document.querySelector("[data-device]");
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
if (form && able) begin();

async function begin() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change(form.dataset.state === "on" ? stop : start);
  });
  show(Notification.permission === "denied" ? "blocked" : "off");
  form.hidden = false;
  const known = await current();
  if (known && Notification.permission === "granted") show((await tell("check", known).catch(() => false)) ? "on" : "off");
}

async function change(step) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  form.querySelector("[data-trouble]").textContent = "";
  try {
    show(await step());
  } catch (error) {
    form.querySelector("[data-trouble]").textContent = error.sentence ?? form.dataset.trouble;
  }
  delete form.dataset.busy;
}

async function start() {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return permission === "denied" ? "blocked" : "off";
  await navigator.serviceWorker.register("/sw.js");
  const { pushManager } = await navigator.serviceWorker.ready;
  return (await tell("start", await subscribed(pushManager))) ? "on" : "off";
}

async function stop() {
  const known = await current(); // the browser keeps it: another report may be told of here, too
  return known && (await tell("stop", known)) ? "on" : "off";
}

async function current() {
  return (await navigator.serviceWorker.getRegistration("/"))?.pushManager.getSubscription();
}

async function subscribed(pushManager) {
  const wanted = { userVisibleOnly: true, applicationServerKey: form.dataset.device };
  try {
    return await pushManager.subscribe(wanted);
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error;
    await (await pushManager.getSubscription()).unsubscribe(); // made with a key that the server has no more
    return pushManager.subscribe(wanted);
  }
}

async function tell(what, subscription) {
  const { endpoint, keys } = subscription.toJSON();
  const body = new FormData(form);
  for (const [name, value] of Object.entries({ endpoint, ...keys })) body.set(name, value);
  const answer = await fetch(form.dataset[what], { method: "POST", body });
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(), { sentence: said.sentence });
  return said.on;
}

function show(state) {
  form.dataset.state = state;
  for (const part of form.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
}
