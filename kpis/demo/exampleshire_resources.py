"""Exampleshire's measures of money, customers and staff. Every figure is invented."""

from kpis.demo import exampleshire_periods as periods
from kpis.demo.exampleshire_series import Path
from kpis.demo.exampleshire_shapes import Measure, Row, Split, budget, missing, note, one_target, pin, profiled, yearly

MONEY = "Finance"
SERVICE = "Customers and workforce"
FINANCE = "Finance and Property"
CUSTOMERS = "Customers and Workforce"
LEDGER = {"source": "General ledger (fictional)", "data_lag_days": "15", "decimal_places": "0", "unit_label": "k"}
FORECAST = LEDGER | {"scheme": "variance"}
MILLIONS = LEDGER | {"unit_label": "m", "decimal_places": "1"}
DISTRICTS = {"Exampleton": 41, "North Exampleshire": 24, "South Exampleshire": 21, "Exampleshire Coast": 14}


def forecasts(values: str) -> dict[str, Row]:
    """The year's forecast at the end of each quarter, in thousands."""
    return {quarter: pin(value) for quarter, value in zip(periods.QUARTERS, values.split(), strict=True)}


def budgets(values: str) -> list[Row]:
    """The year's budgets in thousands, judged by variance."""
    return [
        budget(year, value, reason=f"Budget for {year}")
        for year, value in zip(periods.FINANCIAL_YEARS, values.split(), strict=True)
    ]


REVENUE = [
    # Variance scheme, any overspend is red: 61,810 against 60,950 is 1.41% over.
    Measure(
        "RES01",
        "Forecast spending, Children and Education",
        MONEY,
        FINANCE,
        "currency, lower, quarterly, snapshot",
        "Forecast net revenue spending for the year, at the end of the quarter, against the budget.",
        columns=FORECAST,
        targets=budgets("54200 56800 59100 60950"),
        pins=forecasts("54150 54420 54610 54080 57010 57480 57350 56740 59020 59610 60240 59890 61420 61810"),
        notes={
            "2026/27 Q2": note(
                "£860,000 over budget, all of it for residential care. The Director's recovery plan saves £500,000 "
                "by March through our own "
                "two homes and shorter agency contracts; the rest is asked of the reserve.",
                "concern",
                published_projection="improve",
            ),
            "2026/27 Q1": note("£470,000 over. New placements need the Director's signature from 1 July.", "concern"),
            "2025/26 Q4": note("Closed above budget; the reserve paid for it."),
        },
    ),
    # Variance within 2% below budget: green.
    Measure(
        "RES02",
        "Forecast spending, Adult Social Care and Health",
        MONEY,
        FINANCE,
        "currency, lower, quarterly, snapshot",
        "Forecast net revenue spending for the year, at the end of the quarter, against the budget.",
        columns=FORECAST,
        targets=budgets("143500 150800 158300 165500"),
        pins=forecasts(
            "143380 142910 142240 141830 150640 151120 150290 149460 158050 157410 156730 156120 164200 163514"
        ),
        notes={
            "2026/27 Q2": note("1.2% under budget: fewer long stays in nursing homes.", published_projection="same")
        },
    ),
    # Underspent by more than 2%: amber.
    Measure(
        "RES03",
        "Forecast spending, Environment, Highways and Economy",
        MONEY,
        FINANCE,
        "currency, lower, quarterly, snapshot",
        "Forecast net revenue spending for the year, at the end of the quarter, against the budget.",
        columns=FORECAST,
        targets=budgets("71000 73200 75100 77000"),
        pins=forecasts("71090 70840 70310 70050 73140 72780 72260 71930 74990 74620 73880 73410 75600 74382"),
        notes={
            "2026/27 Q2": note(
                "3.4% under: 31 posts are vacant and gritting cost little. The surface dressing that was put off "
                "will be done in May.",
                published_projection="improve",
            )
        },
    ),
    # A year's target for money that adds up: its quarters have no target of their own. Thousands.
    Measure(
        "RES05",
        "Savings delivered",
        MONEY,
        FINANCE,
        "currency, higher, quarterly, in_period",
        "Savings of the year's plan that were delivered in the quarter.",
        path=Path("2900", "3500", noise="420", season=("-500", "0", "100", "600")),
        columns=LEDGER,
        targets=yearly("12200 12800 13400 14000", percent="5"),
        outturn=True,
        notes={
            "2026/27 Q2": note("Ahead of this point last year.", published_projection="same"),
            "2025/26": note("The year's plan was met, although the depot sale slipped into May."),
        },
    ),
]

CAPITAL = [
    # Millions, year to date, with a profile.
    Measure(
        "RES04",
        "Capital spending",
        MONEY,
        FINANCE,
        "currency, higher, quarterly, year_to_date",
        "Spent on capital schemes since 1 April.",
        path=Path("18.4", "22.6", noise="1.4", season=("-5", "-1", "2", "5"), places=1),
        columns=MILLIONS | {"comparison": "same_period_last_year"},
        targets=profiled("14 32 52 76 15 34 55 80 16 36 59 86 17.5 40", periods.QUARTERS, percent="10"),
        pins={"2026/27 Q1": pin("17.6"), "2026/27 Q2": pin("38.9")},
        notes={
            "2026/27 Q2": note(
                "£1.1m behind the profile, within tolerance: two school extensions began a month late.",
                published_projection="same",
            )
        },
    ),
    # A negative target with negative figures; higher (nearer zero) is better. Met.
    Measure(
        "RES06",
        "Balance of the high needs block of the schools budget",
        MONEY,
        FINANCE,
        "currency, higher, quarterly, snapshot",
        "Forecast balance at the end of the year; a deficit is negative.",
        path=Path("-6.2", "-9.1", noise="0.3", places=1),
        columns=MILLIONS,
        targets=yearly("-6 -7.5 -9 -9.5", percent="5"),
        pins={"2026/27 Q1": pin("-9.6"), "2026/27 Q2": pin("-9.4")},
        notes={
            "2026/27 Q2": note(
                "£100,000 better than the recovery plan.",
                published_dot="up",
                published_dot_basis="previous_period",
                published_projection="improve",
            )
        },
    ),
    # A scheme that changes: tolerance until 2025/26, from 2026/27 on the target alone. Targets changed with reasons.
    Measure(
        "RES10",
        "Suppliers' invoices paid within 30 days",
        MONEY,
        FINANCE,
        "percentage, higher, quarterly, in_period",
        "Undisputed invoices paid within 30 days of receipt.",
        path=Path("93.2", "96.4", noise="0.7", of=(28600, 31200)),
        columns={"source": "Payments system (fictional)", "data_lag_days": "10"},
        targets=[
            one_target("2023/24", "94", points="2", reason="Set in the Exampleshire Plan for 2023/24"),
            one_target("2024/25", "95", points="2", reason="Raised: small suppliers asked for it"),
            one_target("2025/26", "95", points="2", reason="Kept while the payments system was replaced"),
            one_target("2026/27", "97", scheme="target", reason="New system in place: no tolerance from here on"),
        ],
        outturn=True,
        pins={"2026/27 Q1": pin("29484/30712"), "2026/27 Q2": pin("30077/31200")},
        notes={
            "2026/27 Q2": note(
                "96.4% would have been green last year; this year there is no tolerance. Orders without a number "
                "cause most delays, and from November they are sent back the same day.",
                "concern",
                published_status="amber",
                published_projection="improve",
            ),
            "2026/27 Q1": note(
                "First quarter under the stricter rule. Reminders to approvers are now sent after ten days, not twenty."
            ),
        },
    ),
]

PEOPLE = [
    # Days lost, a rolling year, whole days over full-time posts; beyond tolerance: red. Steady within 2%.
    Measure(
        "RES07",
        "Working days lost to sickness for each full-time post",
        SERVICE,
        CUSTOMERS,
        "days, lower, quarterly, rolling_12",
        "Working days lost in the 12 months to the end of the quarter, over full-time equivalent posts.",
        path=Path("8.9", "9.9", noise="0.2", of=(4120, 4010), per=1, shake=200),
        columns={"source": "Payroll (fictional)", "steady_margin": "2", "steady_margin_kind": "percent"},
        targets=yearly("9 9 9 9", percent="8"),
        pins={"2026/27 Q1": pin("39498/4020"), "2026/27 Q2": pin("40100/4010")},
        notes={
            "2026/27 Q2": note(
                "10.0 days. Stress and backs are half of it, and care workers lose twice as many days as others. "
                "Physiotherapy without a wait starts in October; every long absence gets a case meeting.",
                "concern",
                published_dot="up",
                published_dot_basis="unknown",
                published_projection="improve",
            ),
            "2026/27 Q1": note(
                "A late wave of flu in care homes. Vaccination at work is brought forward to September.", "concern"
            ),
            "2025/26 Q4": note("A heavy winter; managers of the five worst teams have been coached."),
        },
    ),
    # A share each month that rises for years, by district from 2025/26 on.
    Measure(
        "RES08",
        "Complaints answered within 20 working days",
        SERVICE,
        CUSTOMERS,
        "percentage, higher, monthly, in_period",
        "Complaints answered in the month within 20 working days of receipt.",
        path=Path("80", "92", noise="6", of=(148, 126)),
        columns={"source": "Complaints register (fictional)", "data_lag_days": "25"},
        targets=yearly("80 82 85 86", points="5"),
        outturn=True,
        split=Split("District", DISTRICTS, first="2025-04"),
        notes={
            "2026-09": note(
                "The backlog is gone, and answers now give a name and a number to ring.",
                "good",
                published_projection="same",
            )
        },
    ),
    # Not monitored before the new telephone system; then seconds; a published status without a target on record.
    Measure(
        "RES09",
        "Seconds until a call is answered",
        SERVICE,
        CUSTOMERS,
        "average, lower, monthly, in_period",
        "Seconds that callers waited, over the number of calls answered.",
        path=Path(
            "168",
            "118",
            noise="16",
            season=("10", "0", "0", "-8", "-6", "6", "0", "0", "-10", "12", "4", "8"),
            of=(21400, 18900),
            per=1,
        ),
        columns={
            "unit_label": "seconds",
            "decimal_places": "0",
            "source": "Telephone system (fictional)",
            "data_lag_days": "5",
        },
        targets=yearly("- 150 140 130", percent="10"),
        pins={month: missing("not_monitored") for month in periods.MONTHS[:6]},
        notes={
            "2023-04": note("The old telephone system kept no times."),
            "2024-03": note("First winter on the new system.", published_status="met"),
            "2024-02": note("Two systems ran side by side for a fortnight.", published_status="not_met"),
            "2026-09": note(
                "School transport brings the longest queues of the year; twelve colleagues were lent for three weeks.",
                published_projection="improve",
            ),
        },
    ),
    # Quarterly milestones: achieved, achieved late, not achieved (red).
    Measure(
        "RES12",
        "Milestones of the digital programme reached",
        SERVICE,
        CUSTOMERS,
        "milestone, higher, quarterly, in_period",
        "Whether every milestone that the programme board set for the quarter was reached.",
        columns={"scheme": "milestone", "source": "Programme board minutes (fictional)"},
        pins={
            "2025/26 Q3": pin("achieved", achieved_on="2025-12-12"),
            "2025/26 Q4": pin("achieved", achieved_on="2026-04-17"),
            "2026/27 Q1": pin("achieved", achieved_on="2026-06-30"),
            "2026/27 Q2": pin("not achieved"),
        },
        notes={
            "2025/26 Q4": note("Two weeks late: the payments system went live after the Easter break."),
            "2026/27 Q2": note(
                "The booking system for libraries failed its load test on 22 September. The supplier repairs it at "
                "its own cost; the new date is 28 November.",
                "concern",
                published_projection="improve",
            ),
        },
    ),
    # A milestone achieved in time, once a year.
    Measure(
        "RES13",
        "Balanced budget set before the year begins",
        MONEY,
        FINANCE,
        "milestone, higher, annual, in_period",
        "Full council has set a balanced budget for the next year.",
        columns={"scheme": "milestone", "source": "Council minutes (fictional)"},
        pins={
            "2023/24": pin("achieved", achieved_on="2024-02-21"),
            "2024/25": pin("achieved", achieved_on="2025-02-19"),
            "2025/26": pin("achieved", achieved_on="2026-02-18"),
        },
        notes={"2025/26": note("Set on 18 February, with £2.4m from reserves.", "good")},
    ),
    # A ratio that nobody judges, with neither target nor polarity, once a year.
    Measure(
        "RES14",
        "Highest salary as a multiple of the median",
        SERVICE,
        CUSTOMERS,
        "ratio, none, annual, snapshot",
        "The highest full-time salary over the median full-time salary on 31 March. For information.",
        columns={"decimal_places": "2", "source": "Pay policy statement (fictional)"},
        pins={"2023/24": pin("5.94"), "2024/25": pin("5.88"), "2025/26": pin("5.79")},
    ),
]

MEASURES = REVENUE + CAPITAL + PEOPLE
