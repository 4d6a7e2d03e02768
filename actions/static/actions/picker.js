// Long lists to pick from: typing finds a choice by its text or by any other name that it goes by.
(() => {
  "use strict";
  // Without JavaScript a list of several is boxes to tick.
  const selectOf = (checks) => {
    const boxes = [...checks.querySelectorAll("input")];
    const fieldset = checks.closest("fieldset");
    const select = document.createElement("select");
    Object.assign(select, { id: checks.firstElementChild.id, name: boxes[0].name, multiple: true });
    Object.assign(select.dataset, checks.dataset);
    for (const box of boxes) {
      const option = new Option(box.labels[0].textContent.trim(), box.value, box.checked, box.checked);
      Object.assign(option.dataset, box.dataset);
      select.add(option);
    }
    const label = document.createElement("label");
    label.htmlFor = select.id;
    label.append(...fieldset.querySelector("legend").childNodes);
    fieldset.replaceWith(label, select);
    return select;
  };

  const pick = (select) => {
    const { none, remove } = select.dataset;
    const picker = new TomSelect(select, {
      searchField: ["text", "names"],
      refreshThrottle: 0, // else Enter, pressed at once, takes the choice before the last letter
      openOnFocus: false,
      closeAfterSelect: true,
      selectOnTab: true,
      maxOptions: null,
      highlight: false,
      plugins: select.multiple ? { remove_button: { title: remove } } : {},
      render: {
        no_results: () => {
          const said = document.createElement("div");
          said.className = "no-results";
          said.setAttribute("role", "option");
          said.setAttribute("aria-disabled", "true");
          said.textContent = none;
          return said;
        },
      },
    });
    select.setAttribute("aria-hidden", "true");
    if (select.autofocus) picker.focus();

    // A click opens the list, in which nothing is chosen yet: Tab goes on as ever.
    let wasOpen;
    picker.control.addEventListener("mousedown", () => (wasOpen = picker.isOpen), { capture: true });
    picker.control.addEventListener("click", () => {
      if (wasOpen) return;
      picker.open();
      // Focus chooses the first once it has come, unless something was typed by then, which chooses by right.
      setTimeout(() => picker.inputValue() || picker.clearActiveOption());
    });
  };

  addEventListener("htmx:load", ({ target }) => {
    for (const checks of target.querySelectorAll(".checks:has(input)")) selectOf(checks);
    for (const select of target.querySelectorAll("select[data-none]")) pick(select);
  });
})();
