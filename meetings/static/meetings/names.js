// A field for several names is completed behind its last semicolon.
(() => {
  "use strict";
  const complete = ({ target: { list, value } }) => {
    if (!list) return;
    const before = value.includes(";") ? value.replace(/[^;]*$/, " ") : "";
    if ((list.dataset.before ?? "") === before) return;
    list.dataset.before = before;
    for (const option of list.options) option.value = before + (option.dataset.name ??= option.value);
  };
  addEventListener("input", complete);
  addEventListener("focusin", complete);
})();
