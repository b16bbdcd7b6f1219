// Lists of officers: new work without a reload, and everything by keyboard. Without a script a reload does the same.

const news = document.querySelector("[data-news]");
const keys = document.getElementById("pintas");

// --- new work -------------------------------------------------------------------------------------------------------

function rows(root) {
  return [...root.querySelectorAll("tbody tr[id]")].map((row) => row.id);
}

// What the officer has chosen and where they stand survive the exchange of the list.
function exchange(html) {
  const now = document.getElementById("kotak");
  const next = new DOMParser().parseFromString(html, "text/html").getElementById("kotak");
  if (!next) return;
  const known = rows(now);
  const arrived = rows(next).filter((id) => !known.includes(id)).length;
  const chosen = new Set([...now.querySelectorAll("input:checked")].map((box) => box.value));
  for (const box of next.querySelectorAll("input[type=checkbox]")) box.checked = chosen.has(box.value);
  const stood = now.contains(document.activeElement) && document.activeElement;
  const place = stood && [stood.closest("tr[id]")?.id, stood.getAttribute("href"), stood.getAttribute("value")];
  now.replaceWith(document.adoptNode(next));
  if (place) {
    const inside = (place[0] && document.getElementById(place[0])) || next;
    [...inside.querySelectorAll("a, input, button")]
      .find((part) => part.getAttribute("href") === place[1] && part.getAttribute("value") === place[2])
      ?.focus({ preventScroll: true });
  }
  count();
  news.textContent = arrived ? news.dataset.words.replace("{n}", arrived) : news.dataset.changed;
}

async function look() {
  if (document.hidden) return;
  const tag = document.getElementById("kotak").dataset.tag;
  let answer;
  try {
    answer = await fetch(location.href, {
      headers: { "If-None-Match": tag, "X-Requested-With": "inbox" },
      cache: "no-store",
    });
  } catch {
    return; // without the network the next round tries again
  }
  if (answer.redirected) {
    clearInterval(timer);
    document.querySelector("[data-ended]").hidden = false;
  } else if (answer.ok) {
    exchange(await answer.text());
  }
}

const timer = news && setInterval(look, news.dataset.every * 1000);
if (news) document.addEventListener("visibilitychange", look);

// --- choosing -------------------------------------------------------------------------------------------------------

function count() {
  const words = document.querySelector("[data-chosen]");
  if (!words) return;
  words.dataset.none ??= words.textContent;
  const chosen = document.querySelectorAll("[data-list] input:checked").length;
  words.textContent = chosen ? words.dataset.words.replace("{n}", chosen) : words.dataset.none;
}

document.addEventListener("change", count);
count();

// --- keys -----------------------------------------------------------------------------------------------------------

function step(by) {
  const links = [...document.querySelectorAll("[data-list] th[scope=row] > a")];
  const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  links[Math.min(Math.max(here + by, 0), links.length - 1)]?.focus();
}

const acts = {
  j: () => step(1),
  k: () => step(-1),
  x: () => document.activeElement.closest("tr")?.querySelector("input[type=checkbox]")?.click(),
  "/": () => (document.getElementById("cari-cepat") ?? document.getElementById("id_q"))?.focus(),
  "?": () => keys?.showModal(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches?.("input:not([type=checkbox]), textarea, select");
  if (event.ctrlKey || event.metaKey || event.altKey || typing || keys?.open || !acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
});
