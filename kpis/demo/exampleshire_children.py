"""Exampleshire's measures of keeping children safe. Every figure is invented."""

from kpis.demo import exampleshire_periods as periods
from kpis.demo.exampleshire_series import Path
from kpis.demo.exampleshire_shapes import Measure, Split, compared, note, one_target, pin, profiled, yearly

SAFE = "Keeping children safe"
CARE = "Children's Social Care"
SYSTEM = {"source": "Children's case management system (fictional)", "data_lag_days": "20"}
DISTRICTS = {"Exampleton": 38, "North Exampleshire": 27, "South Exampleshire": 22, "Exampleshire Coast": 13}
AGES = {"Under 1": 6, "1 to 4": 14, "5 to 9": 19, "10 to 15": 37, "16 and over": 24}

MEASURES = [
    # Exactly on target (330 of 330, lower is better); provisional until a date; a published arrow that agrees.
    Measure(
        "CYP01",
        "Children with a child protection plan",
        SAFE,
        CARE,
        "count, lower, quarterly, snapshot",
        "Children with a child protection plan on the last day of the quarter.",
        path=Path("372", "338", noise="9"),
        columns=SYSTEM | {"steady_margin": "0.5", "steady_margin_kind": "percent"},
        targets=yearly("360 350 340 330", percent="5"),
        split=Split("District", DISTRICTS),
        pins={"2026/27 Q1": pin("339"), "2026/27 Q2": pin("330", marker="provisional", provisional_until="2026-11-30")},
        notes={
            "2026/27 Q2": note(
                "Plans fell by nine over the quarter and reached the year's target. Audits of 40 cases found that "
                "plans end when "
                "risk has fallen, and that repeat referrals haven't risen since.",
                "good",
                published_dot="down",
                published_trend="down",
                published_dot_basis="previous_period",
                published_projection="improve",
            ),
            "2026/27 Q1": note(
                "Within tolerance. Reviews are being brought forward where the plan has done its work.",
                published_projection="improve",
            ),
            "2025/26 Q4": note("Fewer new plans than in any winter quarter since 2023."),
        },
        comparators=compared(
            "Statistical neighbours",
            "2023/24 Q4=371; 2024/25 Q4=366; 2025/26 Q4=352",
            "What the neighbours' rate would mean here",
        ),
    ),
    # Missed beyond a percent tolerance; the published arrow says level on the same basis: it disagrees.
    Measure(
        "CYP02",
        "Children looked after, without unaccompanied children seeking asylum",
        SAFE,
        CARE,
        "count, lower, quarterly, snapshot",
        "Children looked after by the council on the last day of the quarter, without unaccompanied children "
        "seeking asylum.",
        path=Path("646", "700", noise="9"),
        columns=SYSTEM,
        targets=yearly("640 635 630 630", percent="3"),
        split=Split("Age", AGES),
        pins={"2026/27 Q1": pin("698"), "2026/27 Q2": pin("704", marker="provisional", provisional_until="2026-11-30")},
        notes={
            "2026/27 Q2": note(
                "Numbers rose by six over the quarter, and by 20 over the year. More teenagers are coming into "
                "care at short notice, "
                "and fewer are going home within six months.\n\n"
                "What we're doing: the edge-of-care team has grown from six to eleven workers since July; a "
                "reunification panel now "
                "looks at every child who has been looked after for eight weeks; and eight foster families were "
                "approved for brothers "
                "and sisters. We expect the first effect in the new year. The target stays as it is, because the "
                "plan's savings "
                "depend on it & because most of the families we spoke to say that earlier help would have kept "
                "them together.",
                "concern",
                published_dot="level",
                published_trend="up",
                published_dot_basis="previous_period",
                published_projection="same",
            ),
            "2026/27 Q1": note(
                "Above target: large sibling groups came into care in May. Every plan of a child under ten is "
                "being reviewed with the "
                "family by the end of August.",
                "concern",
                published_dot="up",
                published_dot_basis="previous_period",
                published_projection="decline",
            ),
            "2025/26 Q4": note(
                "The rise continues, mostly among those aged 13 and over. An edge-of-care team starts in April.",
                "concern",
            ),
        },
        comparators=compared(
            "Statistical neighbours", "2024/25 Q4=668; 2025/26 Q4=671", "What the neighbours' rate would mean here"
        ),
    ),
    # No polarity: a planning figure is set, yet nobody calls more or fewer better. No judgement.
    Measure(
        "CYP03",
        "Unaccompanied children seeking asylum who are looked after",
        SAFE,
        CARE,
        "count, none, quarterly, snapshot",
        "Unaccompanied children seeking asylum looked after on the last day of the quarter. The target is a "
        "planning figure.",
        path=Path("47", "63", noise="4"),
        columns=SYSTEM | {"scheme": "target"},
        targets=yearly("50 55 60 62"),
        notes={
            "2026/27 Q2": note("In line with the national transfer scheme's forecast.", published_projection="same")
        },
    ),
    # Range is better, judged by a band, inside it; a steady margin in points.
    Measure(
        "CYP04",
        "Average caseload of a children's social worker",
        SAFE,
        CARE,
        "average, range, quarterly, snapshot",
        "Open cases for each full-time social worker. Too many is unsafe, too few means that posts stand idle.",
        path=Path("18.9", "16.6", noise="0.4", of=(150, 166), per=1),
        columns=SYSTEM
        | {"scheme": "band", "unit_label": "cases", "steady_margin": "0.2", "steady_margin_kind": "points"},
        targets=[
            one_target(year, band="14 18", reason="Agreed with the principal social worker")
            for year in periods.FINANCIAL_YEARS
        ],
        pins={"2026/27 Q1": pin("2771/165"), "2026/27 Q2": pin("2789/166")},
        notes={
            "2026/27 Q2": note(
                "16.8 cases: 12 of 14 posts created last year are filled, and agency cover is below 9%.",
                "good",
                published_projection="same",
            )
        },
    ),
    # Exactly on the tolerance edge in points (20 + 1.6 = 21.6): amber. Chance is large beside the monthly changes.
    Measure(
        "CYP05",
        "Referrals within 12 months of an earlier referral",
        SAFE,
        CARE,
        "percentage, lower, monthly, in_period",
        "Of the referrals in the month, those of a child who had been referred in the 12 months before.",
        path=Path("23.4", "20.6", noise="3.6", of=(262, 248)),
        columns=SYSTEM | {"steady_margin": "1", "steady_margin_kind": "points"},
        targets=yearly("23 22 21 20", points="1.6"),
        outturn=True,
        pins={"2026-05": pin("51/246"), "2026-08": pin("48/244"), "2026-09": pin("54/250")},
        notes={
            "2026-04": note(
                "The front door's Easter rota left fewer seniors to agree that a case could close; the rota was "
                "changed in May."
            ),
            "2026-06": note(
                "Closures after domestic abuse notifications came back too often. Each is now checked with the "
                "police liaison before it closes."
            ),
            "2026-07": note("The check of closed cases runs in two of four teams; the other two start in September."),
            "2026-09": note(
                "On the edge of tolerance; holidays' end brings a rise every year.", published_projection="same"
            ),
            "2025/26": note(
                "Better than any year before. What made the difference was a second look at cases closed without a "
                "visit."
            ),
        },
        comparators=compared("England", "2023/24=22.4; 2024/25=22.0; 2025/26=21.7"),
    ),
    # Small numbers each month (0 to 8): 1 to 4 are hidden from the public, a month's own targets.
    Measure(
        "CYP09",
        "Children who came back into care within six months of going home",
        SAFE,
        CARE,
        "count, lower, monthly, in_period",
        "Children who became looked after again in the month, within six months of returning to their family.",
        path=Path("4", "3.4", noise="5.5"),
        columns=SYSTEM | {"scheme": "target", "suppress_below": "5", "comparison": "same_period_last_year"},
        targets=profiled("4 4 4 4 4 4", periods.MONTHS),
        pins={
            "2026-04": pin("0"),
            "2026-05": pin("4"),
            "2026-06": pin("6"),
            "2026-07": pin("8"),
            "2026-08": pin("5"),
            "2026-09": pin("2"),
        },
        notes={
            "2026-06": note(
                "Two sibling groups account for the month. The support plan of every family is checked at four and "
                "at twelve weeks."
            ),
            "2026-07": note(
                "As high as in January and March, in the first weeks of the holidays. Holiday visits now start "
                "before term ends."
            ),
            "2026-08": note(
                "Lower than July, still above target. Family time workers were lent by Early Help until September."
            ),
            "2026-09": note(
                "The families have nothing in common beyond the long wait for housing.", published_projection="improve"
            ),
        },
    ),
    # A rolling year as a rate; comparators on both sides; a steady margin in percent.
    Measure(
        "CYP10",
        "First-time entrants to the youth justice system",
        SAFE,
        CARE,
        "rate, lower, quarterly, rolling_12",
        "Young people aged 10 to 17 with a first caution or conviction in the 12 months to the end of the quarter.",
        path=Path("169", "139", noise="4", of=(61200, 62400), shake=600, per=100000),
        columns={
            "unit_label": "per 100,000",
            "decimal_places": "0",
            "data_lag_days": "45",
            "steady_margin": "3",
            "steady_margin_kind": "percent",
            "source": "Youth justice returns (fictional)",
        },
        targets=yearly("170 160 150 145", percent="5"),
        notes={
            "2026/27 Q2": note(
                "Diversion at the police station keeps first offences out of court.",
                "good",
                published_projection="improve",
            )
        },
        comparators=compared("England", "2023/24 Q4=144; 2024/25 Q4=141; 2025/26 Q4=138")
        + compared("Youth offending family", "2023/24 Q4=172; 2024/25 Q4=166; 2025/26 Q4=159"),
    ),
]
