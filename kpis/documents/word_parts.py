"""The parts of a Word file as they go by: which kind each is of, what it is linked to, and what stands in it.

Nothing is kept of them but the sentences that say what is wrong.
"""

from __future__ import annotations

from kpis.documents.word_fields import Fields, is_for_readers
from kpis.spreadsheets.markup import Reader, local

WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
DRAWN = ("urn:schemas-microsoft-com:vml}", "http://www.w3.org/2000/svg}")
CHANGES = {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "tblPrChange", "sectPrChange"}
CODE = {"instrText", "delInstrText"}
MACROS = {"entryMacro", "exitMacro"}
ACTIVE = {
    "afchunk": "another document inside it",
    "subdocument": "a link to another document",
    "frame": "a frame with another document",
    "oleobject": "an embedded object",
    "package": "an embedded file",
    "control": "a control that runs code",
    "vbaproject": "macros",
    "keymapcustomizations": "keys that run commands",
    "comments": "comments, which name their authors",
    "webextension": "an add-in",
    "webextensiontaskpanes": "an add-in",
}
LINKED = {
    "officedocument", "core-properties", "extended-properties", "custom-properties", "thumbnail", "styles",
    "styleswitheffects", "settings", "websettings", "fonttable", "font", "theme", "themeoverride", "numbering",
    "header", "footer", "footnotes", "endnotes", "image", "hyperlink", "customxml", "customxmlprops", "people",
    "glossarydocument", "printersettings", "chart", "chartstyle", "chartcolorstyle", "chartusershapes",
    "diagramdata", "diagramlayout", "diagramquickstyle", "diagramcolors", "diagramdrawing",
}  # fmt: skip
"""What a part may be linked to."""
MOST_ELEMENTS = 50_000
MOST_TAGS = 500
ATTACHED = (
    "It is attached to another template: in Word, under Developer, Document Template, choose Normal, and save it again."
)
CHANGED = "It holds tracked changes, which name their authors: accept them, and save it again."


class TooMuch(ValueError):
    """It holds more than a template needs; the message is a sentence."""


class Size:
    """What has been counted over all parts."""

    def __init__(self) -> None:
        self.elements = self.braces = 0

    def take(self) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise TooMuch(f"It holds more than {MOST_ELEMENTS:,} elements: take out what is no part of the template.")

    def take_braces(self, text: str) -> None:
        self.braces += text.count("{")
        if self.braces > 2 * MOST_TAGS:
            raise TooMuch(f"It holds more than {MOST_TAGS} tags: a template needs each of them once or twice.")


def holds(what: str) -> str:
    return f"It holds {what}: take that out."


class PackagePart(Reader):
    """Any part; each of them counts."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.reasons: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.size.take()

    def finish(self) -> None:
        return


class Types(PackagePart):
    """[Content_Types].xml: of which kind each part is, by its own name or by the end of it."""

    def __init__(self, size: Size) -> None:
        super().__init__(size)
        self.by_end: dict[str, str] = {}
        self.by_name: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        kind = attributes.get("ContentType", "").strip()
        if local(name) == "Default":
            self.by_end[attributes.get("Extension", "").lower()] = kind
        elif local(name) == "Override":
            self.by_name[attributes.get("PartName", "").lower()] = kind

    def of(self, name: str) -> str:
        end = name.rpartition("/")[2].rpartition(".")[2]
        return self.by_name.get(f"/{name}".lower()) or self.by_end.get(end.lower(), "")


class Links(PackagePart):
    """A part's links to others; ``documents`` are the targets of those that name the document itself."""

    def __init__(self, size: Size) -> None:
        super().__init__(size)
        self.documents: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        if local(name) != "Relationship":
            return
        kind = attributes.get("Type", "").rpartition("/")[2].lower()
        target = attributes.get("Target", "")
        is_outside = attributes.get("TargetMode", "").lower() == "external" or _leads_away(target)
        if kind == "officedocument":
            self.documents.append(target)
        if kind == "attachedtemplate":
            self.reasons.append(ATTACHED)
        elif kind in ACTIVE:
            self.reasons.append(holds(ACTIVE[kind]))
        elif kind not in LINKED:
            self.reasons.append(holds(f"a link of a kind that a report has no use for ({kind[:40]})"))
        elif is_outside and (kind != "hyperlink" or not is_for_readers(target)):
            self.reasons.append(f"It reaches for something outside itself: take out the link to {target[:100]}.")


def _leads_away(target: str) -> bool:
    """Whether a target that calls itself a part is an address all the same."""
    return ":" in target or target.startswith(("//", "\\\\"))


class Text(PackagePart):
    """A part with text: its fields, its tracked changes, its tags and what its drawings reach for."""

    def __init__(self, size: Size) -> None:
        super().__init__(size)
        self.fields = Fields()
        self.is_code = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        if name.startswith(WORD):
            self._start_word(local(name), {local(key): value for key, value in attributes.items()})
        elif name.startswith(DRAWN):
            self.reasons += [reason for key, value in attributes.items() if (reason := _outside(local(key), value))]

    def _start_word(self, name: str, attributes: dict[str, str]) -> None:
        if name in CODE:
            self.is_code = True
        elif name == "fldChar":
            self.fields.mark(attributes.get("fldCharType", "").lower())
        elif name == "fldSimple":
            self.fields.judge(attributes.get("instr", ""))
        elif name in CHANGES:
            self.reasons.append(CHANGED)
        elif name in MACROS:
            self.reasons.append(holds("macros"))

    def text(self, text: str) -> None:
        self.size.take_braces(text)
        if self.is_code:
            self.fields.code(text)

    def end(self, name: str) -> None:
        if not name.startswith(WORD):
            return
        if local(name) in CODE:
            self.is_code = False
        elif local(name) == "p":
            self.fields.end_paragraph()

    def finish(self) -> None:
        self.fields.end()
        self.reasons += self.fields.reasons


def _outside(key: str, value: str) -> str:
    """Why a drawing may not have this attribute; blank: it may."""
    if key not in ("src", "href") or not value or value.startswith(("#", "data:")):
        return ""
    if key == "href" and is_for_readers(value):
        return ""
    return f"It reaches for something outside itself: take out the link to {value[:100]}."
