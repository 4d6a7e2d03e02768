// A block pasted on a cell of the table is sent with the rows and columns from that cell on.
(() => {
  "use strict";
  // In an editor, one value is pasted as ever: only what spans several cells is a block.
  const isBlock = (text, editor) => {
    if (!editor) return true;
    return editor.matches("textarea") ? /\t[^]*\n$/.test(text) : /\t|\n./.test(text);
  };

  addEventListener("paste", (event) => {
    const form = document.getElementById("paste");
    const focused = document.activeElement;
    const cell = focused.closest("tr[data-url] > [class*=kind-]");
    const text = event.clipboardData.getData("text/plain");
    if (!form || !cell || !isBlock(text, focused.closest("input, select, textarea"))) return;
    event.preventDefault();
    const rows = [...document.querySelectorAll("tr[data-url]")];
    const headings = [...cell.closest("table").tHead.rows[0].cells];
    form.elements.block.value = text;
    form.elements.references.value = rows.slice(rows.indexOf(cell.parentElement)).map((row) => row.id).join(" ");
    form.elements.columns.value = headings.slice(cell.cellIndex).map((heading) => heading.dataset.name).join(" ");
    form.submit();
  });
})();
