/* Suggestions under a field, by the ARIA pattern of a combobox with a list (APG). `data-suggestions` is the address that
   gives them, that of the search if empty. Choosing one that has a `value` fills the field; the others lead to their
   `url`. Without this script the field is a plain one. */
const WAIT = 150; /* Milliseconds without a key before the server is asked. */
const asked = new Map();

async function ask(address, text) {
  const url = new URL(address, location.href);
  url.searchParams.set("q", text);
  if (!asked.has(url.href)) {
    asked.set(
      url.href,
      fetch(url)
        .then((answer) => (answer.ok ? answer.json() : { suggestions: [] }))
        .catch(() => ({ suggestions: [] })),
    );
  }
  return (await asked.get(url.href)).suggestions;
}

function element(name, attributes, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

function combobox(field, number) {
  const list = element("div", {
    role: "listbox",
    id: `suggestions-${number}`,
    class: "site-suggestions",
    "aria-label": "Suggestions",
  });
  const told = element("p", { role: "status", class: "fr-sr-only" });
  list.hidden = true;
  field.closest(".fr-search-bar, .fr-input-group").append(list, told);
  const attributes = {
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  };
  for (const [key, value] of Object.entries(attributes)) field.setAttribute(key, value);
  let options = [],
    at = -1,
    timer = 0;

  function close() {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    mark(-1);
  }
  function mark(place) {
    at = place;
    for (const [n, option] of options.entries()) option.setAttribute("aria-selected", n === at);
    if (at < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", options[at].id);
      options[at].scrollIntoView({ block: "nearest" });
    }
  }
  function choose(option) {
    if (!option.dataset.value) return location.assign(option.dataset.url);
    field.value = option.dataset.value;
    close();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function show(suggestions) {
    list.replaceChildren();
    options = suggestions.map(({ kind, label, detail, url, value }, n) => {
      let group = list.lastElementChild;
      if (group?.dataset.kind !== kind) {
        group = element("div", { role: "group", "data-kind": kind, "aria-labelledby": `${list.id}-${n}-titre` });
        group.append(
          element("div", { role: "presentation", class: "site-suggestions__kind", id: `${list.id}-${n}-titre` }, kind),
        );
        list.append(group);
      }
      const option = element(
        "div",
        { role: "option", id: `${list.id}-${n}`, "aria-selected": "false", class: "site-suggestions__option" },
        label,
      );
      if (detail) option.append(" ", element("span", { class: "site-mention fr-text--sm" }, detail));
      option.dataset.url = url;
      if (value) option.dataset.value = value;
      group.append(option);
      return option;
    });
    mark(-1);
    list.hidden = !options.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    told.textContent = options.length ? `${options.length} suggestions, flèches haut et bas pour les parcourir.` : "";
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    const text = field.value.trim();
    if (text.length < 2) return show([]);
    timer = setTimeout(async () => {
      const suggestions = await ask(field.dataset.suggestions || "/recherche/suggestions/", text);
      if (field.value.trim() === text && document.activeElement === field) show(suggestions);
    }, WAIT);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && options.length) {
      event.preventDefault();
      list.hidden = false;
      field.setAttribute("aria-expanded", "true");
      const places = options.length + 1; /* One of them is the field itself. */
      mark(((at + 1 + (event.key === "ArrowDown" ? 1 : -1) + places) % places) - 1);
    } else if (event.key === "Enter" && at >= 0 && !list.hidden) {
      event.preventDefault();
      choose(options[at]);
    }
  });
  field.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); /* The field keeps the focus. */
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}

document.querySelectorAll("[data-suggestions]").forEach(combobox);
