"""Exampleshire's measures of learning, skills and special educational needs. Every figure is invented."""

from kpis.demo import exampleshire_periods as periods
from kpis.demo.exampleshire_series import Path
from kpis.demo.exampleshire_shapes import Measure, Split, compared, missing, note, one_target, pin, profiled, yearly

LEARNING = "Learning and skills"
NEEDS = "Special educational needs"
EDUCATION = "Education and Skills"
SCHOOLS = {"source": "School census (fictional)", "data_lag_days": "40"}
ACADEMIC = SCHOOLS | {"year_start": "September"}
RESULTS = {"source": "National results, as published (fictional)", "data_lag_days": "60", "year_start": "September"}
PHASES = {"Primary": 540, "Secondary": 420, "Special": 28, "Pupil referral unit": 12}

SCHOOL_YEAR = [
    # Academic quarters, a season, a breakdown by school phase with a target of its own for one category; amber.
    Measure(
        "ED04",
        "School attendance",
        LEARNING,
        EDUCATION,
        "percentage, higher, quarterly, in_period",
        "Sessions attended as a share of all possible sessions, state-funded schools.",
        path=Path("92.2", "93.3", noise="0.3", season=("0.6", "-0.9", "0.1", "-0.2"), of=(3180000, 3240000), shake=150),
        columns=ACADEMIC | {"comparison": "same_period_last_year"},
        targets=[
            *yearly("92.5 93 93.5 94", years=periods.ACADEMIC_YEARS, points="1"),
            one_target(
                "2025/26 academic",
                "89",
                points="2",
                dimension="School phase",
                category="Special",
                reason="Agreed with the heads of special schools",
            ),
        ],
        outturn=True,
        split=Split("School phase", PHASES, ("1.6", "-1.7", "-5.5", "-24")),
        notes={
            "2025/26 academic Q4": note(
                "Better than last summer, nearly a point short of the target. Year 10 falls behind most in June & "
                "July.",
                published_projection="improve",
            ),
            "2025/26 academic": note("The best year of the three. Breakfast clubs now run in 31 primary schools."),
        },
        comparators=compared("England", "2023/24 academic=92.8; 2024/25 academic=93.1; 2025/26 academic=93.2")
        + compared(
            "England", "2024/25 academic=87.4; 2025/26 academic=87.6", dimension="School phase", category="Special"
        ),
    ),
    # Annual, academic year, exactly on target, provisional.
    Measure(
        "ED05",
        "Pupils at the expected standard in reading, writing and maths at the end of primary school",
        LEARNING,
        EDUCATION,
        "percentage, higher, annual, in_period",
        "Pupils at the end of Key Stage 2 who reach the expected standard in all three subjects.",
        path=Path("58.4", "61.8", noise="0.4", of=(6080, 6150), shake=100),
        columns=RESULTS,
        targets=yearly("59 60 61 62", years=periods.ACADEMIC_YEARS, points="2"),
        pins={"2025/26 academic": pin("3813/6150", marker="provisional", provisional_until="2026-12-15")},
        notes={
            "2025/26 academic": note(
                "Writing rose most. Final results come in December.",
                "good",
                published_dot="up",
                published_dot_basis="previous_period",
                published_projection="improve",
            )
        },
        comparators=compared(
            "England", "2022/23 academic=60; 2023/24 academic=61; 2024/25 academic=62; 2025/26 academic=62"
        ),
    ),
    # Percentage points (a gap between two percentages); the latest figure is awaited on a known date: no data.
    Measure(
        "ED06",
        "Gap between disadvantaged pupils and others at the end of primary school",
        LEARNING,
        EDUCATION,
        "percentage_points, lower, annual, in_period",
        "Share of other pupils at the expected standard in reading, writing and maths, minus that of disadvantaged "
        "pupils.",
        path=Path("22.6", "20.8", noise="0.5", places=1),
        columns=RESULTS,
        targets=yearly("22 21.5 21 20", years=periods.ACADEMIC_YEARS, points="1.5"),
        pins={"2025/26 academic": missing("awaiting", expected="2026-12-15")},
        notes={
            "2025/26 academic": note("Results by pupil group are published with the final results in December."),
            "2024/25 academic": note(
                "Narrower for the second year. Tutoring went to the 40 schools with the widest gaps."
            ),
        },
    ),
    # An average; within a percent tolerance by a hair (47 - 2% = 46.06, printed 46.1): amber.
    Measure(
        "ED07",
        "Average Attainment 8 score",
        LEARNING,
        EDUCATION,
        "average, higher, annual, in_period",
        "Mean score of pupils at the end of Key Stage 4 over eight subjects.",
        path=Path("45.5", "46.2", noise="0.2", places=1),
        columns=RESULTS,
        targets=yearly("46 46 46.5 47", years=periods.ACADEMIC_YEARS, percent="2"),
        pins={"2025/26 academic": pin("46.1", marker="provisional", provisional_until="2027-01-31")},
        notes={
            "2025/26 academic": note(
                "Level with last year in English, half a point down in maths.", published_projection="same"
            )
        },
        comparators=compared(
            "England", "2022/23 academic=46.4; 2023/24 academic=46.1; 2024/25 academic=46.2; 2025/26 academic=46.3"
        ),
    ),
    # Year to date on the academic year, with a profiled target for each quarter; red.
    Measure(
        "ED08",
        "Permanent exclusions from school",
        LEARNING,
        EDUCATION,
        "count, lower, quarterly, year_to_date",
        "Permanent exclusions since the start of the academic year.",
        path=Path("13", "15", noise="4", season=("2", "1", "0", "-4")),
        columns=ACADEMIC | {"comparison": "same_period_last_year"},
        targets=profiled("16 30 43 52 15 29 42 50 15 28 41 48", periods.ACADEMIC_QUARTERS, percent="10"),
        pins={"2025/26 academic Q3": pin("49"), "2025/26 academic Q4": pin("57")},
        notes={
            "2025/26 academic Q4": note(
                "57 in the year against 48. Persistent disruption in Years 8 and 9 was the reason for 34 of them. "
                "From September each "
                "secondary school has a place in a shared turnaround class, and no exclusion is confirmed before a "
                "panel of heads has met.",
                "concern",
                published_dot="up",
                published_dot_basis="same_period_last_year",
                published_projection="improve",
            ),
            "2025/26 academic Q3": note(
                "Eight above the profile, from three schools. Their heads meet the Director each month until "
                "numbers fall.",
                "concern",
            ),
        },
    ),
]

FINANCIAL_YEAR = [
    # A trend that rose for years and turned; missed by far: red. Numerators, a year's outturn, two comparators.
    Measure(
        "ED01",
        "Education, health and care plans issued within 20 weeks",
        NEEDS,
        EDUCATION,
        "percentage, higher, quarterly, in_period",
        "New plans, without exceptions, issued within 20 weeks of the request.",
        path=Path("47", "66", noise="4", of=(182, 262)),
        columns=SCHOOLS | {"source": "SEND case system (fictional)"},
        targets=yearly("60 60 65 70", points="5"),
        outturn=True,
        pins={"2025/26 Q4": pin("147/251"), "2026/27 Q1": pin("139/248"), "2026/27 Q2": pin("148/262")},
        notes={
            "2026/27 Q2": note(
                "148 of 262 plans were in time. Requests are 18% above last summer's & three of nine educational "
                "psychologists' posts are vacant. "
                "Two locums started on 14 September, and advice for the simplest third of requests is now bought "
                "in. The team leader's note said "
                "<b>we will reach 65% by March</b>; the forecast says 61%.",
                "concern",
                published_dot="up",
                published_trend="level",
                published_dot_basis="previous_period",
                published_projection="improve",
            ),
            "2026/27 Q1": note(
                "The lowest for more than a year: psychologists' advice came late in four of ten cases. "
                "Recruitment runs, locums are being sought.",
                "concern",
                published_projection="decline",
            ),
            "2025/26 Q4": note(
                "Requests rose by a fifth after the new year. Panels meet twice a week from April.", "concern"
            ),
            "2025/26": note(
                "A good first half and a poor second one. Demand outran the psychologists we have; a recruitment "
                "round opened in March.",
                "concern",
            ),
        },
        comparators=compared("England", "2023/24=50; 2024/25=48; 2025/26=46")
        + compared("Statistical neighbours", "2024/25=52; 2025/26=51"),
    ),
    # A measure that ended, by school phase: judgements of the whole school are no longer given.
    Measure(
        "ED02",
        "Pupils in schools judged good or outstanding",
        LEARNING,
        EDUCATION,
        "percentage, higher, quarterly, snapshot",
        "Pupils in state-funded schools whose latest inspection judged the whole school good or outstanding.",
        path=Path("86.2", "87.4", noise="0.4", of=(81200, 81900), shake=900),
        columns=SCHOOLS | {"live_to": "2024/25 Q2"},
        targets=yearly("87 88", points="2"),
        split=Split("School phase", PHASES, ("2", "-3", "6", "-8")),
        last="2024/25 Q2",
        notes={
            "2024/25 Q2": note(
                "The last figure: inspectors no longer give one judgement for the whole school. ED03 follows it."
            )
        },
    ),
    # A measure that began in 2026/27: no figure last year, so missing the target is red, and the reason says so.
    Measure(
        "ED03",
        "Pupils in schools that meet the standard in every inspected area",
        LEARNING,
        EDUCATION,
        "percentage, higher, quarterly, snapshot",
        "Pupils in state-funded schools whose latest inspection under the new framework found no area in need of "
        "attention.",
        path=Path("77", "78.4", noise="0.2", of=(82100, 82200), shake=900),
        columns=SCHOOLS | {"live_from": "2026/27 Q1", "scheme": "target_then_last_year"},
        targets=[
            one_target("2026/27", "80", reason="First year of a new measure: the target is the region's estimate")
        ],
        first="2026/27 Q1",
        notes={
            "2026/27 Q2": note(
                "Attendance is the area that most often needs attention. 12 schools share an attendance officer "
                "from October.",
                "concern",
                published_projection="improve",
            ),
            "2026/27 Q1": note(
                "First figure. Nine inspections under the new framework so far, two with an area in need of "
                "attention; both schools have a plan."
            ),
        },
    ),
    # A strong season (in September destinations are not known yet): compared with the same month last year.
    Measure(
        "ED09",
        "16 and 17 year olds not in education, employment or training, or not known",
        LEARNING,
        EDUCATION,
        "percentage, lower, monthly, snapshot",
        "Young people aged 16 and 17 who are not in education, employment or training, or whose activity is not known.",
        path=Path(
            "5.2",
            "4.6",
            noise="0.2",
            season=("0", "0.1", "0.2", "0.4", "0.7", "2.6", "1.1", "0.3", "0", "-0.1", "-0.1", "0"),
            of=(12380, 12820),
            shake=300,
        ),
        columns=SCHOOLS
        | {"scheme": "target_then_last_year", "comparison": "same_period_last_year", "data_lag_days": "15"},
        targets=yearly("5.4 5.2 5 5"),
        notes={
            "2026-09": note(
                "September is always high, until colleges return their lists. Better than last September.",
                published_projection="improve",
            ),
            "2026-08": note("The usual rise of the holidays."),
        },
        comparators=compared("England", "2024-03=5.5; 2025-03=5.4; 2026-03=5.3"),
    ),
    # No target, no polarity: for information.
    Measure(
        "ED10",
        "Children educated at home by choice",
        LEARNING,
        EDUCATION,
        "count, none, quarterly, snapshot",
        "Children known to be educated at home on the last day of the quarter. For information; parents' choice.",
        path=Path("905", "1262", noise="14", season=("10", "-25", "5", "20")),
        columns=SCHOOLS | {"comparison": "same_period_last_year"},
        notes={"2026/27 Q2": note("+117 on last September. Most parents name anxiety as their reason.")},
    ),
]

MEASURES = SCHOOL_YEAR + FINANCIAL_YEAR
