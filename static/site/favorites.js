/* Favourite offers, kept in this browser only (localStorage "favoris": their addresses). Without this script, or where
   storage is refused, no heart is shown. */
const NAME = "favoris",
  MOST = 50;

function read() {
  const kept = JSON.parse(localStorage.getItem(NAME) ?? "[]");
  return Array.isArray(kept) ? kept.filter((slug) => typeof slug === "string") : [];
}

function show() {
  const kept = read();
  for (const button of document.querySelectorAll("[data-favorite]")) {
    const isKept = kept.includes(button.dataset.favorite);
    button.hidden = false;
    button.setAttribute("aria-pressed", isKept);
    button.title = isKept ? "Retirer des favoris" : "Garder en favori";
    button.classList.toggle(button.dataset.kept, isKept);
    button.classList.toggle("fr-icon-heart-line", !isKept);
  }
  for (const link of document.querySelectorAll("[data-favorites-count]")) {
    link.textContent = kept.length ? ` (${kept.length})` : "";
  }
}

async function fillPage(page) {
  const query = new URLSearchParams(read().map((slug) => ["offre", slug]));
  const answer = await fetch(`${location.pathname}?${query}`);
  if (!answer.ok) return;
  const other = new DOMParser().parseFromString(await answer.text(), "text/html");
  page.replaceChildren(...other.getElementById(page.id).childNodes);
  show();
}

try {
  read();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-favorite]");
    if (!button) return;
    const slug = button.dataset.favorite,
      kept = read();
    const others = kept.filter((other) => other !== slug);
    localStorage.setItem(NAME, JSON.stringify(others.length < kept.length ? others : [slug, ...others].slice(0, MOST)));
    show();
  });
  addEventListener("storage", show); /* Another tab has changed them. */
  document.addEventListener("offres", show); /* Other offers are shown in place. */
  show();
  const page = document.querySelector("[data-favorites-page]");
  if (page && !location.search && read().length) fillPage(page);
} catch {
  /* Storage refused. */
}
