// The service desk: Ctrl+Enter sends. What can't reach the server waits in this browser, closed with the officer's lock
// (counter/keeping.py), and goes by itself later; its `command` makes sure that it is taken once. The page that opens
// without the network has the lock and no key: it keeps, and leaves the rest to the desk's page.
const box = document.querySelector("[data-waiting]");
const words = box.dataset;
const unsent = box.querySelector("[data-unsent]");
const sent = box.querySelector("[data-sent]");
const said = document.querySelector("[data-said]");
const entry = document.querySelector("[data-entry]");
const blank = entry.cloneNode(true); // before other scripts have changed it
const RETRY = 20_000; // milliseconds
const PATIENCE = 120_000;
const done = []; // sent since the page was opened
const titles = new Map(); // of what was kept since then: the page without a key can't read them again
let busy = false;
let sending = ""; // the command that is under way
let ended = false; // the session, when it was last tried
let shown = "";

const form = () => entry.querySelector("form");

/** One sentence above the form; the place for it is always there, so that screen readers hear it change. */
function say(text, level = "info") {
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.dataset.level = level;
  notice.textContent = text;
  said.replaceChildren(...text ? [notice] : []);
}

// --- what is kept -----------------------------------------------------------------------------------------------------

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const hasKey = Boolean(words.key);

const imported = (key, uses) => crypto.subtle.importKey("jwk", JSON.parse(key), CURVE, false, uses);
const shared = (their, own, use) =>
  crypto.subtle.deriveKey({ name: "ECDH", public: their }, own, { name: "AES-GCM", length: 256 }, false, [use]);

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("loket", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("waiting", { keyPath: "command" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function store(mode, act) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction("waiting", mode);
      const request = act(transaction.objectStore("waiting"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally { database.close(); }
}

const kept = () => store("readonly", (waiting) => waiting.getAll());
const own = async () => (await kept()).filter((each) => each.owner === words.owner).sort((a, b) => a.at - b.at);
const forget = (command) => store("readwrite", (waiting) => waiting.delete(command));

/** Close an entry and lay it down: "" goes as soon as it can; "refused" and "unfinished" wait for the officer. */
async function keep(data, held = "", at = Date.now()) {
  data.delete("csrfmiddlewaretoken"); // the page that sends it has its own
  const packed = new Response(data);
  const type = packed.headers.get("content-type");
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const once = await crypto.subtle.generateKey(CURVE, false, ["deriveKey"]);
  const closing = await shared(await imported(words.lock, []), once.privateKey, "encrypt");
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, closing, await packed.arrayBuffer());
  const half = once.publicKey;
  const waiting = { command: data.get("command"), owner: words.owner, at, held, half, iv, type, sealed };
  await store("readwrite", (all) => all.put(waiting));
}

async function read({ half, iv, type, sealed }) {
  const opening = await shared(half, await imported(words.key, ["deriveKey"]), "decrypt");
  const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, opening, sealed);
  return new Response(bytes, { headers: { "content-type": type } }).formData();
}

// --- sending ----------------------------------------------------------------------------------------------------------

async function send(data) {
  try {
    const answer = await fetch(form().action, {
      method: "POST", body: data, redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
      headers: { accept: "application/json", "x-csrftoken": form().elements.csrfmiddlewaretoken.value },
    });
    if (answer.status === 201) return { fate: "taken", ...await answer.json() };
    if (answer.type === "opaqueredirect" || answer.status === 403) return { fate: "signedOut" };
    if (answer.status >= 500 || answer.status === 429) return { fate: "away" };
    return { fate: "refused", page: await answer.text() };
  } catch { return { fate: "away" }; }
}

async function sendWaiting() {
  if (!hasKey) return await comeBack();
  await navigator.locks.request("loket", { ifAvailable: true }, async (mine) => {
    if (!mine || busy) return;
    for (const each of (await own()).filter((waiting) => !waiting.held)) {
      sending = each.command;
      await show();
      if (!await sendOne(each, await read(each))) break;
    }
    sending = "";
  });
  await show();
}

/** Whether the next one may follow: what was refused stands in nobody's way. */
async function sendOne({ command, at }, data) {
  const result = await send(data);
  ended = result.fate === "signedOut";
  if (result.fate === "taken") {
    await forget(command);
    done.push({ ...result, title: data.get("title") });
    say(words.gone, "success");
  } else if (result.fate === "refused") {
    data.set("why", reason(result.page)); // closed with the rest: it may name what was typed
    await keep(data, "refused", at);
    say(words.putRight, "warning");
  } else say(ended ? words.signedOut : words.kept, "warning");
  return ["taken", "refused"].includes(result.fate);
}

/** The first thing that the page asks to put right. */
function reason(page) {
  const line = new DOMParser().parseFromString(page, "text/html").querySelector("[data-errors] li");
  return line ? [...line.childNodes].map((part) => part.textContent.trim()).filter(Boolean).join(": ") : "";
}

async function sendNow(event) {
  event.preventDefault();
  if (busy) return;
  const data = new FormData(form(), event.submitter);
  if (!hasKey) return await keepInstead(data, "away");
  busy = true;
  say(form().querySelector("[data-sending]").dataset.sending);
  const result = await send(data);
  busy = false;
  say("");
  if (result.fate === "taken") return await forget(data.get("command")), location.assign(result.receipt);
  if (result.fate === "refused") return correct(result.page);
  await keepInstead(data, result.fate);
}

async function keepInstead(data, fate) {
  const missing = ["title", "body"].find((name) => !data.get(name).trim());
  if (missing) return say(words.incomplete, "warning"), form().elements[missing].focus();
  data.set("still", "1"); // who could be asked back has left by then
  if (!data.get("region")) data.set("region", "-"); // nor could names be looked up: what was typed is the place
  if (!data.get("written_at")) data.set("written_at", new Date().toISOString());
  try { await keep(data); } catch { return say(words.unkept, "error"); } // no room, forbidden, or not over https
  titles.set(data.get("command"), data.get("title"));
  ended = fate === "signedOut";
  await show();
  say(ended ? words.signedOut : words.kept, "warning");
  begin(data.get("came_by"));
}

// --- leaving ----------------------------------------------------------------------------------------------------------

const isTyped = () => ["name", "contact", "title", "body"].some((name) => form().elements[name].value.trim());

/** What is half typed waits with the rest, and isn't sent by itself. */
async function putAside() {
  if (isTyped()) await keep(new FormData(form()), "unfinished").catch(() => { /* as with every page that is left */ });
}

/** The officer signs out here: what waits is told before; the page to which this leads takes the laid aside one away. */
async function signOut(leaving) {
  const count = (await own().catch(() => [])).length + Number(isTyped());
  if (count && !confirm(words.leaving.replace("{n}", count))) return;
  await putAside();
  leaving.submit();
}

/** Somebody has signed out in another tab (accounts/signed-out.js): nothing stays on the screen. */
new BroadcastChannel("loket").addEventListener("message", async () => {
  await putAside();
  location.replace(words.home);
});

// --- without the network ----------------------------------------------------------------------------------------------

/** The page of the desk, as soon as it can be had; not while somebody is typing. */
async function comeBack() {
  await show();
  const answer = await fetch(words.home, { method: "HEAD", redirect: "manual" }).catch(() => null);
  if (!answer?.ok && answer?.type !== "opaqueredirect") return; // a redirect: to where one signs in
  if (form().elements.title.value || form().elements.body.value) say(words.back);
  else location.replace(words.home);
}

/** Lay aside what opens without the network: the page for it, and the styles and scripts that this one is made of. */
async function layAside() {
  await navigator.serviceWorker.register(words.worker);
  const page = await fetch(words.offline, { redirect: "error" });
  if (!page.ok) return;
  const used = performance.getEntriesByType("resource").map((each) => each.name)
    .filter((name) => new URL(name).pathname.startsWith("/static/"));
  const cache = await caches.open("loket");
  await cache.addAll(new Set(used));
  await cache.put(words.offline, page); // last: where it is, everything is
  const wanted = new Set([...used, new URL(words.offline, location).href]);
  for (const old of await cache.keys()) if (!wanted.has(old.url)) await cache.delete(old);
}

// --- the form ---------------------------------------------------------------------------------------------------------

/** An empty form, for one more that came the same way. */
function begin(cameBy) {
  renew(blank.cloneNode(true));
  form().elements.command.value = crypto.randomUUID();
  form().elements.came_by.value = cameBy;
  form().querySelector("[name=came_by]:checked").focus();
}

function renew(from) {
  const token = form().elements.csrfmiddlewaretoken.value;
  entry.replaceChildren(...from.childNodes);
  form().elements.csrfmiddlewaretoken.value = token;
  entry.dispatchEvent(new Event("shown", { bubbles: true }));
}

function correct(page) {
  const answer = new DOMParser().parseFromString(page, "text/html").querySelector("[data-entry]");
  if (!answer) return say(words.failed, "error");
  const { files } = form().elements.files;
  renew(answer);
  form().elements.files.files = files; // a chosen file survives what is put right elsewhere
  form().elements.files.dispatchEvent(new Event("change"));
  form().querySelector("[data-errors]")?.focus(); // not its button: who types on presses nothing unseen
}

async function reopen(waiting) {
  const chosen = new DataTransfer();
  renew(blank.cloneNode(true));
  for (const [name, value] of await read(waiting)) {
    const field = form().elements[name];
    if (value instanceof File) { if (value.size) chosen.items.add(value); }
    else if (field?.type === "checkbox") field.checked = true;
    else if (field && name !== "csrfmiddlewaretoken") field.value = value;
  }
  form().elements.files.files = chosen.files;
  form().elements.title.focus();
}

// --- the list ---------------------------------------------------------------------------------------------------------

function button(text, act) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "button button-quiet", textContent: text, onclick: act });
  return made;
}

function line(title, ...rest) {
  const item = document.createElement("li");
  const what = document.createElement("span");
  what.className = "counter-what";
  what.append(title);
  item.append(what, ...rest);
  return item;
}

function note(text) {
  const made = document.createElement("small");
  made.textContent = text;
  return made;
}

function moment(at) {
  const day = new Date(at).toDateString() === new Date().toDateString() ? {} : { weekday: "short", day: "numeric", month: "short" };
  return new Date(at).toLocaleString(document.documentElement.lang, { ...day, hour: "2-digit", minute: "2-digit" });
}

function fate(waiting, why) {
  if (waiting.command === sending) return words.sending;
  if (waiting.held === "refused") return why ? words.refusedFor.replace("{why}", why) : words.refused;
  return waiting.held ? words.unfinished : ended ? words.waitsForYou : words.waits;
}

async function row(waiting) {
  const data = hasKey ? await read(waiting) : new FormData();
  const title = data.get("title") || titles.get(waiting.command) || (hasKey ? words.untitled : words.entryWord);
  const item = line(title, note(`${moment(waiting.at)} · ${fate(waiting, data.get("why"))}`));
  item.dataset.fate = waiting.held;
  if (!waiting.held || !hasKey) return item;
  const buttons = [button(words.open, () => reopen(waiting)), button(words.drop, () => drop(waiting))];
  for (const each of buttons) each.ariaLabel = `${each.textContent}: ${title}`;
  item.append(...buttons);
  return item;
}

async function drop(waiting) {
  if (!confirm(words.sure)) return;
  await forget(waiting.command);
  await show();
}

function sentRow({ number, receipt, title }) {
  const link = document.createElement("a");
  const grouped = String(number).replace(/^(...)(...)/, "$1 $2 "); // as everywhere else
  Object.assign(link, { href: receipt, textContent: words.receipt.replace("{n}", grouped) });
  return line(title, link);
}

/** The lists as they are now; drawn again only when something has changed, so that no button goes from under a key. */
async function show() {
  let all = [];
  try { all = await kept(); } catch { /* forbidden: then nothing waits here */ }
  const mine = all.filter((each) => each.owner === words.owner).sort((a, b) => a.at - b.at);
  const now = JSON.stringify([all.map(({ command, held, at }) => [command, held, at]), done, sending, ended]);
  if (now === shown) return;
  shown = now;
  const rows = await Promise.all(mine.map(row));
  if (now !== shown) return; // something newer is being drawn
  const stood = document.activeElement;
  unsent.querySelector("ul").replaceChildren(...rows);
  sent.querySelector("ul").replaceChildren(...done.map(sentRow));
  const foreign = unsent.querySelector("[data-foreign]");
  foreign.hidden = all.length === mine.length;
  unsent.querySelector("[data-hint]").hidden = !mine.length;
  foreign.textContent = words.others.replace("{n}", all.length - mine.length);
  unsent.querySelector("[data-send-now]").hidden = !hasKey || mine.every((each) => each.held);
  unsent.querySelector("[data-sign-in]").hidden = !ended;
  unsent.hidden = !all.length;
  sent.hidden = !done.length;
  if (stood?.checkVisibility() === false) stand();
}

/** Where the key goes whose button is no longer there. */
function stand() {
  const heading = [unsent, sent].find((part) => !part.hidden)?.querySelector("h2");
  (heading ?? form().querySelector("[name=came_by]:checked")).focus();
}

document.addEventListener("submit", (event) => {
  if (event.target === form() && event.submitter?.name !== "find") sendNow(event);
  if (event.target.getAttribute("action") !== words.out) return;
  event.preventDefault();
  signOut(event.target);
}, true); // before once.js, which would take this for the one press
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !entry.contains(event.target)) return;
  event.preventDefault();
  form().requestSubmit();
});
box.querySelector("[data-send-now]").addEventListener("click", sendWaiting);
addEventListener("online", sendWaiting);
setInterval(sendWaiting, RETRY); // also looks what another tab has sent
if (!hasKey) form().elements.command.value = crypto.randomUUID(); // what lies on the disk has none
form().querySelector("[autofocus]")?.focus();
await sendWaiting();
if (hasKey && navigator.serviceWorker) await layAside().catch(() => { /* then the page must stay open */ });
