// Enhancement only; every page works without it. No request is made from here.

// Exit: with script, the page we leave is replaced in the history, and three presses of Shift do the same.
(() => {
  const link = document.querySelector("[data-exit]");
  if (!link) return;
  const leave = () => {
    document.documentElement.hidden = true;
    location.replace(link.href);
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  let presses = [];
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    const now = event.timeStamp;
    presses = presses.filter((then) => now - then < 2000).concat(now);
    if (presses.length === 3) leave();
  });
  // Come back with the browser's own button: the page must not lie there half hidden, nor show what was typed.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();

// A form is sent once: a second press while the first is on its way does nothing.
(() => {
  const sent = new WeakSet();
  addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (sent.has(event.target)) event.preventDefault();
    else sent.add(event.target);
    setTimeout(() => sent.delete(event.target), 8000);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) sent.delete(form);
  });
})();

// Passkeys: the browser is asked what stands in the form, and its answer is sent with the form.
(() => {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
  const ask = {
    create: (options) =>
      navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
    get: (options) =>
      navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
  };
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    const stopped = form.querySelector("[role=alert]");
    form.addEventListener("submit", async (event) => {
      // What is left empty is told by the page that follows, before the device makes anything.
      const empty = [...form.querySelectorAll('input[type="text"]')].some((field) => !field.value.trim());
      if (form.elements.answer.value || empty) return;
      event.preventDefault();
      stopped.hidden = true;
      try {
        const credential = await ask[form.dataset.passkey](JSON.parse(form.dataset.options));
        form.elements.answer.value = JSON.stringify(credential.toJSON());
      } catch {
        stopped.hidden = false;
        return;
      }
      form.requestSubmit();
    });
  }
})();

// Errors take the focus, so that a screen reader begins there.
document.querySelector(".error-summary:not(.sample *)")?.focus();
