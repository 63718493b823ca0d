/* A form that is sent within a second of its page is taken for a robot's (core/form_guard.py) and shown again. This holds
   what a person or their browser sends so fast until that second is over. */
const SECOND = 1000;
const [page] = performance.getEntriesByType("navigation");
const left = () => page.responseStart + SECOND - performance.now();
const held = new WeakSet();

document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    if (left() <= 0 || !form.querySelector("[name$=opened]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (held.has(form)) return; /* A second click. */
    held.add(form);
    setTimeout(() => form.requestSubmit(submitter), left() + 1);
  },
  { capture: true },
);
