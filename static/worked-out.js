/* Says what numerator and denominator give while they are typed: the server works it out, rounds it and prints it, as it
 * will when the figure is saved. Without this script the page shows it after a check or a save.
 */
(function () {
  "use strict";

  var PAUSE = 200; /* milliseconds without a key */
  var asked = new WeakMap();

  function value(around, name) { return around.querySelector("[name$=" + name + "]").value; }

  function show(output, text) { if (output.textContent !== text) { output.textContent = text; } }

  /* An answer that a later question has overtaken, or that is no answer (signed out, gone), says nothing. */
  function ask(output, parts, mine) {
    fetch(output.dataset.workedOut + "?" + new URLSearchParams(parts), { credentials: "same-origin" })
      .then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : ""; })
      .catch(function () { return ""; })
      .then(function (text) { if (asked.get(output) === mine) { show(output, text); } });
  }

  function follow(output) {
    var around = output.closest("tr") || output.closest("form"), mine = {};
    var parts = { numerator: value(around, "numerator"), denominator: value(around, "denominator") };
    asked.set(output, mine);
    if (!parts.numerator || !parts.denominator) { show(output, ""); return; }
    window.setTimeout(function () { if (asked.get(output) === mine) { ask(output, parts, mine); } }, PAUSE);
  }

  function followAll(within) { within.querySelectorAll("[data-worked-out]").forEach(follow); }

  function typed(event) {
    if (/(numerator|denominator)$/.test(event.target.name || "")) {
      followAll(event.target.closest("tr") || event.target.closest("form"));
    }
  }

  document.addEventListener("input", typed);
  document.addEventListener("filled", function (event) { followAll(event.target); });
  window.addEventListener("pageshow", function (event) { if (event.persisted) { followAll(document); } });
})();
