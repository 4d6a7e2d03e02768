// The table's screen: short addresses, and filters that stay as the person left them.
(() => {
  "use strict";
  const usualColumns = (form) =>
    [...form.querySelectorAll("[name=columns]")].every((box) => box.checked === "usual" in box.dataset);
  const usual = (form, name, value) =>
    value === "" || (name === "columns" ? usualColumns(form) : value === form.elements[name].options?.[0].value);

  addEventListener("htmx:configRequest", ({ target, detail }) => {
    if (!target.matches(".table-filters")) return;
    const said = [...detail.formData].filter(([name, value]) => !usual(target, name, value));
    for (const name of [...detail.formData.keys()]) detail.formData.delete(name);
    for (const [name, value] of said) detail.formData.append(name, value);
  });

  addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    for (const fresh of detail.fragment.querySelectorAll("details[id]")) {
      const shown = document.getElementById(fresh.id);
      if (shown) fresh.open = shown.open;
    }
  });

  // A refused address answers 400 with the sentence to show.
  addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.status === 400) {
      detail.shouldSwap = true;
      detail.isError = false;
    }
  });
})();
