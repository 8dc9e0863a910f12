// Work in progress: asks every two seconds how far it is, and opens the page afresh once it is over.
(() => {
  "use strict";
  const look = async () => {
    const shown = document.querySelector("#job[data-job-waits]");
    if (!shown) return;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const told = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#job");
      if (!answer.ok || !told || !told.hasAttribute("data-job-waits")) return location.reload();
      if (told.textContent !== shown.textContent) shown.replaceChildren(...told.childNodes);
    } catch {
      // Not reachable at the moment: the next look may be.
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
})();
