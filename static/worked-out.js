/* Says what numerator and denominator give while they are typed.
 *
 * The server works a figure out, rounds it and prints it; without this script the page shows it after a check or a
 * save. Here the same is done with whole numbers, so that no digit differs: six decimals are kept, and a half is
 * rounded away from zero, once. What is no number, or too long to be one, gives nothing.
 */
(function () {
  "use strict";

  var NUMBER = /^\+?(\d{1,3}(?:,\d{3})+|\d+|(?=\.))(?:\.(\d+))?$/;
  var DIGITS = 9;
  var DECIMALS = 6;

  /* A part in millionths; null where the text is no number of a figure's size, or below zero. */
  function part(text) {
    var found = NUMBER.exec(text.trim()), whole, rest;
    if (!found) { return null; }
    whole = found[1].replace(/,/g, "").replace(/^0+/, "");
    rest = (found[2] || "").replace(/0+$/, "");
    if (whole.length > DIGITS || rest.length > DECIMALS) { return null; }
    return BigInt((whole || "0") + rest.padEnd(DECIMALS, "0"));
  }

  function grouped(digits) { return digits.replace(/\B(?=(\d{3})+$)/g, ","); }

  /* A number of steps of so many decimal places, as it is printed. */
  function printed(steps, places) {
    var digits = steps.toString().padStart(places + 1, "0"), whole = digits.slice(0, digits.length - places);
    if (whole.length > DIGITS) { return null; }
    return grouped(whole) + (places ? "." + digits.slice(digits.length - places) : "");
  }

  function result(output, numerator, denominator) {
    var above = part(numerator), below = part(denominator), places = Number(output.dataset.places), twice, text;
    if (above === null || !below || (output.dataset.share !== undefined && above > below)) { return ""; }
    twice = 2n * above * BigInt(output.dataset.factor) * 10n ** BigInt(places);
    text = printed((twice + below) / (2n * below), places);
    return text === null ? "" : "Worked out: " + text + (text === "1" ? output.dataset.one : output.dataset.many);
  }

  function follow(output) {
    var around = output.closest("tr") || output.closest("form");
    var numerator = around.querySelector("[name$=numerator]"), denominator = around.querySelector("[name$=denominator]");
    var text = result(output, numerator.value, denominator.value);
    if (output.textContent !== text) { output.textContent = text; }
  }

  function followAll(within) { within.querySelectorAll("[data-worked-out]").forEach(follow); }

  function typed(event) {
    if (/(numerator|denominator)$/.test(event.target.name || "")) {
      followAll(event.target.closest("tr") || event.target.closest("form"));
    }
  }

  document.addEventListener("input", typed);
  document.addEventListener("filled", function (event) { followAll(event.target); });
  window.addEventListener("pageshow", function () { followAll(document); });
})();
