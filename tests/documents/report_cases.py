"""A report's snapshot for the tests of what is printed from one: fictional, with each kind of block in it."""

from typing import Any

from kpis.charts import draw, draw_bars
from kpis.documents import blocks
from kpis.domain.words import Rag, Status
from kpis.presenters import STATUSES
from tests.chart_cases import chart, outcomes, years

COUNCIL = "Exampleshire County Council"
TITLE = "Progress report for children and young people"
NOTICE = "Fictional council: every figure was invented."
MEASURES = (
    ("M01", "Children with a child protection plan", ("473", "439", "564", "346"), Status.ON_TARGET, Rag.GREEN),
    ("M02", "Children looked after", ("677", "620", "651", "660"), Status.OFF_TARGET, Rag.RED),
    ("M03", "Plans issued within 20 weeks", ("–", "36.2%", "30.0%", "60.0%"), Status.IMPROVED_ON_LAST_YEAR, Rag.AMBER),
    ("M04", "Under-18 conceptions per 1,000", ("18.7", "17.5", "Awaiting data", "[c]"), Status.NO_DATA, Rag.NONE),
)
YEARS = ("2015/16", "2016/17", "2017/18", "2018/19")
COLUMNS = (
    "Measure", "Status", "Unit", *YEARS, "Target", "Direction of travel", "Long-term trend", "Projection"
)  # fmt: skip


def snapshot(*sections: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A whole snapshot: with the sections of a usual report unless some are given."""
    return {
        "schema": blocks.SCHEMA,
        "council": {"slug": "exampleshire", "name": COUNCIL, "short_name": "Exampleshire", "notice": NOTICE},
        "committee": {"slug": "children", "name": "Children and Young People Committee"},
        "framework": {"slug": "plan", "name": "Plan 2020"},
        "title": TITLE,
        "period": {
            "code": "FY2018/19", "slug": "2018-19", "label": "2018/19", "long": "1 April 2018 to 31 March 2019"
        },
        "meeting": "2019-06-18",
        "agenda_item": "5",
        "frozen_at": "2019-06-10T09:30:00+01:00",
        "sections": list(sections) or usual_sections(),
        "figures": [],
        "data": {"columns": [], "rows": []},
        **more,
    }  # fmt: skip


def section(heading: str, *inside: dict[str, Any], number: str = "", wide: bool = False) -> dict[str, Any]:
    key = heading.lower().replace(" ", "_")
    return {
        "key": key, "heading": heading, "number": number, "anchor": key.replace("_", "-"), "wide": wide,
        "blocks": list(inside),
    }  # fmt: skip


def usual_sections() -> list[dict[str, Any]]:
    return [
        section("Recommendations", blocks.bullets(("Note the progress.", "Comment on it."), ordered=True), number="1"),
        section("Introduction", *blocks.prose("Written by a person.\n\n- One thing\n- Another & more"), number="2"),
        section("Strategic context", measures_by_outcome(), number="3"),
        section("Performance", blocks.paragraph("Of 4 measures, 1 met its target."), bars(), number="4"),
        section("Areas of good progress", *measure(0), number="5"),
        section("Areas of concern and remedial action", *measure(1), *measure(2), *measure(3), number="6"),
        section("Financial commentary", money(), blocks.paragraph("As at the end of March."), number="7"),
        section("Appendix A: full scorecard", scorecard(), wide=True),
    ]


def measures_by_outcome() -> dict[str, Any]:
    return blocks.table(
        "Measures by outcome and policy area",
        ("Outcome", "Policy area", "Measures"),
        (
            ("Communities and individuals are supported to be safe, healthy and independent", "Children", "3"),
            ("Communities and individuals are supported to be safe, healthy and independent", "Health", "1"),
            ("Total", "All policy areas", "4"),
        ),
        numeric=(2,),
        has_total=True,
    )


def money() -> dict[str, Any]:
    header = ("Service", "Budget £m", "Outturn £m", "Variance %")
    rows = (("Children and families", "58.214", "59.102", "1.5"), ("Education", "97.300", "96.010", "−1.3"))
    return blocks.table("Revenue outturn", header, rows, numeric=(1, 2, 3))


def bars() -> dict[str, Any]:
    return blocks.chart(draw_bars(outcomes()), "Of 21 measures, 4 are behind target.", "Chart 1: status by outcome")


def measure(place: int) -> list[dict[str, Any]]:
    ref, title, figures, status, rag = MEASURES[place]
    look = STATUSES[(status, rag)]
    numbers = [float(text.rstrip("%")) if text[0].isdigit() else None for text in figures]
    return [
        blocks.heading(title, 4, f"measure-{ref}"),
        blocks.status(
            ref=ref,
            word=look.word,
            icon=look.icon,
            css=look.css,
            rag=rag.value,
            figure=figures[-1],
            reason=look.meaning,
        ),
        blocks.chart(
            draw(chart(*years(*numbers, first=2015)), prefix=ref), f"{title}: {', '.join(figures)}.", f"Chart: {title}"
        ),
        blocks.table(
            f"{title}, last four years",
            ("Period", *YEARS, "Trend", "Direction"),
            (("Figure", *figures, "↓", "↓ improving"),),
            numeric=(1, 2, 3, 4),
            note="Provisional until 31 July 2019." if place == 1 else "",
        ),
        blocks.paragraph("The year began with more than it ended with, and the reasons are known.", "Commentary"),
    ]


def scorecard(times: int = 1) -> dict[str, Any]:
    rows, rags = [], []
    for ref, title, figures, status, rag in MEASURES * times:
        look = STATUSES[(status, rag)]
        rags.append(rag.value)
        rows.append(
            (f"{title} ({ref})", f"{look.icon} {look.word}", "children", *figures, "400", "↓ improving", "↓", "Improve")
        )
    note = "[c] is a withheld figure."
    return blocks.table("Full scorecard", COLUMNS, rows, numeric=(3, 4, 5, 6, 7), note=note, rags=rags)
