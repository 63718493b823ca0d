// Advice beside a form of the CMS: asked again as one writes, and its corrections made in the form at a click.

const panel = () => document.querySelector("[data-advice-url]"); // The CMS replaces it after the first save.
const form = document.querySelector("form[data-edit-form]");
const WAIT = 700; // milliseconds of rest before the server is asked
let timer, asked;

const seams = window.wagtailSeams;
const field = (name) => seams.fieldOf(form, name);

// What an author has written in one input: its words, without the marks of rich text.
function words(input) {
  if (!seams.isRichText(input)) return input.value;
  return (seams.readRichText(input)?.blocks ?? []).map((block) => block.text).join("\n");
}

// The input of a field, or of one of its blocks, that says `find`.
function inputOf(name, find) {
  const own = [...form.elements].filter(
    (input) => input.name === name || (input.name.startsWith(`${name}-`) && !seams.isBookkeeping(input.name)),
  );
  const said = find && own.find((input) => words(input).includes(find));
  const input = said || field(name);
  return input instanceof RadioNodeList ? input[0] : input;
}

function goTo({ goTo: name, find }) {
  const input = inputOf(name, find);
  seams.showTab(input);
  const section = seams.sectionOf(input);
  seams.unfold(section);
  setTimeout(() => {
    const isChooser = input.type === "hidden" && !seams.isRichText(input);
    const place = (!isChooser && seams.placeOf(input)) || section;
    place.scrollIntoView({ block: "center" });
    const target = input.type === "hidden" ? seams.firstControl(section) : input;
    if (seams.isRichText(input)) seams.focusRichText(input);
    else target?.focus({ preventScroll: true });
  }, 100); // The tab shows its panel a moment after the click.
}

const BLOCK = { h2: "header-two", h3: "header-three", h4: "header-four", h5: "header-five", h6: "header-six" };

function correctRichText(input, find, replace, heading) {
  const raw = seams.readRichText(input);
  for (const block of raw.blocks) {
    const start = block.text.indexOf(find);
    if (start < 0) continue;
    if (heading) {
      if (block.text.trim() === find) block.type = BLOCK[heading];
      continue;
    }
    const end = start + find.length;
    const longer = replace.length - find.length;
    block.text = block.text.slice(0, start) + replace + block.text.slice(end);
    const moved = (range) => {
      const stop = range.offset + range.length;
      const offset = range.offset >= end ? range.offset + longer : Math.min(range.offset, start);
      const last = stop >= end ? stop + longer : Math.min(stop, start);
      return { ...range, offset, length: Math.max(0, last - offset) };
    };
    block.inlineStyleRanges = block.inlineStyleRanges.map(moved).filter((range) => range.length);
    block.entityRanges = block.entityRanges.map(moved).filter((range) => range.length);
    break;
  }
  seams.writeRichText(input, raw);
}

function changed(input) {
  for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, { bubbles: true }));
}

// In the block of the image whose key is `find`, the input named `beside` that says what it `was` is filled in, or ticked.
function correctBesideImage(name, find, replace, beside, was) {
  const images = [...form.elements].filter(
    (input) => input.name.startsWith(`${name}-`) && input.name.endsWith("-image"),
  );
  for (const image of images.filter((input) => input.value === find)) {
    const input = field(image.name.replace(/image$/, beside));
    if (!input || input.checked || (input.type !== "checkbox" && input.value !== was)) continue;
    if (input.type === "checkbox") input.checked = true;
    else input.value = replace;
    changed(input);
    return;
  }
}

function correct({ correct: name, find, replace, heading, beside, was }) {
  const input = inputOf(name, find);
  if (beside) {
    correctBesideImage(name, find, replace, beside, was);
  } else if (seams.isRichText(input)) {
    correctRichText(input, find, replace, heading);
  } else {
    input.value = find ? input.value.replace(find, () => replace).trim() : replace;
    changed(input);
  }
  later(50);
}

async function ask() {
  asked?.abort();
  asked = new AbortController();
  try {
    const response = await fetch(panel().dataset.adviceUrl, {
      method: "POST",
      body: new FormData(form),
      signal: asked.signal,
    });
    if (!response.ok || response.redirected) return; // No advice: someone signed out, or without rights.
    const inside = panel().querySelector("[data-advice]");
    inside.innerHTML = await response.text();
    const count = Number(inside.firstElementChild.dataset.adviceCount);
    const counter = seams.counterOf("conseils");
    if (counter) Object.assign(counter, { hidden: count === 0, textContent: count });
    const status = panel().querySelector("[data-advice-status]");
    const said = count ? `${count} point${count > 1 ? "s" : ""} à revoir` : "Rien à revoir";
    if (status.textContent !== said) status.textContent = said;
  } catch (error) {
    if (error.name !== "AbortError") console.info("Conseils indisponibles pour l’instant.");
  }
}

function later(wait = WAIT) {
  clearTimeout(timer);
  timer = setTimeout(ask, wait);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-advice] button");
  if (button?.dataset.goTo) goTo(button.dataset);
  if (button?.dataset.correct) correct(button.dataset);
});
form.addEventListener("input", () => later());
form.addEventListener("change", () => later());
// Rich texts, choosers and blocks that come, go and move write into hidden inputs, which tell no event.
new MutationObserver((seen) => seen.some(({ target }) => target.type === "hidden" && target.name) && later()).observe(
  form,
  {
    subtree: true,
    attributes: true,
    attributeFilter: ["value"],
  },
);

// Who comes once a month sees the advice open, until they choose another panel or none.
addEventListener("load", () => {
  const toggle = seams.toggleOf("conseils");
  if (
    !seams.hasChosenPanel() &&
    matchMedia("(min-width: 80em)").matches &&
    toggle?.getAttribute("aria-expanded") !== "true"
  )
    toggle?.click();
});
