/* Filters that act as soon as they change: the page of the new address is fetched, and its results and counts shown in
   place. Address bar, back button and focus follow, and screen readers are told. Without this script a button does it.
   It runs as soon as the form is read: on a narrow screen the filters start folded, so that the offers come first. */
(() => {
  const named = (id) => document.getElementById(id);
  const form = named("filtres"),
    fold = form.querySelector(".site-filters__fold");
  const isNarrow = () => matchMedia("(max-width: 61.99em)").matches;
  let turn = 0;
  if (isNarrow()) fold.open = false;

  function asked() {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    return location.pathname + (query.size ? `?${query}` : "");
  }

  async function show(address, { isNew }) {
    const results = named("resultats"),
      facets = named("facettes"),
      sent = isNew && values(),
      mine = ++turn;
    results.setAttribute("aria-busy", "true");
    let page;
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(answer.status);
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      location.assign(address);
      return;
    }
    if (mine !== turn) return; /* A later change has been asked meanwhile. */
    if (isNew) history.pushState(null, "", address);
    const focused = document.activeElement?.id;
    const open = new Set([...facets.querySelectorAll("details[open]")].map((facet) => facet.dataset.facet));
    const scrolled = new Map(
      [...facets.querySelectorAll("details")].map((facet) => [
        facet.dataset.facet,
        facet.querySelector("fieldset").scrollTop,
      ]),
    );
    results.replaceChildren(...page.getElementById("resultats").childNodes);
    facets.replaceChildren(...page.getElementById("facettes").childNodes);
    for (const facet of facets.querySelectorAll("details")) {
      facet.open = facet.open || open.has(facet.dataset.facet);
      facet.querySelector("fieldset").scrollTop = scrolled.get(facet.dataset.facet) ?? 0;
    }
    fill(page.getElementById("filtres"), sent);
    fold.firstElementChild.textContent = page.querySelector("#filtres summary").textContent;
    if (focused) named(focused)?.focus({ preventScroll: true });
    results.removeAttribute("aria-busy");
    named("annonce").textContent = named("compte").textContent;
    document.title = page.title;
    document.dispatchEvent(new Event("offres"));
  }

  const values = () => new Map([...form.elements].filter((field) => field.id).map((field) => [field.id, field.value]));

  /* The fields say what the address asks: a region typed as a place has become a filter. What has changed since the
     values `sent` stays. */
  function fill(other, sent) {
    for (const field of other.elements) {
      const here = field.id && named(field.id);
      if (!here?.name || named("facettes").contains(here) || (sent && sent.get(here.id) !== here.value)) continue;
      Object.assign(here, { value: field.value, checked: field.checked });
    }
  }

  document.addEventListener("change", (event) => {
    if (event.target.form === form) show(asked(), { isNew: true });
  });
  document.addEventListener("submit", (event) => {
    if (event.target !== form) return;
    event.preventDefault();
    show(asked(), { isNew: true }).then(() => {
      if (isNarrow()) fold.open = false;
      const results = named("resultats"),
        { top } = results.getBoundingClientRect();
      results.focus({ preventScroll: true }); /* Chromium would show the middle of the list. */
      if (top < 0 || top > innerHeight / 2) results.scrollIntoView();
    });
  });
  /* Answers kept by « Puis-je postuler ? »: the list of offers open to that situation is one link away. */
  function showSituation() {
    try {
      const situation = JSON.parse(localStorage.getItem("situation") ?? "{}").SITUATION;
      const open = situation?.startsWith("TITULAIRE") ? "titulaires" : situation && "contractuels";
      for (const link of document.querySelectorAll("[data-open-to]")) link.hidden = link.dataset.openTo !== open;
    } catch {
      /* Storage refused. */
    }
  }
  document.addEventListener("offres", showSituation);
  document.addEventListener("DOMContentLoaded", showSituation);
  addEventListener("popstate", () => show(location.href, { isNew: false }));
})();
