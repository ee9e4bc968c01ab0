"use strict";
/* What needs no server: from a quote to its words and back, copying a link, printing. */
(function () {
  function light(number) {
    document.querySelectorAll("mark.on, .quote.on").forEach(function (one) { one.classList.remove("on"); });
    const marks = document.querySelectorAll('mark[data-in~="' + number + '"]');
    marks.forEach(function (mark) { mark.classList.add("on"); });
    const quote = document.querySelector('.quote[data-quote="' + number + '"]');
    if (quote) quote.classList.add("on");
    return { mark: marks[0], quote: quote };
  }

  function go(element) {
    if (!element) return;
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    element.focus({ preventScroll: true });
  }

  function copied(button) {
    const before = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(function () { button.textContent = before; }, 2000);
  }

  function copy(button) {
    const text = button.dataset.copy;
    const field = document.querySelector("input[data-select]");
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(function () { copied(button); });
    } else if (field) {
      field.select();
      if (document.execCommand("copy")) copied(button);
    }
  }

  function act(event) {
    const target = event.target;
    const quote = target.closest("[data-quote]");
    const mark = target.closest("mark[data-in]");
    const copying = target.closest("[data-copy]");
    if (quote) go(light(quote.dataset.quote).mark);
    else if (mark) go(light(mark.dataset.in.split(" ")[0]).quote);
    else if (copying) copy(copying);
    else if (target.closest("[data-print]")) window.print();
    else if (target.matches("input[data-select]")) target.select();
  }

  document.addEventListener("click", act);
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.target.matches("mark[data-in]")) act(event);
  });
})();
