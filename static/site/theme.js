/* Before the first paint: the theme chosen in the display settings (the DSFR keeps it under "scheme"), else the system's. */
((root) => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("scheme");
  } catch {
    /* Storage refused: the system's theme stands. */
  }
  if (chosen !== "light" && chosen !== "dark") chosen = "system";
  root.dataset.frScheme = chosen;
  const dark = chosen === "dark" || (chosen === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.frTheme = dark ? "dark" : "light";
})(document.documentElement);
