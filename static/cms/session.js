// A session that ends while someone writes: the text stays, the page says so, and forms follow the browser's token,
// which signing in again in another tab has changed.

const TOKEN = "csrfmiddlewaretoken";
const { sessionUrl, signInUrl } = document.currentScript.dataset;
const AGAIN = 3000; // milliseconds between two questions, while signed out
const request = window.fetch;
let alert;

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

// Whatever becomes of a form, a native sending or a FormData of a script.
document.addEventListener("formdata", ({ formData }) => token() && formData.has(TOKEN) && formData.set(TOKEN, token()));
// jQuery reads the inputs themselves.
document.addEventListener(
  "submit",
  ({ target }) => {
    const input = target.elements?.namedItem(TOKEN);
    if (input && token()) input.value = token();
  },
  true,
);

function follow(options) {
  const headers = new Headers(options.headers);
  if (headers.has("X-CSRFToken") && token()) headers.set("X-CSRFToken", token());
  if (options.body instanceof FormData && options.body.has(TOKEN) && token()) options.body.set(TOKEN, token());
  return { ...options, headers };
}

window.fetch = async (resource, options = {}) => {
  if (new URL(resource.url ?? resource, location.href).origin !== location.origin) return request(resource, options);
  let response = await request(resource, follow(options));
  if (response.headers.has("X-Form-Token")) response = await request(resource, follow(options));
  if (response.status === 401) signedOut();
  return response;
};
wagtailSeams.onRefusedByJquery(401, signedOut);

function say(...content) {
  if (!alert) {
    alert = document.createElement("div");
    alert.setAttribute("role", "alert");
    document.querySelector("main")?.prepend(alert);
  }
  alert.replaceChildren(...content);
}

function signedOut() {
  if (alert?.dataset.signedOut) return;
  const link = Object.assign(document.createElement("a"), { href: signInUrl, target: "_blank" });
  link.textContent = "Connectez-vous dans un autre onglet";
  say("Vous n’êtes plus connecté·e. Votre texte reste dans ce formulaire. ", link, ", puis enregistrez.");
  alert.className = "portail-session help-block help-critical";
  alert.dataset.signedOut = "true";
  setTimeout(askAgain, AGAIN);
}

async function askAgain() {
  const response = await request(sessionUrl).catch(() => null);
  if (response?.status !== 204) return setTimeout(askAgain, AGAIN);
  delete alert.dataset.signedOut;
  alert.className = "portail-session help-block help-info";
  return say("Vous êtes de nouveau connecté·e : vous pouvez enregistrer.");
}
