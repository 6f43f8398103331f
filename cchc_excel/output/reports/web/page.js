// Searching and filtering; without this script the page shows everything.
"use strict";
(() => {
  const form = document.getElementById("loc");
  const field = (id) => document.getElementById(id);
  const fold = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").replace(/\s+/g, " ").toLowerCase();
  const files = [...document.querySelectorAll("section.file")].map((section) => ({
    section,
    unit: section.dataset.unit,
    lines: [...section.querySelectorAll("li")].map((line) => ({
      line,
      severity: line.dataset.severity,
      forms: line.dataset.forms.split("|"),
      text: "",
    })),
  }));
  const all = files.reduce((sum, file) => sum + file.lines.length, 0);

  const filter = () => {
    const words = fold(field("tim").value).split(" ").filter(Boolean);
    const unit = field("don-vi").value;
    const severity = field("muc-do").value;
    const formName = field("bieu-mau").value;
    let shown = 0;
    for (const file of files) {
      let here = 0;
      for (const entry of file.lines) {
        if (words.length && !entry.text) entry.text = fold(file.unit + " " + entry.line.textContent);
        const fits =
          (!unit || file.unit === unit) &&
          (!severity || entry.severity === severity) &&
          (!formName || entry.forms.includes(formName)) &&
          words.every((word) => entry.text.includes(word));
        entry.line.hidden = !fits;
        if (fits) here += 1;
      }
      file.section.hidden = here === 0;
      shown += here;
    }
    const left = field("con-lai");
    left.textContent = left.dataset.words.replace("{}", shown).replace("{}", all);
  };

  form.hidden = all === 0;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  filter();
})();
