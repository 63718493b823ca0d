// An entity's open offers, listed where this script stands in a page of any site:
// <script src="https://…/integrer/offres.js" data-entite="dinum" data-nombre="5" async></script>
(() => {
  const script = document.currentScript;
  const site = new URL(script.src).origin;
  const { entite, nombre = "5", titre = "Nos offres d’emploi" } = script.dataset;
  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };
  const link = (address, text) => {
    const made = element("a", text);
    made.href = address;
    return made;
  };
  const section = document.createElement("section");
  section.className = "offres-metiers-numerique";
  const heading = element("h2", titre);
  heading.id = `offres-${entite}-${Math.random().toString(36).slice(2, 8)}`;
  section.setAttribute("aria-labelledby", heading.id);
  section.append(heading);
  script.after(section);
  const query = new URLSearchParams({ entite, taille: nombre, tri: "date" });
  fetch(`${site}/api/v2/offres/?${query}`, { credentials: "omit" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then(({ count, results }) => {
      const list = document.createElement("ul");
      for (const offer of results) {
        const line = document.createElement("li");
        const about = [offer.lieux, ...offer.contrats.map((one) => one.label)].filter(Boolean).join(" · ");
        line.append(link(offer.html_url, offer.title), about ? `, ${about}` : "");
        list.append(line);
      }
      if (results.length) section.append(list);
      else section.append(element("p", "Aucune offre ouverte en ce moment."));
      if (count > results.length) {
        const more = document.createElement("p");
        more.append(link(`${site}/emplois/?${new URLSearchParams({ entite })}`, `Les ${count} offres`));
        section.append(more);
      }
    })
    .catch(() => {
      const away = document.createElement("p");
      away.append(link(`${site}/emplois/?${new URLSearchParams({ entite })}`, "Voir nos offres"));
      section.append(away);
    });
})();
