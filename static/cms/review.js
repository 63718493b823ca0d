// On the screen of a review: a wording for a decision is put into its message at a click.
const message = document.querySelector("textarea[name=comment]");
for (const button of document.querySelectorAll("[data-insert]")) {
  button.addEventListener("click", () => {
    message.value = [message.value.trim(), button.dataset.insert].filter(Boolean).join("\n\n");
    message.focus();
  });
}
