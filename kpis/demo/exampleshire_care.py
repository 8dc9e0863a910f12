"""Exampleshire's measures of children looked after and care leavers. Every figure is invented."""

from kpis.demo.exampleshire_children import CARE, SAFE, SYSTEM
from kpis.demo.exampleshire_series import Path
from kpis.demo.exampleshire_shapes import Measure, compared, note, pin, yearly

MEASURES = [
    # Missed, but better than the same quarter last year: improved (target, then last year).
    Measure(
        "CYP06",
        "Care leavers aged 19 to 21 in education, employment or training",
        SAFE,
        CARE,
        "percentage, higher, quarterly, snapshot",
        "Care leavers aged 19 to 21 who are known to be in education, employment or training on the last day of "
        "the quarter.",
        path=Path("51.5", "57.5", noise="1.5", of=(190, 212)),
        columns=SYSTEM | {"scheme": "target_then_last_year", "comparison": "same_period_last_year"},
        targets=yearly("58 60 61 62"),
        pins={
            "2025/26 Q2": pin("114/208"),
            "2025/26 Q1": pin("112/207"),
            "2026/27 Q1": pin("122/211"),
            "2026/27 Q2": pin("124/212"),
        },
        notes={
            "2026/27 Q2": note(
                "Ten more young people than a year ago. The council's own apprenticeships took on seven. 🎓",
                published_projection="improve",
            )
        },
        comparators=compared("England", "2024/25 Q4=56; 2025/26 Q4=57"),
    ),
    # Missed by less than 10% of the target: green under "near target, then last year".
    Measure(
        "CYP07",
        "Care leavers aged 19 to 21 in suitable accommodation",
        SAFE,
        CARE,
        "percentage, higher, quarterly, snapshot",
        "Care leavers aged 19 to 21 whose accommodation is known and suitable on the last day of the quarter.",
        path=Path("86.5", "89.5", noise="1", of=(190, 212)),
        columns=SYSTEM | {"scheme": "near_target_then_last_year"},
        targets=yearly("95 95 95 95", percent="10"),
        pins={"2026/27 Q2": pin("190/212")},
        notes={
            "2026/27 Q2": note(
                "22 young people are not: nine in custody, seven out of touch, six with friends for a while. Each "
                "has a named worker."
            )
        },
    ),
    # A year's target for events that add up: quarters have none of their own, the year's outturn is judged (amber).
    Measure(
        "CYP08",
        "Children adopted",
        SAFE,
        CARE,
        "count, higher, quarterly, in_period",
        "Children for whom an adoption order was made in the period.",
        path=Path("10", "9", noise="3"),
        columns=SYSTEM,
        targets=yearly("44 42 40 40", percent="10"),
        outturn=True,
        pins={"2025/26 Q1": pin("10"), "2025/26 Q2": pin("9"), "2025/26 Q3": pin("7"), "2025/26 Q4": pin("11")},
        notes={
            "2025/26": note(
                "37 orders, three short. Four hearings listed for March were heard in April; a court liaison "
                "officer now tracks each date."
            ),
            "2026/27 Q2": note(
                "On course for the year's 40: 14 more children are placed with their adopters and await a hearing.",
                "good",
                published_projection="improve",
            ),
        },
    ),
    # Small numbers of which even zero is hidden.
    Measure(
        "CYP11",
        "Children in secure accommodation on welfare grounds",
        SAFE,
        CARE,
        "count, lower, quarterly, snapshot",
        "Children placed in a secure children's home on welfare grounds on the last day of the quarter.",
        path=Path("1.2", "1.2", noise="2.6"),
        columns=SYSTEM | {"suppress_below": "5", "suppress_zero": "yes"},
        pins={"2026/27 Q2": pin("0")},
        notes={"2026/27 Q2": note("Placements are reviewed by the Director every fortnight.")},
    ),
    # A percentage of small numbers: where fewer than five are counted, the share and all that follows are hidden.
    Measure(
        "CYP12",
        "Children leaving care through adoption or special guardianship",
        SAFE,
        CARE,
        "percentage, higher, quarterly, in_period",
        "Of the children who left care in the quarter, those with an adoption or special guardianship order.",
        path=Path("19", "20", noise="11", of=(30, 33)),
        columns=SYSTEM | {"suppress_below": "5"},
        targets=yearly("22 22 22 22", points="4"),
        outturn=True,
        pins={
            "2023/24 Q2": pin("6/30"),
            "2025/26 Q4": pin("6/33"),
            "2026/27 Q1": pin("7/32"),
            "2026/27 Q2": pin("4/31"),
        },
        notes={
            "2026/27 Q2": note(
                "Few orders were heard over the summer. Nine are listed before Christmas; a solicitor now files "
                "within ten days.",
                "concern",
                published_projection="improve",
            ),
            "2025/26": note(
                "Orders waited for court time: the wait grew from 11 to 17 weeks. The regional agency has asked "
                "for extra sitting days."
            ),
        },
    ),
    # Money in plain pounds, exactly on the tolerance edge in percent (5,400 + 5% = 5,670): amber.
    Measure(
        "CYP13",
        "Average weekly cost of a place in residential care",
        SAFE,
        CARE,
        "currency, lower, quarterly, snapshot",
        "Mean weekly price of all placements in children's homes on the last day of the quarter.",
        path=Path("4870", "5640", noise="60"),
        columns={
            "decimal_places": "0",
            "source": "Placement finance ledger (fictional)",
            "data_lag_days": "25",
            "owner": "bob@exampleshire.example",
        },
        targets=yearly("4900 5100 5300 5400", percent="5"),
        pins={"2026/27 Q2": pin("5670")},
        notes={
            "2026/27 Q2": note(
                "Prices rose by 6% when contracts were renewed in July; two homes of our own open in the spring.",
                "concern",
                published_projection="decline",
            )
        },
        comparators=compared(
            "Statistical neighbours", "2024/25 Q4=5380; 2025/26 Q4=5590", "Survey of finance officers (fictional)"
        ),
    ),
    # A title that runs over several lines; just beyond the tolerance (66.9 against an edge of 67): red.
    Measure(
        "CYP14",
        "Children looked after under 16 who have been looked after for two and a half years or longer, and who "
        "have lived in the same "
        "placement for at least the last two years or are placed for adoption with an adopter who has been matched "
        "by the agency's panel",
        SAFE,
        CARE,
        "percentage, higher, quarterly, snapshot",
        "Long-term stability of placements, counted on the last day of the quarter.",
        path=Path("70.6", "68.2", noise="1", of=(166, 160)),
        columns=SYSTEM,
        targets=yearly("70 70 70 70", points="3"),
        pins={"2026/27 Q1": pin("109/161"), "2026/27 Q2": pin("107/160")},
        notes={
            "2026/27 Q2": note(
                "Just beyond tolerance. Four carers retired in the quarter, and each move breaks a child's two "
                "years. Carers who think of "
                "giving up now get a weekly call & a respite weekend within a month.",
                "concern",
                published_projection="decline",
            )
        },
    ),
]
