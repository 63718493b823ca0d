/* Does the computation of core/proof_of_work.py (ALTCHA, PBKDF2/SHA-256) while the person reads the form again, and puts
   its result into the form. Without this script, or on a page without TLS, waiting half a minute does as well. */
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function solve(challenge) {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const password = new Uint8Array([...bytes(nonce), 0, 0, 0, 0]),
    counted = new DataView(password.buffer);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  for (let counter = 0; ; counter++) {
    counted.setUint32(password.length - 4, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = hex(await crypto.subtle.deriveBits(how, key, keyLength * 8));
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
  }
}

export function solveAll() {
  for (const asked of document.querySelectorAll("script[data-challenge]:not([data-taken])")) {
    if (!globalThis.crypto?.subtle) continue;
    asked.dataset.taken = "";
    const challenge = JSON.parse(asked.textContent);
    const field = document.getElementById(asked.dataset.challenge),
      form = field.form;
    const solved = solve(challenge).then((solution) => {
      field.value = btoa(JSON.stringify({ challenge, solution }));
    });
    form.addEventListener(
      "submit",
      (event) => {
        if (field.value) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        const { submitter } = event;
        solved.then(() => form.requestSubmit(submitter));
      },
      { capture: true },
    );
  }
}

solveAll();
