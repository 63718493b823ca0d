// A front end of the portal without any framework: home, entities, vitrines, offers and drafts, from the API alone.
// `config.json` says where the API is. Texts arrive as HTML that the portal has cleaned; all else is set as text.

const { api } = await (await fetch("config.json")).json();
const main = document.getElementById("main");

async function read(path) {
  const answer = await fetch(new URL(path, api), { credentials: "omit" });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.message);
  return told;
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function html(text) {
  const made = element("div");
  made.innerHTML = text;
  return made;
}

function link(address, text) {
  return element("a", text, { href: `#${new URL(address).pathname}` });
}

function list(items) {
  const made = element("ul");
  made.append(...items.map((item) => {
    const line = element("li");
    line.append(...[item].flat());
    return line;
  }));
  return made;
}

function picture(image) {
  if (!image) return [];
  const { webp_480: small, webp_960: large } = image.renditions;
  const shown = element("img", "", { src: large?.url ?? image.url, alt: image.alt, loading: "lazy" });
  shown.width = large?.width ?? image.width;
  shown.height = large?.height ?? image.height;
  if (small) shown.srcset = `${small.url} ${small.width}w, ${large.url} ${large.width}w`;
  return [shown];
}

const BLOCKS = {
  text: (value) => [html(value)],
  callout: (value) => [element("h2", value.title), html(value.text)],
  quote: (value) => [element("blockquote", value.text), element("p", [value.author, value.role].filter(Boolean).join(", "))],
  image: (value) => [...picture(value.image), element("p", value.caption)],
  gallery: (value) => [element("h2", value.title), ...value.pictures.flatMap((one) => picture(one.image))],
};

const body = (blocks) => blocks.flatMap(({ type, value }) => BLOCKS[type]?.(value) ?? []);

function show(title, ...parts) {
  document.title = title;
  main.replaceChildren(element("h1", title), ...parts.filter(Boolean));
  main.focus();
}

const offerLine = (offer) => [link(offer.html_url, offer.title), ` · ${offer.entite.title} · ${offer.lieux}`];

async function page(found, draft) {
  const note = draft && element("p", "Brouillon : il n’est pas encore en ligne.", { class: "brouillon" });
  const parts = [note, ...picture(found.banner ?? found.cover), element("p", found.accroche ?? found.lead ?? found.introduction ?? found.summary)];
  if (found.body) parts.push(...body(found.body));
  if (found.meta.type === "vitrines.VitrinePage" && !draft) {
    const [below, offers] = await Promise.all([
      read(`pages/?child_of=${found.id}`),
      read(`offres/?entite=${found.cle}&taille=5`),
    ]);
    parts.push(element("h2", "Rubriques"), list(below.items.map((one) => link(one.meta.html_url, one.title))));
    parts.push(element("h2", `Offres (${offers.count})`), list(offers.results.map(offerLine)));
  }
  if (found.meta.type === "home.HomePage" && !draft) {
    const offers = await read("offres/?taille=5");
    parts.push(element("h2", "Dernières offres"), list(offers.results.map(offerLine)));
  }
  show(found.title, ...parts);
}

function offer(found, draft) {
  const facts = [found.entite.title, found.lieux, ...found.contrats.map((one) => one.label), found.remuneration];
  const note = draft && element("p", "Brouillon : il n’est pas encore en ligne.", { class: "brouillon" });
  const texts = found.textes.flatMap(({ titre, html: text }) => [element("h2", titre), html(text)]);
  const [contact] = found.echange.contacts;
  const apply = found.candidature_url ?? found.echange.url_candidature ?? (contact && `mailto:${contact.email}`);
  const parts = [note, list(facts.filter(Boolean)), ...texts];
  if (apply) parts.push(element("p"), element("a", "Candidater", { href: apply }));
  show(found.title, ...parts);
}

async function route() {
  const path = location.hash.slice(1) || "/";
  try {
    const one = path.match(/^\/emplois\/([\w-]+)\/$/);
    if (one) return offer(await read(`offres/find/?slug=${encodeURIComponent(one[1])}`));
    if (path === "/emplois/") {
      const found = await read("offres/");
      return show(`${found.count} offres`, list(found.results.map(offerLine)));
    }
    if (path === "/institutions/") {
      const found = await read("entites/?taille=100");
      return show("Entités", list(found.results.map((entity) => link(entity.html_url, `${entity.title} (${entity.offres})`))));
    }
    await page(await read(`pages/find/?html_path=${encodeURIComponent(path)}`));
  } catch (error) {
    show("Rien à cette adresse", element("p", error.message, { class: "refus" }));
  }
}

async function preview(token) {
  try {
    const draft = await read(`preview/?token=${encodeURIComponent(token)}`);
    await (draft.meta ? page(draft, true) : offer(draft, true));
  } catch (error) {
    show("Aperçu indisponible", element("p", error.message, { class: "refus" }));
  }
}

const token = new URLSearchParams(location.search).get("token");
addEventListener("hashchange", route);
if (token && !location.hash) await preview(token);
else await route();
