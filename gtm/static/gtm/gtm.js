(() => {
  "use strict";

  // Menus made of <details class="menu"> close as people expect of a menu.
  const closeMenus = (kept) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(kept)) menu.open = false;
    }
  };
  addEventListener("click", (event) => closeMenus(event.target));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.activeElement.closest("details.menu[open]")?.querySelector("summary").focus();
    closeMenus(null);
  });

  // htmx leaves the page as it was when a request fails: say so.
  const sayFailed = () => {
    const alert = document.getElementById("request-failed").content.cloneNode(true);
    const place = document.querySelector(".offcanvas.show .offcanvas-body") ?? document.getElementById("main");
    place.prepend(alert);
    place.firstElementChild.scrollIntoView({ block: "nearest" });
  };
  addEventListener("htmx:responseError", sayFailed);
  addEventListener("htmx:sendError", sayFailed);
})();
