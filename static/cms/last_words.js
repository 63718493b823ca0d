// The editor of rich text writes into its form a quarter of a second after the last key: the words typed just before
// a click on « Enregistrer » were lost. The form waits for them.

const LATE = wagtailSeams.RICH_TEXT_DELAY + 50; // milliseconds
const waiting = new WeakSet();
let written;

window.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    if (!wagtailSeams.hasRichText(form) || form === written) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting.has(form)) return;
    waiting.add(form);
    setTimeout(() => {
      waiting.delete(form);
      if (submitter) submitter.disabled = false; // The CMS disables the button that is clicked, which goes unsent then.
      written = form;
      form.requestSubmit(submitter);
      written = null;
    }, LATE);
  },
  true,
);
