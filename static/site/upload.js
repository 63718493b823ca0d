/* Shows how far a form with a file has come while it is sent, and keeps everything in place when the network fails or
   the answer is a refusal. Without this script the form is sent as any other. */
const LOST = "L’envoi n’est pas arrivé. Rien n’est perdu : vérifiez votre connexion, puis envoyez de nouveau.";
const BUSY = "Beaucoup de personnes envoient un fichier en ce moment : le vôtre passe dans quelques secondes…";
const PATIENCE = 300_000; /* Milliseconds. */
const MOST_TRIES = 15;

function watch(form) {
  const shown = document.getElementById("envoi"),
    told = document.getElementById("envoi-etat");
  const bar = shown.querySelector("progress"),
    button = form.querySelector("button[type=submit]");
  let isSending = false,
    triesLeft = 0,
    typed;

  function say(text, { sending }) {
    isSending = sending;
    shown.hidden = false;
    bar.hidden = !sending;
    told.textContent = text;
    button.setAttribute("aria-disabled", sending);
  }

  function send() {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = Math.floor((100 * loaded) / total);
      told.textContent = loaded < total ? `Envoi en cours : ${bar.value} %` : "Vérification du fichier…";
    });
    request.addEventListener("load", () => {
      const pause = Number(request.getResponseHeader("Retry-After"));
      if (request.status === 200) location.assign(request.responseURL);
      else if (request.status === 503 && pause && triesLeft > 0) again(pause);
      else if (isPage(request)) show(request.responseText);
      else say(LOST, { sending: false });
    });
    for (const failure of ["error", "timeout", "abort"])
      request.addEventListener(failure, () => say(LOST, { sending: false }));
    request.open("POST", form.action);
    request.timeout = PATIENCE;
    request.send(typed);
  }

  function again(pause) {
    triesLeft -= 1;
    say(BUSY, { sending: true });
    setTimeout(send, 1000 * pause);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isSending) return;
    typed = new FormData(form);
    triesLeft = MOST_TRIES;
    say("Envoi en cours…", { sending: true });
    send();
  });
}

/* Whether an answer is the form again, with what is wrong. */
const isPage = ({ status, responseText }) => (status < 500 || status === 503) && responseText.includes('id="contenu"');

/* The refused form, with what is wrong in it, in place of the one that was sent. */
async function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = document.getElementById("contenu"),
    challenge = page.querySelector("script[src*='challenge']");
  document.title = page.title;
  const chosen = main.querySelector("input[type=file]")?.files;
  main.replaceChildren(...page.getElementById("contenu").childNodes);
  const file = main.querySelector("input[type=file]:not([data-kept])");
  if (chosen?.length && file) file.files = chosen;
  main.querySelector("[role=alert]")?.focus();
  for (const form of main.querySelectorAll("form[data-upload]")) watch(form);
  if (challenge) (await import(challenge.src)).solveAll();
}

for (const form of document.querySelectorAll("form[data-upload]")) watch(form);
