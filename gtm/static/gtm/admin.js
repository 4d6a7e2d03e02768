"use strict";
{
  // Select2 gives its boxes no name that a screen reader could say: they take the label of their field.
  const nameBoxes = (root) => {
    for (const select of root.querySelectorAll("select.select2-hidden-accessible")) {
      const cell = select.closest("td");
      const label = select.labels[0] || cell.closest("table").tHead.rows[0].cells[cell.cellIndex];
      label.id ||= `label-of-${select.id}`;
      for (const box of select.nextElementSibling.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]")) {
        box.setAttribute("aria-labelledby", `${label.id} ${box.getAttribute("aria-labelledby") ?? ""}`.trim());
      }
    }
  };

  window.django?.jQuery(() => nameBoxes(document));
  document.addEventListener("formset:added", (event) => setTimeout(() => nameBoxes(event.target)));
}
