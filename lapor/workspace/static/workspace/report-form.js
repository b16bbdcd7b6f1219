// Forms of actions: find a unit by typing, start from a template, show only the fields that the choice needs.

const WAIT = 200; // milliseconds without a key before the server is asked

// --- a unit by typing -----------------------------------------------------------------------------------------------

function searchable(select) {
  const all = select.innerHTML;
  const input = document.createElement("input");
  input.type = "search";
  input.className = "input units-search";
  input.placeholder = select.dataset.words;
  input.setAttribute("aria-label", select.dataset.words);
  input.setAttribute("aria-controls", select.id);
  input.autocomplete = "off";
  const said = document.createElement("p");
  said.className = "field-hint";
  said.setAttribute("role", "status");
  select.before(input, said);

  let timer, asked;
  function show(options, chosen) {
    select.innerHTML = options;
    const count = select.options.length;
    select.size = input.value ? Math.min(Math.max(count, 2), 8) : 1;
    select.value = count === 1 && input.value ? select.options[0].value : chosen; // several: nobody chooses for you
    said.textContent = input.value ? select.dataset.found.replace("{n}", count) : "";
  }
  async function ask() {
    const words = input.value.trim();
    const chosen = select.value;
    if (words.length < 2) return show(all, chosen);
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`${select.dataset.units}?${new URLSearchParams({ q: words })}`, { signal: asked.signal });
      if (answer.ok) show(await answer.text(), chosen);
    } catch (error) {
      if (error.name !== "AbortError") show(all, chosen); // without the network the whole list is still there
    }
  }
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // a name half typed must not send the form
    if (event.key === "ArrowDown" || event.key === "Enter") select.focus();
  });
}
document.querySelectorAll("select[data-units]").forEach(searchable);

// --- templates --------------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-inserts]");
  const text = document.getElementById("id_text");
  if (!link || !text) return;
  event.preventDefault();
  text.setRangeText(link.dataset.inserts, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
});

// --- fields that only one choice needs ----------------------------------------------------------------------------------

const conditional = document.querySelectorAll("[data-when]");

function follow() {
  for (const field of conditional) {
    const chosen = document.querySelector(`input[name="kind"]:checked`)?.value;
    field.closest(".field").toggleAttribute("data-off", field.dataset.when !== chosen);
  }
}
if (conditional.length) {
  document.addEventListener("change", follow);
  follow();
}
