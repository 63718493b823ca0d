// A word of the glossary opens its definition in place; without popovers, or with a modifier key, it stays a link.
for (const word of document.querySelectorAll("a[data-term]")) {
  const definition = document.getElementById(`mot-${word.dataset.term}`);
  if (!definition?.showPopover) continue;
  definition.hidden = false;
  definition.tabIndex = -1;
  word.setAttribute("role", "button");
  word.setAttribute("aria-expanded", "false");
  word.setAttribute("aria-controls", definition.id);
  definition.addEventListener("toggle", (event) => {
    const open = event.newState === "open";
    word.setAttribute("aria-expanded", open);
    if (open) definition.focus();
  });
  const open = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { left, bottom } = word.getBoundingClientRect();
    const leftmost = Math.max(8, Math.min(left, innerWidth - 360));
    definition.style.setProperty("--left", `${leftmost}px`);
    definition.style.setProperty("--top", `${bottom + 6}px`);
    definition.showPopover();
  };
  word.addEventListener("click", open);
  word.addEventListener("keydown", (event) => event.key === " " && open(event));
}
