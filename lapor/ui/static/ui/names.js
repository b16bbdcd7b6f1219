// Turns a text with a look-up button into a combobox (WAI-ARIA pattern, list with manual selection).
let lists = 0;

function combobox(box) {
  const input = box.querySelector("input[type=text]");
  const find = box.querySelector("[data-find]");
  const code = find.form.elements[find.value === "area" ? "region" : "agency"];
  if (box.querySelector("[data-offers]")) return; // the server has asked; its answer is being waited for
  const list = document.createElement("ul");
  const said = document.createElement("p");
  list.id = `names-${++lists}`;
  list.className = "send-options";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent.trim());
  list.hidden = true;
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  find.remove();
  box.append(list, said);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list", autocomplete: "off",
  })) input.setAttribute(name, value);
  let found = [];
  let at = -1;
  let timer = 0;
  let asked = "";

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(to) {
    at = (to + found.length) % found.length;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function choose(option) {
    input.value = option.label;
    code.value = option.value;
    said.textContent = option.label;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function show(options) {
    found = options;
    list.replaceChildren(...options.map((option, i) => {
      const item = document.createElement("li");
      const note = document.createElement("small");
      item.id = `${list.id}-${i}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      note.textContent = option.note;
      item.append(option.label, note);
      item.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus in the field
      item.addEventListener("click", () => choose(option));
      return item;
    }));
    const some = options.length > 0;
    list.hidden = !some;
    at = -1;
    input.setAttribute("aria-expanded", String(some));
    said.textContent = some ? box.dataset.found.replace("{n}", options.length) : box.dataset.nothing;
  }

  async function ask() {
    const typed = input.value.trim();
    asked = typed;
    if (typed.length < 2) return close();
    try {
      const answer = await fetch(`${box.dataset.url}?q=${encodeURIComponent(typed)}`);
      if (asked === typed && document.activeElement === input) show(await answer.json());
    } catch { close(); } // no connection: what is typed still counts
  }

  input.addEventListener("input", () => {
    code.value = "";
    box.querySelector("[data-chosen]")?.remove();
    clearTimeout(timer);
    timer = setTimeout(ask, 200);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at < 0 ? -1 : at - 1);
    else if (event.key === "Enter" && at >= 0) choose(found[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}

const enhance = (root) => root.querySelectorAll("[data-names]").forEach(combobox);
enhance(document);
document.addEventListener("shown", (event) => enhance(event.target)); // a form that came without a new page
