// Shows what was chosen, with a picture and its size, and says at once what is too large. Loaded by pages with files.
const format = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

function row(file, words, limit) {
  const item = document.createElement("li");
  const picture = document.createElement(file.type.startsWith("image/") ? "img" : "span");
  if (picture.tagName === "IMG") {
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    picture.onload = () => URL.revokeObjectURL(picture.src);
  } else {
    picture.className = "files-kind";
    picture.textContent = file.name.split(".").pop().slice(0, 4).toUpperCase();
  }
  const name = document.createElement("span");
  name.className = "files-name";
  const size = document.createElement("small");
  const large = limit && file.size > limit;
  size.textContent = `${format.format(file.size / 2 ** 20)} MB${large ? ` · ${words}` : ""}`;
  item.toggleAttribute("data-too-large", Boolean(large));
  name.append(file.name, size);
  item.append(picture, name);
  return item;
}

function enhance(box) {
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("ul");
  input.addEventListener("change", () => {
    const limit = Number(input.dataset.maxBytes);
    list.replaceChildren(...[...input.files].map((file) => row(file, list.dataset.tooLarge, limit)));
    list.hidden = !input.files.length;
  });
}
document.querySelectorAll("[data-files]").forEach(enhance);
document.addEventListener("shown", (event) => event.target.querySelectorAll("[data-files]").forEach(enhance));
