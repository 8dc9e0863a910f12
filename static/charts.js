/* Turns the picture of a chart into one that a reader can explore.
 *
 * Every element with data-chart-url holds a picture made by the server. When the page has been
 * painted and the browser is idle, the script named in data-plotly-src and the figure at
 * data-chart-url are fetched, and the interactive chart takes the picture's place, with a button
 * to change between them. Whatever fails, the picture stays. A reader who asked for less motion
 * or fewer data decides with the button; paper always gets the picture. An element that is hidden,
 * because the reader chose the other axis, begins when it is chosen.
 */
(function () {
  "use strict";

  var library = null;
  var EXPLORE = "Explore the chart";
  var PICTURE = "Show the picture";

  function load(address) {
    library = library || new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = address;
      script.onload = function () { window.Plotly ? resolve(window.Plotly) : reject(new Error("no chart library")); };
      script.onerror = function () { library = null; reject(new Error("chart library not loaded")); };
      document.head.appendChild(script);
    });
    return library;
  }

  function figure(address) {
    return fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } }).then(function (answer) {
      if (!answer.ok) { throw new Error("figure not loaded"); }
      return answer.json();
    });
  }

  function afterPaint(task) {
    function idle() {
      if (window.requestIdleCallback) { window.requestIdleCallback(task, { timeout: 4000 }); } else { setTimeout(task, 300); }
    }
    function painted() { requestAnimationFrame(function () { setTimeout(idle, 0); }); }
    if (document.readyState === "complete") { painted(); } else { window.addEventListener("load", painted); }
  }

  function prefers(query) { return Boolean(window.matchMedia && window.matchMedia(query).matches); }

  function waitsForReader() {
    var connection = navigator.connection || {};
    return Boolean(connection.saveData) || prefers("(prefers-reduced-motion: reduce)");
  }

  /* As many period names as the width holds, always with the last. */
  function thinOut(axis, width) {
    if (!axis || !axis.ticktext || !axis.ticktext.length) { return null; }
    var lines = axis.ticktext.join("<br>").split("<br>");
    var longest = Math.max.apply(null, lines.map(function (text) { return text.length; }));
    var room = Math.max(2, Math.floor(width / (longest * 8 + 14)));
    var count = axis.ticktext.length;
    var every = Math.max(1, Math.ceil(count / room));
    function kept(ignored, place) { return (count - 1 - place) % every === 0; }
    return { values: axis.tickvals.filter(kept), texts: axis.ticktext.filter(kept) };
  }

  /* Names beside the lines where there is room for them, else a legend below. */
  function names(host, width) {
    var beside = width >= 520;
    var margin = Object.assign({}, host.chartNames.margin);
    if (!beside) { margin.r = 44; }
    return {
      annotations: host.chartNames.annotations.filter(function (each) { return beside || each.name !== "end"; }),
      showlegend: !beside,
      margin: margin
    };
  }

  function suit(drawing, host, picture) {
    var width = host.clientWidth || 600;
    var layout = drawing.layout;
    /* As high as the picture, so that what follows on the page stays where it is. */
    layout.height = Math.max(picture.offsetHeight, 400);
    Object.assign(layout, names(host, width));
    layout.font.family = getComputedStyle(host).fontFamily || layout.font.family;
    layout.xaxis.tickangle = 0;
    var ticks = thinOut(host.chartAxis, width - 70);
    if (ticks) { layout.xaxis.tickvals = ticks.values; layout.xaxis.ticktext = ticks.texts; }
    /* A finger on the chart should still scroll the page. */
    if (prefers("(pointer: coarse)")) { layout.dragmode = false; drawing.config.displayModeBar = false; }
    return drawing;
  }

  function rename(host, plot, picture) {
    var title = picture.querySelector("svg > title");
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", host.getAttribute("data-chart-label") || (title ? title.textContent : "Chart"));
  }

  /* Loose numbers say nothing when they are read out: the table has them with their periods. */
  function mute(plot) {
    Array.prototype.forEach.call(plot.querySelectorAll(".main-svg"), function (layer) {
      layer.setAttribute("aria-hidden", "true");
    });
  }

  function wrapped(host) {
    var picture = document.createElement("div");
    picture.className = "chart-picture";
    while (host.firstChild) { picture.appendChild(host.firstChild); }
    host.appendChild(picture);
    return picture;
  }

  function button(host) {
    var toggle = document.createElement("button");
    toggle.type = "button";
    toggle.className = "govuk-button govuk-button--secondary chart-toggle";
    toggle.textContent = EXPLORE;
    host.parentNode.insertBefore(toggle, host.nextSibling);
    return toggle;
  }

  function prepare(host) {
    var picture = wrapped(host);
    var toggle = button(host);
    var plot = null;
    var exploring = false;
    var loading = false;

    function show(explore) {
      exploring = explore;
      picture.hidden = explore;
      plot.hidden = !explore;
      toggle.textContent = explore ? PICTURE : EXPLORE;
      if (explore) { window.Plotly.Plots.resize(plot); }
    }

    function draw(parts) {
      var drawing = parts[1];
      if (!drawing.data.length) { throw new Error("no figures to explore"); }
      host.chartAxis = { tickvals: drawing.layout.xaxis.tickvals, ticktext: drawing.layout.xaxis.ticktext };
      host.chartNames = { annotations: drawing.layout.annotations || [], margin: drawing.layout.margin };
      plot = document.createElement("div");
      plot.className = "chart-interactive";
      rename(host, plot, picture);
      host.appendChild(plot);
      suit(drawing, host, picture);
      return parts[0].newPlot(plot, drawing.data, drawing.layout, drawing.config).then(function () { mute(plot); show(true); });
    }

    function giveUp() {
      if (plot) { plot.remove(); plot = null; }
      picture.hidden = false;
      toggle.remove();
    }

    function start() {
      if (loading || plot) { return; }
      loading = true;
      Promise.all([load(host.getAttribute("data-plotly-src")), figure(host.getAttribute("data-chart-url"))])
        .then(draw)
        .catch(giveUp);
    }

    toggle.addEventListener("click", function () { if (plot) { show(!exploring); } else { start(); } });
    window.addEventListener("beforeprint", function () {
      toggle.hidden = true;
      picture.hidden = false;
      if (plot) { plot.hidden = true; }
    });
    window.addEventListener("afterprint", function () {
      toggle.hidden = false;
      if (plot) { show(exploring); }
    });
    window.addEventListener("resize", function () {
      if (!plot || !exploring) { return; }
      var ticks = thinOut(host.chartAxis, host.clientWidth - 70);
      var changed = names(host, host.clientWidth);
      if (ticks) { changed["xaxis.tickvals"] = ticks.values; changed["xaxis.ticktext"] = ticks.texts; }
      window.Plotly.relayout(plot, changed);
    });
    if (!waitsForReader()) { afterPaint(start); }
  }

  function begin() {
    if (!window.Promise || !window.fetch) { return; }
    var hosts = Array.prototype.slice.call(document.querySelectorAll("[data-chart-url]"));
    function prepareShown() {
      hosts = hosts.filter(function (host) {
        if (!host.offsetParent) { return true; }
        prepare(host);
        return false;
      });
    }
    document.addEventListener("change", function (event) { if (event.target.name === "axis") { prepareShown(); } });
    prepareShown();
  }

  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", begin); } else { begin(); }
})();
