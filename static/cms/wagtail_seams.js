// The seams in the browser: everything of ours that leans on undocumented scripts, names and markup of the CMS.
// Read in Wagtail 8.0.1 (Draftail, its side panels and panels, jQuery's datetimepicker). Loaded after Wagtail's scripts and
// before ours. Tried in a browser by tests/e2e/test_cms.py: dates that are typed, last words before « Enregistrer »,
// corrections at a click, text that stays when the session ends.

window.wagtailSeams = {
  // A rich text is a hidden input of raw content (JSON) that carries its editor.
  isRichText: (input) => Boolean(input.draftailEditor),
  readRichText: (input) => JSON.parse(input.value),
  writeRichText: (input, raw) => input.draftailEditor.onChange(window.Draftail.createEditorStateFromRaw(raw)),
  focusRichText: (input) => input.draftailEditor.focus(),
  hasRichText: (form) => form.querySelector(".Draftail-Editor") !== null,
  RICH_TEXT_DELAY: 250, // milliseconds after the last key before the editor writes into its input

  // What a StreamField's inputs are named for beside what their blocks say, and where a form holds the first of a field.
  isBookkeeping: (name) => /-(count|deleted|order|type|id)$/.test(name),
  fieldOf: (form, name) =>
    form.elements[name] || form.elements[`${name}-TOTAL_FORMS`] || form.elements[`${name}-count`],

  // A field is in a foldable section of a tab.
  showTab(input) {
    const tab = input.closest("[role=tabpanel]");
    if (!tab?.hidden) return;
    document.querySelector(`[role=tab][aria-controls="${tab.id}"], [role=tab][href="#${tab.id}"]`)?.click();
  },
  sectionOf: (input) => input.closest("section") || input.parentElement,
  placeOf: (input) => input.closest("[data-contentpath]"),
  unfold: (section) => section.querySelector(":scope > .w-panel__header [aria-expanded=false]")?.click(),
  firstControl: (section) =>
    section.querySelector(".w-panel__content :is(button:not(.w-panel__toggle), input:not([type=hidden]), select)"),

  // Side panels: the toggle of one of them, the number on it, and whether a person has ever chosen one.
  toggleOf: (panel) => document.querySelector(`[data-side-panel-toggle="${panel}"]`),
  counterOf: (panel) => document.querySelector(`[data-side-panel-toggle="${panel}"] [data-side-panel-toggle-counter]`),
  hasChosenPanel: () => localStorage.getItem("wagtail:side-panel-open") !== null,

  // Wagtail's older scripts ask through jQuery, which does not call `fetch`.
  onRefusedByJquery: (status, act) =>
    window.jQuery?.(document).ajaxError((_event, response) => response.status === status && act()),
};

// The calendar replaces by today what it does not understand, and changes a date under the mouse's wheel. What is typed
// stays as it is: the server understands it or refuses it at the field.
Object.assign(window.jQuery.fn.datetimepicker.defaults, { validateOnBlur: false, scrollInput: false });
