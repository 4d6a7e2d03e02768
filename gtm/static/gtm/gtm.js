// Menus made of <details class="menu"> close as people expect of a menu.
(() => {
  "use strict";
  const closeAll = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(except)) menu.open = false;
    }
  };
  addEventListener("click", (event) => closeAll(event.target));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.activeElement.closest("details.menu[open]")?.querySelector("summary").focus();
    closeAll(null);
  });
})();
