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

// Errors take the focus, so that a screen reader begins there.
document.querySelector(".error-summary:not(.sample *)")?.focus();
