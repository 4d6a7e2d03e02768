// A block pasted on a cell of the table is sent with the rows and columns from that cell on.
(() => {
  "use strict";
  addEventListener("paste", (event) => {
    const form = document.getElementById("paste");
    const cell = document.activeElement.closest(".actions-table :is(td, th)");
    if (!form || !cell || document.activeElement.matches("input, textarea, select")) return;
    event.preventDefault();
    const rows = [...document.querySelectorAll(".actions-table tr[data-url]")];
    const headings = [...cell.closest("table").tHead.rows[0].cells];
    form.elements.block.value = event.clipboardData.getData("text/plain");
    form.elements.references.value = rows.slice(rows.indexOf(cell.parentElement)).map((row) => row.id).join(" ");
    form.elements.columns.value = headings.slice(cell.cellIndex).map((heading) => heading.dataset.name).join(" ");
    form.submit();
  });
})();
