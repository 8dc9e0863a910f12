/* Fills the quarter's grid as a spreadsheet is filled.
 *
 * The grid is a form that works without this script. Here the arrow keys, Enter and Tab move
 * between its cells, a block of cells copied from a spreadsheet fills it from the cell that has
 * the focus, Ctrl+Z takes the last paste back, and whoever leaves with changes is asked first.
 * What is pasted is put in as it was copied; the server reads it, signs and all.
 */
(function () {
  "use strict";

  var LONGEST_QUOTED = 70000;
  var QUOTES_GIVEN_UP = 200;

  /* The cells of a copied block, at most so many rows; "left" counts the filled cells of the rest. */
  function parse(text, most) {
    var place = 0, rows = [], row = [], left = 0, failed = 0;
    text = text.replace(/\r\n?/g, "\n");
    if (text.charAt(text.length - 1) === "\n") { text = text.slice(0, -1); }

    /* A cell in quotes, as spreadsheets write one that holds a line break, a tab or a quote. */
    function quoted() {
      var end = place + 1, limit = Math.min(text.length, place + LONGEST_QUOTED), next, inside;
      while (end < limit) {
        end = text.indexOf('"', end);
        if (end < 0 || end >= limit) { break; }
        next = text.charAt(end + 1);
        if (next === '"') { end += 2; continue; }
        inside = text.slice(place + 1, end);
        if ((next === "" || next === "\t" || next === "\n") && /[\n\t"]/.test(inside)) {
          place = end + 1;
          return inside.replace(/""/g, '"');
        }
        break;
      }
      failed += 1;
      return null;
    }

    function plain() {
      var tab = text.indexOf("\t", place), line = text.indexOf("\n", place), start = place;
      if (tab < 0) { tab = text.length; }
      if (line < 0) { line = text.length; }
      place = Math.min(tab, line);
      return text.slice(start, place);
    }

    while (place <= text.length && rows.length < most) {
      var cell = text.charAt(place) === '"' && failed < QUOTES_GIVEN_UP ? quoted() : null;
      row.push(cell === null ? plain() : cell);
      if (text.charAt(place) !== "\t") { rows.push(row); row = []; }
      place += 1;
    }
    if (place < text.length) {
      text.slice(place).split("\n").forEach(function (line) {
        left += line.split("\t").filter(function (each) { return each.trim() !== ""; }).length;
      });
    }
    return { rows: rows, left: left };
  }

  function isSelect(cell) { return cell.tagName === "SELECT"; }
  function isText(cell) { return cell.tagName === "TEXTAREA"; }

  function option(cell, text) {
    var wanted = text.trim().toLowerCase(), found = null;
    Array.prototype.forEach.call(cell.options, function (each) {
      var name = each.text.trim().toLowerCase();
      if (found === null && [name, name.split(" (")[0], each.value.toLowerCase()].indexOf(wanted) >= 0) {
        found = each.value;
      }
    });
    return found === null && wanted === "" ? cell.options[0].value : found;
  }

  /* Puts a pasted text into a cell; false where it is none of those that the cell can hold. */
  function put(cell, text) {
    var value = isSelect(cell) ? option(cell, text) : isText(cell) ? text.trim() : text.replace(/\s+/g, " ").trim();
    if (value === null) { return false; }
    cell.value = value;
    mark(cell);
    return true;
  }

  function stood(cell) {
    if (!isSelect(cell)) { return cell.defaultValue; }
    var chosen = Array.prototype.filter.call(cell.options, function (each) { return each.defaultSelected; })[0];
    return (chosen || cell.options[0]).value;
  }

  function isChanged(cell) { return cell.value !== stood(cell); }
  function mark(cell) { cell.classList.toggle("grid__changed", isChanged(cell)); }

  function prepare(form) {
    var status = form.querySelector("[data-grid-status]");
    var rows = Array.prototype.map.call(form.querySelectorAll("[data-row]"), function (row) {
      var cells = [];
      Array.prototype.forEach.call(row.querySelectorAll("[data-col]"), function (cell) {
        cells[Number(cell.getAttribute("data-col"))] = cell;
      });
      return cells;
    });
    var columns = rows.reduce(function (most, cells) { return Math.max(most, cells.length); }, 0);
    var undo = null;
    var leaving = false;

    function place(cell) {
      for (var y = 0; y < rows.length; y += 1) {
        var x = rows[y].indexOf(cell);
        if (x >= 0) { return { x: x, y: y }; }
      }
      return null;
    }

    function say(text) { status.textContent = text; }
    function count(number, word) { return number.toLocaleString("en-GB") + " " + word + (number === 1 ? "" : "s"); }

    function told(filled, missed) {
      var rest = missed ? ", " + missed.toLocaleString("en-GB") + " did not fit" : "";
      return count(filled, "cell") + " filled" + rest + ". Ctrl and Z takes it back.";
    }

    function fill(text, from) {
      var block = parse(text, rows.length - from.y), filled = 0, missed = block.left, before = [];
      block.rows.forEach(function (texts, down) {
        texts.forEach(function (each, right) {
          var cell = rows[from.y + down][from.x + right], was;
          if (!cell) { missed += each.trim() === "" ? 0 : 1; return; }
          was = cell.value;
          if (put(cell, each)) { filled += 1; before.push([cell, was]); } else { missed += 1; }
        });
      });
      undo = before;
      say(told(filled, missed));
      form.dispatchEvent(new Event("filled", { bubbles: true }));
    }

    function takeBack() {
      undo.forEach(function (each) { each[0].value = each[1]; mark(each[0]); });
      say("Paste taken back: " + count(undo.length, "cell") + " as before.");
      undo = null;
      form.dispatchEvent(new Event("filled", { bubbles: true }));
    }

    /* A paragraph in a commentary is no block; a copied table is. */
    function isBlock(cell, data, text) {
      if (isSelect(cell) || text.indexOf("\t") >= 0) { return true; }
      if (text.replace(/[\r\n]+$/, "").indexOf("\n") < 0 && text.indexOf("\r") < 0) { return false; }
      return !isText(cell) || /<t[dr][\s>]/i.test(data.getData("text/html"));
    }

    function paste(event) {
      var from = place(event.target), data = event.clipboardData, text = data ? data.getData("text/plain") : "";
      if (!from || !text || !isBlock(event.target, data, text)) { return; }
      event.preventDefault();
      fill(text, from);
    }

    function go(cell) {
      cell.focus();
      if (cell.select) { cell.select(); }
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    }

    /* The next cell in a direction that has an input; null at the edge. */
    function next(from, right, down) {
      var x = from.x + right, y = from.y + down;
      while (y >= 0 && y < rows.length && x >= 0 && x < columns) {
        if (rows[y][x]) { return rows[y][x]; }
        x += right;
        y += down;
      }
      return null;
    }

    /* Whether an arrow key has nowhere left to go within the cell itself. */
    function atEdge(cell, key) {
      if (isSelect(cell)) { return key === "ArrowLeft" || key === "ArrowRight"; }
      var start = cell.selectionStart, end = cell.selectionEnd, all = start === 0 && end === cell.value.length;
      if (all || (!isText(cell) && (key === "ArrowUp" || key === "ArrowDown"))) { return true; }
      if (start !== end) { return false; }
      if (key === "ArrowLeft") { return start === 0; }
      if (key === "ArrowRight") { return end === cell.value.length; }
      return key === "ArrowUp" ? cell.value.lastIndexOf("\n", start - 1) < 0 || start === 0 : cell.value.indexOf("\n", end) < 0;
    }

    var STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

    function breakLine(cell) {
      cell.setRangeText("\n", cell.selectionStart, cell.selectionEnd, "end");
      cell.dispatchEvent(new Event("input", { bubbles: true }));
    }

    function key(event) {
      var from = place(event.target), cell = event.target, target;
      if (!from || event.isComposing) { return; }
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z" && undo) {
        event.preventDefault();
        takeBack();
        return;
      }
      if (event.key === "Enter" && event.altKey && isText(cell)) {
        event.preventDefault();
        breakLine(cell);
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) { return; }
      if (event.key === "Enter") {
        event.preventDefault();
        target = next(from, 0, event.shiftKey ? -1 : 1);
      } else if (STEPS[event.key] && !event.shiftKey && atEdge(cell, event.key)) {
        target = next(from, STEPS[event.key][0], STEPS[event.key][1]);
      }
      if (target) { event.preventDefault(); go(target); }
    }

    function typed(event) {
      if (!place(event.target)) { return; }
      undo = null;
      mark(event.target);
    }

    function hasChanges() {
      return form.hasAttribute("data-unsaved") || rows.some(function (cells) { return cells.some(isChanged); });
    }

    form.addEventListener("paste", paste);
    form.addEventListener("keydown", key);
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    form.addEventListener("submit", function () { leaving = true; });
    window.addEventListener("pageshow", function () { leaving = false; });
    window.addEventListener("beforeunload", function (event) {
      if (leaving || !hasChanges()) { return; }
      event.preventDefault();
      event.returnValue = "";
    });
    form.querySelector("[data-grid-help]").hidden = false;
    rows.forEach(function (cells) { cells.forEach(mark); });
  }

  function begin() {
    Array.prototype.forEach.call(document.querySelectorAll("[data-grid]"), prepare);
    var summary = document.querySelector(".govuk-error-summary");
    if (summary) { summary.focus(); }
  }

  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", begin); } else { begin(); }
})();
