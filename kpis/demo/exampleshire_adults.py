"""Exampleshire's measures of adult social care and public health. Every figure is invented."""

from kpis.demo import exampleshire_periods as periods
from kpis.demo.exampleshire_series import Path
from kpis.demo.exampleshire_shapes import Measure, Split, compared, missing, note, one_target, pin, profiled, yearly

ADULT = "Adult social care"
HEALTH = "Public health"
CARE = "Adult Social Care"
SERVICE = "Public Health"
SYSTEM = {"source": "Adult social care case system (fictional)", "data_lag_days": "25"}
DISTRICTS = {"Exampleton": 34, "North Exampleshire": 26, "South Exampleshire": 22, "Exampleshire Coast": 18}
NEXT_TARGET = "Raised by the Cabinet after Quarter 1: winter funding pays for 20 more assessors' hours a day"

CARE_MEASURES = [
    # A rate to date in the year with a profile, numerator and population; within its percent tolerance: amber.
    Measure(
        "AH02",
        "People aged 65 and over who moved into residential or nursing care for good",
        ADULT,
        CARE,
        "rate, lower, quarterly, year_to_date",
        "Council-supported permanent admissions since 1 April, for each 100,000 residents aged 65 and over.",
        path=Path("136", "131", noise="9", of=(178400, 183900), per=100000, shake=900),
        columns=SYSTEM | {"unit_label": "per 100,000", "decimal_places": "0", "comparison": "same_period_last_year"},
        targets=profiled("138 276 414 552 136 272 408 544 133 266 399 532 130 260", periods.QUARTERS, percent="5"),
        pins={"2026/27 Q1": pin("236/183600"), "2026/27 Q2": pin("485/183600")},
        notes={
            "2026/27 Q2": note(
                "485 people so far, eight more than the profile allows for. Step-down beds open in November.",
                published_projection="improve",
            ),
            "2026/27 Q1": note("A good start to the year."),
        },
        comparators=compared("Statistical neighbours", "2024/25 Q4=561; 2025/26 Q4=548"),
    ),
    # Days; further off than 10% of the target and worse than the same month last year: red.
    Measure(
        "AH03",
        "Average days from ready to leave hospital to leaving it",
        ADULT,
        CARE,
        "days, lower, monthly, in_period",
        "Days waited by all who left hospital with care in the month, over the number of people.",
        path=Path(
            "5.1",
            "5.8",
            noise="0.4",
            season=("0", "-0.2", "-0.3", "-0.2", "-0.1", "0", "0.1", "0.3", "0.6", "0.8", "0.5", "0.2"),
            of=(318, 344),
            per=1,
        ),
        columns=SYSTEM | {"scheme": "near_target_then_last_year", "comparison": "same_period_last_year"},
        targets=yearly("5.5 5.3 5.2 5", percent="10"),
        outturn=True,
        pins={"2025-09": pin("1944/341"), "2026-09": pin("2167/344")},
        notes={
            "2026-09": note(
                "6.3 days against 5.0. Care at home could not be found for 41 people in rural wards. A new "
                "contract pays for travel time "
                "from 1 November, and the two community hospitals have lent 14 beds until then.",
                "concern",
                published_projection="improve",
            ),
            "2026-08": note(
                "Holidays left rural rounds short of carers. Agencies that guarantee cover are paid a premium from "
                "September.",
                "concern",
            ),
            "2026-07": note(
                "Too slow in the north of the county. The discharge team now starts its search two days before a "
                "person is ready."
            ),
            "2026-06": note(
                "An easier month, in spite of the agency that handed back its contract: three others took its rounds."
            ),
            "2026-05": note("A large agency gave notice; its 130 people were found other carers within weeks."),
            "2026-04": note("Easter delayed assessments; a weekend rota has been agreed with the hospitals."),
            "2025/26": note("The winter was hard. A joint discharge hub with the hospitals opened in February."),
        },
    ),
    # "Near target" with the tolerance left blank (10%): further off, yet better than the same quarter last year: amber.
    Measure(
        "AH04",
        "Carers whose needs were assessed or reviewed within the year",
        ADULT,
        CARE,
        "percentage, higher, quarterly, rolling_12",
        "Known carers with an assessment or review in the 12 months to the end of the quarter.",
        path=Path("54", "61", noise="1", of=(3890, 4230), shake=200),
        columns=SYSTEM | {"scheme": "near_target_then_last_year", "comparison": "same_period_last_year"},
        targets=yearly("65 66 68 70"),
        pins={"2025/26 Q2": pin("2425/4117"), "2026/27 Q2": pin("2589/4230")},
        notes={
            "2026/27 Q2": note(
                "164 more carers than a year ago. Reviews by telephone are offered first, and visits to those who "
                "ask for one.",
                published_projection="improve",
            )
        },
    ),
    # A mean score from a yearly survey; the last one provisional.
    Measure(
        "AH05",
        "Quality of life of people who receive care",
        ADULT,
        CARE,
        "average, higher, annual, snapshot",
        "Mean score out of 24 in the yearly survey of people who receive long-term support.",
        path=Path("18.8", "19.1", noise="0.1", places=1),
        columns={"source": "Adult social care survey (fictional)", "data_lag_days": "150", "unit_label": "out of 24"},
        targets=yearly("19 19.1 19.2 19.3", points="0.3"),
        pins={"2025/26": pin("19", marker="provisional", provisional_until="2026-12-31")},
        notes={
            "2025/26": note(
                "Lower scores for control over daily life, higher for feeling safe.",
                published_dot="level",
                published_dot_basis="unknown",
                published_projection="same",
            )
        },
        comparators=compared("England", "2023/24=19.0; 2024/25=19.1; 2025/26=19.1"),
    ),
    # Missed, and no better than last year: red under "target, then last year". Small shares, wide intervals.
    Measure(
        "AH06",
        "Adults with a learning disability in paid work",
        ADULT,
        CARE,
        "percentage, higher, quarterly, snapshot",
        "Adults aged 18 to 64 with a learning disability who receive support and are in paid work.",
        path=Path("5.4", "4.9", noise="0.2", of=(1042, 1088)),
        columns=SYSTEM | {"scheme": "target_then_last_year", "comparison": "same_period_last_year"},
        targets=yearly("5.5 5.5 6 6"),
        pins={
            "2025/26 Q1": pin("55/1066"),
            "2025/26 Q2": pin("55/1070"),
            "2026/27 Q1": pin("53/1081"),
            "2026/27 Q2": pin("51/1084"),
        },
        notes={
            "2026/27 Q2": note(
                "Two people lost their jobs when a garden centre closed. Job coaches start in both colleges this "
                "autumn; six trial shifts are agreed.",
                "concern",
                published_projection="same",
            ),
            "2026/27 Q1": note(
                "Support into work was without a manager for three months; the post was filled in June."
            ),
            "2025/26 Q4": note("Employers' interest is there, coaches are not: four posts were advertised in March."),
        },
        comparators=compared("England", "2024/25 Q4=4.8; 2025/26 Q4=4.9"),
    ),
    # A revised figure, with the reason for the change.
    Measure(
        "AH07",
        "Safeguarding enquiries that reduced or removed the risk",
        ADULT,
        CARE,
        "percentage, higher, quarterly, in_period",
        "Enquiries ended in the quarter after which the risk was reduced or removed.",
        path=Path("90.5", "93.5", noise="1", of=(320, 361)),
        columns=SYSTEM,
        targets=yearly("90 91 92 92", points="2"),
        outturn=True,
        pins={
            "2026/27 Q1": pin(
                "329/352", marker="revised", change_reason="Nine enquiries that ended in June were recorded in July"
            ),
            "2026/27 Q2": pin("340/361"),
        },
        notes={
            "2026/27 Q2": note("Above target in every quarter since April 2024.", "good", published_projection="same")
        },
    ),
    # Range is better, outside its band on the high side: red on either side, never "better".
    Measure(
        "AH08",
        "Occupancy of care homes that the council commissions",
        ADULT,
        CARE,
        "percentage, range, quarterly, snapshot",
        "Occupied beds as a share of commissioned beds. Below 85% money is wasted, above 92% there is no bed in an "
        "emergency.",
        path=Path("87.5", "93", noise="1.2", of=(1480, 1462), shake=200),
        columns=SYSTEM | {"scheme": "band"},
        targets=[
            one_target(year, band="85 92", reason="Market position statement") for year in periods.FINANCIAL_YEARS
        ],
        pins={"2026/27 Q1": pin("1370/1464"), "2026/27 Q2": pin("1379/1462")},
        notes={
            "2026/27 Q2": note(
                "Two homes closed 26 beds for rebuilding. A bed in each district is kept free for emergencies, and "
                "the first rebuilt wing opens in December.",
                "concern",
                published_projection="improve",
            ),
            "2026/27 Q1": note(
                "One home stopped taking residents after an inspection. Its improvement plan runs to August."
            ),
        },
    ),
    # Just beyond a percent tolerance (180 + 10% = 198; 199): red. The target was raised during the year, with a reason.
    Measure(
        "AH13",
        "People who have waited more than 28 days for a care assessment",
        ADULT,
        CARE,
        "count, lower, monthly, snapshot",
        "People on the last day of the month whose first assessment was asked for more than 28 days before.",
        path=Path("262", "206", noise="14"),
        columns=SYSTEM | {"data_lag_days": "10"},
        targets=yearly("260 240 220 200", percent="10")
        + [
            one_target(month, "180", percent="10", reason=NEXT_TARGET)
            for month in ("2026-07", "2026-08", "2026-09", "2026-10", "2026-11", "2026-12")
        ]
        + [one_target(month, "180", percent="10", reason=NEXT_TARGET) for month in ("2027-01", "2027-02", "2027-03")],
        split=Split("District", DISTRICTS),
        pins={"2026-06": pin("204"), "2026-07": pin("201"), "2026-08": pin("196"), "2026-09": pin("199")},
        notes={
            "2026-09": note(
                "199: one person beyond tolerance. Requests from the Coast doubled when a GP practice wrote to its "
                "patients. Two assessors moved there for eight weeks.",
                "concern",
                published_projection="improve",
            ),
            "2026-07": note(
                "The new target of 180 began on 1 July; recruiting for it ends in September. Waiting people were "
                "rung to find the urgent ones."
            ),
        },
    ),
    # A ratio with two decimals, exactly on target.
    Measure(
        "AH14",
        "Hours of care at home delivered for each hour planned",
        ADULT,
        CARE,
        "ratio, higher, quarterly, in_period",
        "Hours delivered over hours planned, from the visit log of all providers.",
        path=Path("0.93", "0.965", noise="0.008", of=(212000, 223000), per=1, shake=100),
        columns=SYSTEM | {"decimal_places": "2", "steady_margin": "0.01", "steady_margin_kind": "points"},
        targets=yearly("0.95 0.95 0.96 0.97", points="0.02"),
        outturn=True,
        pins={"2026/27 Q2": pin("216310/223000")},
        notes={
            "2026/27 Q2": note("Exactly on target: 97 of every 100 planned hours.", "good", published_projection="same")
        },
    ),
    # A survey of every second year: not applicable in between, so nothing to compare with.
    Measure(
        "AH15",
        "Carers who are satisfied with social services",
        ADULT,
        CARE,
        "percentage, higher, annual, in_period",
        "Carers who are extremely or very satisfied, in a survey held every second year.",
        columns={"source": "Survey of carers (fictional)", "data_lag_days": "120"},
        targets=[one_target("2025/26", "38", points="2", reason="Set in the Exampleshire Plan for 2025/26")],
        pins={
            "2023/24": pin("212/604"),
            "2024/25": missing("not_applicable", commentary="The survey is held every second year."),
            "2025/26": pin("241/618"),
        },
        notes={
            "2025/26": note(
                "Up from 35%: carers name shorter waits as the reason.",
                "good",
                published_dot="not_compared",
                published_projection="improve",
            )
        },
    ),
]

HEALTH_MEASURES = [
    # Calendar year, long lag: the last year is awaited, and will be for months.
    Measure(
        "AH09",
        "Conceptions under the age of 18",
        HEALTH,
        SERVICE,
        "rate, lower, annual, in_period",
        "Conceptions of women aged 15 to 17 in the calendar year, for each 1,000 women of that age.",
        path=Path("14.1", "11.4", noise="0.4", of=(9980, 10240), per=1000, shake=200),
        columns={
            "unit_label": "per 1,000",
            "year_start": "January",
            "data_lag_days": "430",
            "source": "National statistics, as published (fictional)",
            "steady_margin": "5",
            "steady_margin_kind": "percent",
        },
        targets=yearly("14 13.5 13 12.5", years=periods.CALENDAR_YEARS, percent="5"),
        pins={"2025": missing("awaiting", expected="2027-03-31")},
        notes={
            "2025": note("The figures for 2025 are published in the spring of 2027."),
            "2024": note("Lower for the third year.", "good"),
        },
        comparators=compared("England", "2022=13.9; 2023=13.4; 2024=13.0")
        + compared("Statistical neighbours", "2023=12.8; 2024=12.6"),
    ),
    # Events with a target for each quarter and one for the year; the year's outturn is judged by the year's.
    Measure(
        "AH11",
        "NHS Health Checks completed",
        HEALTH,
        SERVICE,
        "count, higher, quarterly, in_period",
        "Checks completed in the quarter by residents aged 40 to 74.",
        path=Path("4630", "5180", noise="190", season=("60", "-40", "140", "-160")),
        columns={
            "source": "Returns from general practice (fictional)",
            "data_lag_days": "40",
            "comparison": "same_period_last_year",
        },
        targets=yearly("18800 19600 20400 20800", percent="5")
        + profiled(
            "4800 4700 4900 4400 5000 4900 5100 4600 5200 5100 5300 4800 5300 5200", periods.QUARTERS, percent="5"
        ),
        outturn=True,
        pins={"2026/27 Q2": pin("5240")},
        notes={
            "2026/27 Q2": note(
                "Evening clinics in three market towns did better than we'd hoped.",
                "good",
                published_projection="improve",
            )
        },
    ),
    # A level that is watched without a target; estimated for the last year.
    Measure(
        "AH12",
        "Healthy life expectancy at birth, women",
        HEALTH,
        SERVICE,
        "average, higher, annual, snapshot",
        "Years that a girl born in the calendar year can expect to live in good health.",
        path=Path("64.2", "63.5", noise="0.3", places=1),
        columns={
            "unit_label": "years",
            "year_start": "January",
            "source": "National statistics, as published (fictional)",
            "data_lag_days": "400",
        },
        pins={"2025": pin("63.6", marker="estimated")},
        notes={"2025": note("Our own estimate from the county's life tables; the national figure follows in 2027.")},
        comparators=compared("England", "2022=62.7; 2023=62.4; 2024=61.9"),
    ),
]

MEASURES = CARE_MEASURES + HEALTH_MEASURES
