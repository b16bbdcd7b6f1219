// Says how many characters are left, and only speaks up near the end.
const digits = new Intl.NumberFormat(document.documentElement.lang);

function enhance(field) {
  const line = document.getElementById(`${field.id}_counter`);
  if (!line) return;
  const max = Number(field.dataset.max);
  const count = () => {
    const left = max - [...field.value.replaceAll("\n", "\r\n")].length; // counted as the server counts
    const words = left < 0 ? line.dataset.overText : line.dataset.leftText;
    line.textContent = words.replace("{n}", digits.format(Math.abs(left)));
    line.toggleAttribute("data-over", left < 0);
    line.setAttribute("aria-live", left < max / 10 ? "polite" : "off");
  };
  field.addEventListener("input", count);
  field.form?.addEventListener("restored", count); // a draft came back
  count();
}

document.querySelectorAll("textarea[data-max]").forEach(enhance);
document.addEventListener("shown", (event) => event.target.querySelectorAll("textarea[data-max]").forEach(enhance));
