/* Beside every link with data-copy-link, a button that copies its address. Without scripts the link itself is there. */
(function () {
  "use strict";

  function prepare(link) {
    var button = document.createElement("button");
    var said = document.createElement("span");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary copy-link";
    button.textContent = "Copy link";
    said.className = "copied";
    said.setAttribute("role", "status");
    function tell(words) { said.textContent = words; }
    button.addEventListener("click", function () {
      var chosen = document.querySelector("input[name=axis]:checked");
      var address = new URL(link.href);
      if (chosen && chosen.id === "axis-zero") { address.searchParams.set("axis", "zero"); }
      navigator.clipboard.writeText(address.href).then(
        function () { tell("Copied"); },
        function () { tell("The browser did not allow it: copy the link beside the button"); }
      );
    });
    link.parentNode.appendChild(document.createTextNode(" "));
    link.parentNode.appendChild(button);
    link.parentNode.appendChild(said);
  }

  function begin() {
    if (!navigator.clipboard) { return; }
    Array.prototype.forEach.call(document.querySelectorAll("[data-copy-link]"), prepare);
  }

  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", begin); } else { begin(); }
})();
