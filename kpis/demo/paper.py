"""The demonstration's committee papers. Warwickshire's of 18 June 2019 is told in our own words: facts and figures are
those of the published progress report of that day, its sentences are not. Exampleshire's is invented.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from kpis.domain.periods import Period
from kpis.domain.words import Part
from kpis.sections.rules import Draft, checked, new_draft

SOURCE = "the progress report to the committee of 18 June 2019"


@dataclass(frozen=True, slots=True)
class DemonstrationPaper:
    """A committee paper to be made: whose, of what, for which meeting, and its draft."""

    council: str
    slug: str
    committee: str
    framework: str
    period: Period
    meeting: dt.date
    draft: Draft


RECOMMENDATIONS = """\
The Committee is asked to:

- note how the plan was delivered between April 2018 and March 2019;
- comment on the areas of concern, and on what the services say they do about them."""

INTRODUCTION = """\
This report tells how the measures of the One Organisational Plan stood at the end of 2018/19, for the services that \
this Committee scrutinises. Cabinet had the report on the whole plan on 13 June 2019; what is shown here are the parts \
of it on children and young people.

It covers the measures themselves and the money of the two business units concerned. Strategic risks and the \
workforce, which Cabinet's report covers too, are not repeated."""

CONTEXT = """\
The plan has two outcomes. It is judged by 62 key business measures: 48 of them belong to its seven policy areas, 14 \
to how the council makes the best use of its resources. Three policy areas are for this Committee."""

PROGRESS = """\
Measures stand here where their services placed them in 2019. Where the paper printed no target, none is made up: it \
is said what the paper stated."""

CONCERNS = """\
Measures that were behind, or that their services wanted the Committee to look at, with what was being done."""

FINANCIAL = f"""\
The council allows no overspend, and an underspend of up to 2%. Both business units were outside that in 2018/19.

Children and Families spent £61.810m of a budget of £60.950m: £860,000 or 1.41% over. Without underspends that will \
not come again and money held for a purpose, it was £5.801m over. Most of that was the cost of children in care: \
residential placements (£1.965m over), foster care bought outside (£1.377m over) and the council's own foster care \
(£926,000 over).

Education and Learning spent £104.004m of £101.353m: £2.651m or 2.62% over. Monthly challenge of the cost centres at \
risk and three-year recovery plans were set up in answer.

Savings:

- Children and Families delivered £976,000 of £2.985m. Savings that the council agreed for 2019/20 took the place of \
the rest.
- Education and Learning delivered all of its £733,000.

Capital: £30,000 (24%) of the spending of Children and Families and £1.738m (12%) of that of Education and Learning \
moved to later years, for reasons of legal agreements, planning and other bodies' timetables.

The figures are taken from {SOURCE}."""

TABLE_CAPTION = "Revenue budget and outturn, 2018/19 (£'000)"
TABLE = (
    ("Business unit", "Budget", "Outturn", "Variance", "Variance (%)", "Retained reserves", "Financial standing"),
    ("Children and Families", "60,950", "61,810", "860", "1.41%", "(1,711)", "(851)"),
    ("Education and Learning", "101,353", "104,004", "2,651", "2.62%", "(186)", "2,465"),
)

SUPPORTING = """\
- One Organisational Plan: quarterly progress report for April 2018 to March 2019, Cabinet, 13 June 2019, with its \
supporting documents."""

BACKGROUND = "There are none."

CONTACTS = (
    "This demonstration names nobody. A council puts the author, the head of service and the portfolio holder here."
)

TEXTS = {
    Part.RECOMMENDATIONS: RECOMMENDATIONS,
    Part.INTRODUCTION: INTRODUCTION,
    Part.CONTEXT: CONTEXT,
    Part.GOOD_PROGRESS: PROGRESS,
    Part.CONCERNS: CONCERNS,
    Part.FINANCIAL: FINANCIAL,
    Part.SUPPORTING: SUPPORTING,
    Part.BACKGROUND: BACKGROUND,
    Part.CONTACTS: CONTACTS,
}


def warwickshire() -> DemonstrationPaper:
    """The paper that Warwickshire's committee had on 18 June 2019, rebuilt."""
    title = "One Organisational Plan: how it was delivered in 2018/19"
    usual = new_draft(title, texts=TEXTS)
    # Of a real council it is not known here what its services promised.
    sections = tuple(replace(each, is_in=each.is_in and each.part is not Part.PROMISES) for each in usual.sections)
    draft = replace(usual, sections=sections, table_caption=TABLE_CAPTION, table=TABLE)
    return DemonstrationPaper(
        council="warwickshire",
        slug="one-organisational-plan-2018-19-year-end",
        committee="children-and-young-people",
        framework="one-organisational-plan-2020",
        period=Period.year(2018),
        meeting=dt.date(2019, 6, 18),
        draft=checked(draft),
    )


INVENTED_TEXTS = {
    Part.RECOMMENDATIONS: "The Committee is asked to comment on the measures that are newly red.",
    Part.INTRODUCTION: "How the measures of the Exampleshire Plan stood at the end of September 2026 (fictional).",
    Part.BACKGROUND: "There are none.",
    Part.CONTACTS: CONTACTS,
}


def exampleshire(meeting: dt.date) -> DemonstrationPaper:
    """A paper for the next meeting of an invented committee."""
    return DemonstrationPaper(
        council="exampleshire",
        slug="adults-and-health-2026-27-q2",
        committee="adults-and-health",
        framework="exampleshire-plan",
        period=Period.quarter(2026, 2),
        meeting=meeting,
        draft=checked(
            new_draft("Adults and health: how the plan was delivered to September 2026", texts=INVENTED_TEXTS)
        ),
    )
