// Long lists to pick from: typing finds a choice by its text or by any other name that it goes by.
(() => {
  "use strict";
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
    picker.focus();
  };

  addEventListener("htmx:load", ({ target }) => {
    for (const select of target.querySelectorAll("select[data-none]")) pick(select);
  });
})();
