// Here nobody is signed in any more. What the service desk laid aside in this browser to open without the network goes
// (its page and its service worker), and a desk that is open in another tab leaves the screen. Entries that were not
// sent yet stay, closed for the officer who wrote them (workspace/counter.js), and are counted here.
const notice = document.querySelector("[data-left-behind]");

function waiting() {
  return new Promise((resolve) => {
    const request = indexedDB.open("loket");
    request.onupgradeneeded = () => request.transaction.abort(); // there is none: make none
    request.onerror = () => resolve(0);
    request.onsuccess = () => {
      const database = request.result;
      const count = database.transaction("waiting").objectStore("waiting").count();
      count.onsuccess = () => resolve(count.result);
      database.close(); // as soon as the count is done
    };
  });
}

async function takeAway() {
  await caches.delete("loket");
  const workers = await navigator.serviceWorker.getRegistrations();
  await Promise.all(workers.filter((each) => each.scope.includes("/kerja/")).map((each) => each.unregister()));
}

new BroadcastChannel("loket").postMessage("signed out");
if (window.caches && navigator.serviceWorker) await takeAway(); // neither over plain http
const count = await waiting();
notice.textContent = notice.dataset.words.replace("{n}", count);
notice.hidden = !count;
