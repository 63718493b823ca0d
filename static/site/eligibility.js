/* « Puis-je postuler ? » in the browser alone: every outcome is in the page; the answers choose those that are shown, and
   the lowest verdict prevails. Nothing is sent. Answers are kept (localStorage "situation") only where the box is ticked.
   Without this script, all outcomes stand there as a list. */
const KEPT = "situation";
const form = document.querySelector("[data-eligibility]");
const result = form.querySelector("[data-result]");
const keep = form.querySelector("[data-keep]");
const box = keep.querySelector("input");
const questions = [...form.querySelectorAll("[data-question]")];
const VERDICTS = {
  1: ["Non, pas pour cette offre", "error"],
  2: ["Pas par cette voie", "warning"],
  3: ["L’offre ne le dit pas : demandez à l’entité", "info"],
  4: ["Oui, à une condition", "success"],
  5: ["Oui, vous pouvez postuler", "success"],
  6: ["Rien ne s’y oppose ici", "info"],
};

const answerTo = (question) => question.querySelector("input:checked")?.value;

function isAsked(question) {
  const after = question.dataset.after?.split(" ");
  return !after || after.includes(answerTo(questions[0]));
}

function show() {
  for (const question of questions) question.hidden = !isAsked(question);
  for (const radio of form.querySelectorAll("[type=radio]")) {
    radio.closest(".fr-fieldset__element").lastElementChild.hidden = !radio.checked;
  }
  const asked = questions.filter(isAsked);
  const met = asked.map((question) => question.querySelector(".site-outcome:not([hidden])")).filter(Boolean);
  const left = asked.length - met.length;
  const lowest = Math.min(...met.map((outcome) => Number(outcome.dataset.verdict)));
  const [title, kind] =
    left === 0 || lowest < 3 ? VERDICTS[lowest] : [`Encore ${left} question${left > 1 ? "s" : ""}`, "info"];
  result.className = `site-verdict fr-alert fr-alert--sm fr-alert--${kind}`;
  result.firstElementChild.textContent = title;
}

function remember() {
  const answers = questions.map((question) => [question.dataset.question, answerTo(question)]);
  try {
    const former = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    const present = Object.fromEntries(answers.filter(([, answer]) => answer));
    if (box.checked) localStorage.setItem(KEPT, JSON.stringify({ ...former, ...present }));
    else localStorage.removeItem(KEPT);
  } catch {
    keep.hidden = true; /* Storage refused. */
  }
}

for (const group of form.querySelectorAll(".fr-radio-group")) group.hidden = false;
for (const answer of form.querySelectorAll(".site-outcome__answer")) answer.hidden = true;
result.hidden = keep.hidden = false;
try {
  const answers = JSON.parse(localStorage.getItem(KEPT) ?? "null");
  box.checked = answers !== null;
  for (const radio of form.querySelectorAll("[type=radio]")) radio.checked = answers?.[radio.name] === radio.value;
} catch {
  keep.hidden = true;
}
form.addEventListener("change", () => {
  remember();
  show();
});
form.addEventListener("submit", (event) => event.preventDefault());
show();
