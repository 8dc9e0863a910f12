"""Exampleshire's contract with its invented children's company: KPIs with baselines and tolerance bands.

The contract runs from April 2024; what was measured in 2023/24 is its baseline and counts for no failure.
"""

from kpis.demo import exampleshire_periods as periods
from kpis.demo.exampleshire_series import Path
from kpis.demo.exampleshire_shapes import Measure, Row, missing, note, one_target, pin

SOCIAL = "Social Care"
EARLY = "Early Help"
EDUCATION = "Education"
ORGANISATION = "Organisational"
COMPANY = "Exampleshire Children's Company (fictional)"
SYSTEM = {"source": "Contract report of the company (fictional)", "data_lag_days": "12"}
SIGNED = "Contract, signed in March 2024"


def band(edges: str, later: str = "", reason: str = "") -> list[Row]:
    """The band as signed; it stands until a later one replaces it."""
    rows = [one_target("2024/25", band=edges, reason=SIGNED)]
    return rows + ([one_target("2026/27", band=later, reason=reason)] if later else [])


def from_month(first: str, figures: str) -> dict[str, Row]:
    """Pinned readings of consecutive months."""
    start = periods.MONTHS.index(first)
    return {periods.MONTHS[start + index]: pin(figure) for index, figure in enumerate(figures.split())}


def baseline(figure: str) -> Row:
    numerator, denominator = figure.split("/")
    return {"period": "2023/24", "value": "", "numerator": numerator, "denominator": denominator}


MONTHLY = [
    # Outside its band in three consecutive months to September: a performance failure. A narrower band for 2026/27.
    Measure(
        "KPI-SC1",
        "Referrals with a decision within one working day",
        SOCIAL,
        COMPANY,
        "percentage, higher, monthly, in_period",
        "Referrals decided within one working day of receipt, of those received in the month.",
        path=Path("75.5", "76.4", noise="4.5", of=(242, 256)),
        columns=SYSTEM,
        baseline=baseline("2201/2920"),
        targets=band("68 82", "70 82", "Lower edge raised in the annual review of 2025/26"),
        pins=from_month("2026-05", "190/252 184/250 175/254 170/252 168/254"),
        notes={
            "2026-09": note(
                "Third month below the band. Half of the front door's posts are held by agency staff, who left in "
                "July. The company filled four posts from 1 October and brings in a duty rota for every afternoon.",
                "concern",
                published_dot="down",
                published_dot_basis="previous_period",
                published_projection="improve",
            ),
            "2026-08": note(
                "Leave met vacancies. Two managers decide referrals themselves until posts are filled.", "concern"
            ),
            "2026-07": note("Five agency workers left in one week; interviews are set for August.", "concern"),
        },
    ),
    # Outside in June, August and September with July missing: the third consecutive reported month.
    Measure(
        "KPI-SC2",
        "Assessments completed within 45 working days",
        SOCIAL,
        COMPANY,
        "percentage, higher, monthly, in_period",
        "Assessments completed within 45 working days, of those completed in the month.",
        path=Path("86.5", "85.5", noise="4", of=(196, 208)),
        columns=SYSTEM,
        baseline=baseline("2068/2391"),
        targets=band("80 92"),
        pins=from_month("2026-04", "174/204 170/206 162/206")
        | {
            "2026-07": missing("awaiting"),
            "2026-08": pin("159/201", marker="provisional", provisional_until="2026-12-31"),
            "2026-09": pin("162/208"),
        },
        notes={
            "2026-09": note(
                "Complex cases fill the teams' time. Three assessors start in October, and each late case is "
                "looked at weekly.",
                "concern",
                published_projection="improve",
            ),
            "2026-08": note(
                "Provisional while July's records are rebuilt. Overtime is paid for assessments that near their date."
            ),
            "2026-07": note("The month's records were lost in an upgrade and are being rebuilt from case files."),
            "2026-06": note(
                "Just outside. Court reports took assessors away for two weeks; a separate court team is being formed."
            ),
        },
    ),
    # Exactly on the lower edge of its band (21 of 28 is 75%): within tolerance.
    Measure(
        "KPI-SC3",
        "Initial child protection conferences held within 15 working days",
        SOCIAL,
        COMPANY,
        "percentage, higher, monthly, in_period",
        "Conferences held within 15 working days of the strategy discussion, of those held in the month.",
        path=Path("86", "87", noise="9", of=(27, 30)),
        columns=SYSTEM,
        baseline=baseline("289/335"),
        targets=band("75 97"),
        pins={"2026-09": pin("21/28")},
        notes={
            "2026-09": note(
                "Seven conferences waited for interpreters. On the edge of the band.", published_projection="improve"
            )
        },
    ),
    # Beyond its band on the good side: better than tolerance.
    Measure(
        "KPI-SC4",
        "Children with a second or later child protection plan",
        SOCIAL,
        COMPANY,
        "percentage, lower, monthly, in_period",
        "Of the plans that began in the month, those of a child who had had one before.",
        path=Path("23", "20.5", noise="8", of=(42, 39)),
        columns=SYSTEM,
        baseline=baseline("116/507"),
        targets=band("15 30"),
        pins={"2026-08": pin("7/40"), "2026-09": pin("5/38")},
        notes={
            "2026-09": note(
                "Five of 38. Support now goes on for six months after a plan ends.", "good", published_projection="same"
            )
        },
    ),
    # A failure in April, inside since, outside again in September: within six months, so a failure at once.
    Measure(
        "KPI-SC5",
        "Visits to children with a child protection plan made in time",
        SOCIAL,
        COMPANY,
        "percentage, higher, monthly, in_period",
        "Visits made within ten working days of the last one, of those due in the month.",
        path=Path("92", "91.5", noise="2.5", of=(690, 664)),
        columns=SYSTEM,
        baseline=baseline("7560/8226"),
        targets=band("88 96"),
        pins=from_month("2026-02", "591/678 583/676 585/671 602/670 608/668 609/664 606/662 581/663"),
        notes={
            "2026-09": note(
                "Outside again: a school outbreak closed two teams' visits for a week. Visits missed are made up "
                "by 10 October, and teams cover for each other from now on.",
                "concern",
                published_projection="improve",
            ),
            "2026-05": note("Back inside the band, a month earlier than the action plan asked.", "good"),
            "2026-04": note(
                "Third month outside, by a little. The action plan: protected visiting days and a daily list for "
                "each worker.",
                "concern",
            ),
        },
    ),
    # A range in the contract: too high is outside, and there is no better side. A first band that ends on a date.
    Measure(
        "KPI-SC7",
        "Average caseload of the company's social workers",
        SOCIAL,
        COMPANY,
        "average, range, monthly, snapshot",
        "Open cases on the last day of the month, over full-time social workers.",
        path=Path("16.4", "16.9", noise="0.9", of=(128, 134), per=1),
        columns=SYSTEM | {"unit_label": "cases"},
        baseline=baseline("2150/127"),
        targets=[
            one_target("2024/25", band="14 19", until="2025/26", reason="Wider while the company was being set up"),
            one_target("2026/27", band="14 18", reason=SIGNED),
        ],
        pins={"2026-08": pin("2381/133"), "2026-09": pin("2548/133")},
        notes={
            "2026-09": note(
                "19.2 cases: the front door's vacancies pass work on. Cases that can close are reviewed by the end "
                "of October.",
                "concern",
                published_projection="improve",
            )
        },
    ),
]

LONGER = [
    # A quarter outside for the first time: on the watch-list, not yet a failure.
    Measure(
        "KPI-SC6",
        "Reviews of children looked after held in time",
        SOCIAL,
        COMPANY,
        "percentage, higher, quarterly, in_period",
        "Reviews held within statutory time, of those due in the quarter.",
        path=Path("91", "90.5", noise="3", of=(410, 452)),
        columns=SYSTEM,
        baseline=baseline("1504/1653"),
        targets=band("86 96"),
        pins={"2026/27 Q1": pin("400/448"), "2026/27 Q2": pin("384/452")},
        notes={
            "2026/27 Q2": note(
                "Two of nine reviewing officers were ill. A retired officer covers until January.",
                "concern",
                published_projection="improve",
            )
        },
    ),
    # Two quarters outside in 2025/26: a failure then; inside since.
    Measure(
        "KPI-EH1",
        "Families whose early help plan ends with their needs met",
        EARLY,
        COMPANY,
        "percentage, higher, quarterly, in_period",
        "Plans that ended in the quarter with all needs met, of all that ended.",
        path=Path("67", "69", noise="4", of=(288, 322)),
        columns=SYSTEM,
        baseline=baseline("771/1156"),
        targets=band("62 74"),
        pins={
            "2025/26 Q3": pin("189/310"),
            "2025/26 Q4": pin("184/306"),
            "2026/27 Q1": pin("206/318"),
            "2026/27 Q2": pin("222/322"),
        },
        notes={
            "2026/27 Q2": note(
                "Second quarter inside since the family hubs opened.",
                "good",
                published_dot="up",
                published_dot_basis="previous_period",
                published_projection="same",
            ),
            "2025/26 Q4": note(
                "Outside for the second quarter: families left when their worker changed. Each family keeps one "
                "worker from April.",
                "concern",
            ),
            "2025/26 Q3": note(
                "Below the band while two centres moved. Outreach fills in until the hubs open.", "concern"
            ),
        },
    ),
    # A yearly KPI outside its band: a failure after one contract year.
    Measure(
        "KPI-ED1",
        "Families offered their first choice of primary school",
        EDUCATION,
        COMPANY,
        "percentage, higher, annual, in_period",
        "First-choice offers, of all applications in time, on the national offer day of the year.",
        columns=SYSTEM,
        baseline=baseline("5701/6150"),
        targets=band("91.5 95"),
        pins={"2023/24": pin("5701/6150"), "2024/25": pin("5706/6122"), "2025/26": pin("5528/6081")},
        notes={
            "2025/26": note(
                "90.9%: two new estates in the south filled their school. Sixty places open there in September "
                "2026, and applications for 2027 were invited a month earlier.",
                "concern",
                published_projection="improve",
            )
        },
    ),
    # A yearly milestone achieved after the end of its year: late.
    Measure(
        "KPI-ED2",
        "Yearly statement of school places published",
        EDUCATION,
        COMPANY,
        "milestone, higher, annual, in_period",
        "Statement of where there are too many or too few school places, published by 31 March.",
        columns=SYSTEM | {"scheme": "milestone"},
        pins={
            "2024/25": pin("achieved", achieved_on="2025-03-20"),
            "2025/26": pin("achieved", achieved_on="2026-04-24"),
        },
        notes={"2025/26": note("Published on 24 April, when the new housing forecasts had come.")},
    ),
    # Quarterly milestones of the contract: one not achieved last year, achieved since.
    Measure(
        "KPI-OR1",
        "Commissioning plan milestones achieved",
        ORGANISATION,
        COMPANY,
        "milestone, higher, quarterly, in_period",
        "Whether all milestones of the yearly commissioning plan that fell due in the quarter were achieved.",
        columns=SYSTEM | {"scheme": "milestone"},
        pins={
            "2024/25 Q4": pin("achieved", achieved_on="2025-03-28"),
            "2025/26 Q1": pin("achieved", achieved_on="2025-06-25"),
            "2025/26 Q2": pin("achieved", achieved_on="2025-09-30"),
            "2025/26 Q3": pin("not achieved"),
            "2025/26 Q4": pin("achieved", achieved_on="2026-03-27"),
            "2026/27 Q1": pin("achieved", achieved_on="2026-06-24"),
            "2026/27 Q2": pin("achieved", achieved_on="2026-09-29"),
        },
        notes={
            "2026/27 Q2": note("The new short-break contract was signed a day before it was due.", "good"),
            "2025/26 Q3": note(
                "The transport tender drew no bids and was run again in lots, which succeeded in March."
            ),
        },
    ),
]

MEASURES = MONTHLY + LONGER
