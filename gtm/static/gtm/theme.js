// Follow the system's light or dark setting, and print in light. Loaded in the head, so that nothing flashes.
(() => {
  "use strict";
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = (theme) => { document.documentElement.dataset.bsTheme = theme; };
  const follow = () => show(dark.matches ? "dark" : "light");
  follow();
  dark.addEventListener("change", follow);
  addEventListener("beforeprint", () => show("light"));
  addEventListener("afterprint", follow);
})();
