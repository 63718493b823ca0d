// Advice beside a form of the CMS: asked again as one writes, and its corrections made in the form at a click.

const panel = () => document.querySelector("[data-advice-url]"); // The CMS replaces it after the first save.
const form = document.querySelector("form[data-edit-form]");
const WAIT = 700; // milliseconds of rest before the server is asked
let timer, asked;

const field = (name) => form.elements[name] || form.elements[`${name}-TOTAL_FORMS`];

function goTo(name) {
  let input = field(name);
  if (input instanceof RadioNodeList) input = input[0];
  const tab = input.closest("[role=tabpanel]");
  if (tab?.hidden) document.querySelector(`[role=tab][aria-controls="${tab.id}"], [role=tab][href="#${tab.id}"]`)?.click();
  const section = input.closest("section") || input.parentElement;
  const folded = section.querySelector(":scope > .w-panel__header [aria-expanded=false]");
  folded?.click();
  setTimeout(() => {
    section.scrollIntoView({ block: "center" });
    const inside = ".w-panel__content :is(button:not(.w-panel__toggle), input:not([type=hidden]), select)";
    const target = input.type === "hidden" ? section.querySelector(inside) : input;
    if (input.draftailEditor) input.draftailEditor.focus();
    else target?.focus({ preventScroll: true });
  }, 100); // The tab shows its panel a moment after the click.
}

const BLOCK = { h2: "header-two", h3: "header-three", h4: "header-four", h5: "header-five", h6: "header-six" };

function correctRichText(input, find, replace, heading) {
  const raw = JSON.parse(input.value);
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
  input.draftailEditor.onChange(window.Draftail.createEditorStateFromRaw(raw));
}

function correct({ correct: name, find, replace, heading }) {
  const input = field(name);
  if (input.draftailEditor) {
    correctRichText(input, find, replace, heading);
  } else {
    input.value = find ? input.value.replace(find, replace).trim() : replace;
    for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, { bubbles: true }));
  }
  later(50);
}

async function ask() {
  asked?.abort();
  asked = new AbortController();
  try {
    const response = await fetch(panel().dataset.adviceUrl, { method: "POST", body: new FormData(form), signal: asked.signal });
    if (!response.ok) return;
    const inside = panel().querySelector("[data-advice]");
    inside.innerHTML = await response.text();
    const count = Number(inside.firstElementChild.dataset.adviceCount);
    const counter = document.querySelector('[data-side-panel-toggle="conseils"] [data-side-panel-toggle-counter]');
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
  if (button?.dataset.goTo) goTo(button.dataset.goTo);
  if (button?.dataset.correct) correct(button.dataset);
});
form.addEventListener("input", () => later());
form.addEventListener("change", () => later());
for (const input of form.querySelectorAll("input[type=hidden][data-draftail-input]")) {
  new MutationObserver(() => later()).observe(input, { attributes: true, attributeFilter: ["value"] });
}

// Who comes once a month sees the advice open, until they choose another panel or none.
addEventListener("load", () => {
  const chosen = localStorage.getItem("wagtail:side-panel-open");
  const toggle = document.querySelector('[data-side-panel-toggle="conseils"]');
  if (chosen === null && matchMedia("(min-width: 80em)").matches && toggle?.getAttribute("aria-expanded") !== "true") toggle?.click();
});
