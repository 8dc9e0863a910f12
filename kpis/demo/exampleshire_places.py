"""Exampleshire's measures of roads, the environment and the economy. Every figure is invented."""

from kpis.demo import exampleshire_periods as periods
from kpis.demo.exampleshire_series import Path
from kpis.demo.exampleshire_shapes import Measure, Split, compared, missing, note, pin, profiled, yearly

ROADS = "Roads and transport"
GREEN = "Environment and climate"
ECONOMY = "Economy and jobs"
HIGHWAYS = "Highways and Transport"
WASTE = "Environment and Waste"
PLANNING = "Economy and Planning"
DISTRICTS = {"Exampleton": 36, "North Exampleshire": 26, "South Exampleshire": 23, "Exampleshire Coast": 15}
CALENDAR = {"year_start": "January"}

TRANSPORT = [
    # 94.95 is printed as 95.0 and meets the target of 95: the figure that is printed is the one that is judged.
    Measure(
        "EE03",
        "Dangerous road defects repaired in time",
        ROADS,
        HIGHWAYS,
        "percentage, higher, quarterly, in_period",
        "Defects repaired within the time that their risk category allows, of all those due for repair in the quarter.",
        path=Path("92.4", "94.8", noise="0.8", season=("0.6", "1", "-0.4", "-1.6"), of=(1840, 2010)),
        columns={"source": "Highways asset system (fictional)", "data_lag_days": "10"},
        targets=yearly("94 94 95 95", points="2"),
        outturn=True,
        pins={"2026/27 Q1": pin("1887/1996"), "2026/27 Q2": pin("1899/2000")},
        notes={
            "2026/27 Q2": note(
                "1,899 of 2,000, with two gangs on nights since June.",
                "good",
                published_dot="up",
                published_dot_basis="previous_period",
                published_projection="decline",
            )
        },
    ),
    # Calendar quarters with targets for quarter and year, provisional until the police return; beyond tolerance: red.
    Measure(
        "EE04",
        "People killed or seriously injured on the roads",
        ROADS,
        HIGHWAYS,
        "count, lower, quarterly, in_period",
        "Casualties recorded by the police as killed or seriously injured.",
        path=Path("64", "57", noise="6", season=("-6", "0", "5", "3")),
        columns=CALENDAR
        | {
            "source": "Police collision returns (fictional)",
            "data_lag_days": "60",
            "comparison": "same_period_last_year",
        },
        targets=yearly("252 244 236 228", years=["2023", "2024", "2025", "2026"], percent="5")
        + profiled("57 63 68 64 55 61 66 62 53 59 64 60 51 57 62", periods.CALENDAR_QUARTERS, percent="5"),
        outturn=True,
        pins={
            "2026 Q2": pin("58", marker="provisional", provisional_until="2026-12-31"),
            "2026 Q3": pin("69", marker="provisional", provisional_until="2027-03-31"),
        },
        notes={
            "2026 Q3": note(
                "69 people, seven more than the target. Nineteen of them rode motorcycles, most on three moorland "
                "roads at weekends. Average-speed "
                "cameras go up on the worst of these in November, and riders' courses are free until the spring.",
                "concern",
                published_dot="up",
                published_dot_basis="same_period_last_year",
                published_projection="same",
            ),
            "2026 Q2": note("Within tolerance. Crossings by nine schools were rebuilt over Easter."),
        },
    ),
    # A new definition: no comparison, trend or run crosses the break.
    Measure(
        "EE01",
        "Footways in good condition",
        ROADS,
        HIGHWAYS,
        "percentage, higher, half_yearly, snapshot",
        "Length of footway graded good, of the length surveyed. From 2025/26 by camera survey of the whole "
        "network, before by walked sample.",
        path=Path("71", "66", noise="0.6", of=(2210, 2260), shake=300),
        columns={"source": "Network survey (fictional)", "data_lag_days": "60"},
        targets=yearly("70 70 65 65", points="2"),
        pins={
            "2025/26 H1": pin(
                "1456/2252", break_before="Camera survey of the whole network replaces the walked sample"
            ),
            "2025/26 H2": pin("1461/2256"),
            "2026/27 H1": pin("1476/2260"),
        },
        notes={
            "2026/27 H1": note(
                "65.3% by the new method, half a point up in six months.", "good", published_projection="improve"
            )
        },
    ),
    # Exactly on the tolerance edge (3.5 + 0.5 = 4.0), an annual figure: amber.
    Measure(
        "EE05",
        "A and B roads in need of repair",
        ROADS,
        HIGHWAYS,
        "percentage, lower, annual, snapshot",
        "Length of A and B roads where maintenance should be considered, of the length surveyed.",
        columns={"source": "Road condition survey (fictional)", "data_lag_days": "45"},
        targets=yearly("3.5 3.5 3.5 3.5", points="0.5"),
        pins={"2023/24": pin("45/1304"), "2024/25": pin("48/1296"), "2025/26": pin("52/1300")},
        notes={
            "2025/26": note(
                "On the edge of tolerance after a wet winter. £3.1m of surface dressing was done by August.",
                published_projection="same",
            )
        },
        comparators=compared("England", "2023/24=4; 2024/25=4; 2025/26=4"),
    ),
    # Large counts with a season; a change of less than 1% of last year's figure is steady.
    Measure(
        "EE07",
        "Journeys on supported and commercial buses",
        ROADS,
        HIGHWAYS,
        "count, higher, quarterly, in_period",
        "Boardings of local bus services in the quarter, as operators return them.",
        path=Path("3068000", "3402000", noise="42000", season=("40000", "-90000", "80000", "-30000")),
        columns={
            "comparison": "same_period_last_year",
            "steady_margin": "1",
            "steady_margin_kind": "percent",
            "source": "Operators' returns (fictional)",
            "data_lag_days": "50",
        },
        targets=yearly("12400000 12800000 13200000 13600000", percent="3")
        + profiled("3300000 3180000 3420000 3300000 3440000 3320000", periods.QUARTERS, percent="3"),
        outturn=True,
        pins={"2025/26 Q2": pin("3246000"), "2026/27 Q2": pin("3271000", marker="estimated")},
        notes={
            "2026/27 Q2": note(
                "Level with last year; one operator's ticket machines failed in August, and its month is estimated.",
                published_dot="level",
                published_dot_basis="same_period_last_year",
                published_projection="improve",
            )
        },
    ),
    # An annual milestone that is due in July: late this year (amber), in time before.
    Measure(
        "EE13",
        "Winter service plan agreed with the districts by the end of July",
        ROADS,
        HIGHWAYS,
        "milestone, higher, annual, in_period",
        "Agreed by the council and every district by 31 July of the year.",
        columns={"scheme": "milestone"},
        pins={
            "2024-07": pin("achieved", achieved_on="2024-07-16"),
            "2025-07": pin("achieved", achieved_on="2025-07-29"),
            "2026-07": pin("achieved", achieved_on="2026-08-20"),
        },
        notes={"2026-07": note("One district met only in August. Next year's dates are booked.")},
    ),
    # A long milestone: missed in 2025/26 (red), and on this quarter's scorecard not due yet.
    Measure(
        "EE12",
        "This year's stage of the local transport plan completed",
        ROADS,
        HIGHWAYS,
        "milestone, higher, annual, in_period",
        "2024/25: evidence; 2025/26: consultation; 2026/27: adoption by full council.",
        columns={"scheme": "milestone"},
        pins={
            "2024/25": pin("achieved", achieved_on="2025-02-11"),
            "2025/26": pin("not achieved"),
            "2026/27": missing("awaiting", expected="2027-03-31"),
        },
        notes={
            "2025/26": note(
                "Consultation started three months late, because the traffic model had to be rebuilt, and ended in "
                "June 2026. Adoption is planned for March 2027.",
                "concern",
                published_projection="improve",
            )
        },
    ),
]

ENVIRONMENT = [
    # Estimated, then awaited on a known date, breakdown and all; a strong season, so compared with last year.
    Measure(
        "EE02",
        "Household waste reused, recycled or composted",
        GREEN,
        WASTE,
        "percentage, higher, quarterly, in_period",
        "Tonnes reused, recycled or composted, of all household waste collected in the quarter.",
        path=Path("47", "49.4", noise="0.6", season=("2.8", "1.6", "-1.9", "-2.7"), of=(62400, 61100)),
        columns={
            "comparison": "same_period_last_year",
            "source": "Waste data returns (fictional)",
            "data_lag_days": "80",
        },
        targets=yearly("48 49 50 51", points="3"),
        outturn=True,
        split=Split("District", DISTRICTS, ("-4", "3", "2.5", "1")),
        pins={"2026/27 Q1": pin(marker="estimated"), "2026/27 Q2": missing("awaiting", expected="2026-12-18")},
        notes={
            "2026/27 Q2": note("Weighbridge returns are due in December."),
            "2025/26": note(
                "Food waste is now collected in three of four districts; the fourth starts in the spring.",
                "good",
                published_projection="improve",
            ),
        },
        comparators=compared("England", "2023/24=44.0; 2024/25=44.6"),
    ),
    # A negative target with negative figures: a percentage that is no share of a whole.
    Measure(
        "EE06",
        "Change in the council's own carbon emissions since 2019/20",
        GREEN,
        WASTE,
        "percentage, lower, annual, in_period",
        "Emissions of buildings, street lights and vehicles, compared with those of 2019/20.",
        path=Path("-24.1", "-38.6", noise="0", places=1),
        columns={"share": "no", "source": "Energy and fleet records (fictional)", "data_lag_days": "75"},
        targets=yearly("-22 -30 -38 -44", points="2"),
        notes={
            "2025/26": note(
                "Down by 38.6%, ahead of the plan: the last of 41,000 street lights was changed in February.",
                "good",
                published_projection="improve",
            )
        },
    ),
    # The scheme target: no tolerance, behind target is red; a calendar year.
    Measure(
        "EE11",
        "Places where nitrogen dioxide is above the legal limit",
        GREEN,
        WASTE,
        "count, lower, annual, in_period",
        "Monitoring places whose mean over the calendar year is above 40 micrograms per cubic metre.",
        columns=CALENDAR | {"scheme": "target", "source": "Air quality monitoring (fictional)", "data_lag_days": "120"},
        targets=yearly("6 5 4 2", years=periods.CALENDAR_YEARS),
        pins={"2022": pin("6"), "2023": pin("5"), "2024": pin("4"), "2025": pin("3")},
        notes={
            "2025": note(
                "Three places are left, all on one street in Exampleton. Buses there turn electric in March, and "
                "lorries are sent round from May.",
                "concern",
                published_projection="improve",
            )
        },
    ),
    # A breakdown of small numbers: hiding one cell is not enough, or the total gives it away.
    Measure(
        "EE10",
        "Homes flooded inside by surface water",
        GREEN,
        WASTE,
        "count, lower, quarterly, in_period",
        "Homes reported as flooded inside by surface water in the quarter.",
        path=Path("14", "12", noise="5", season=("-3", "-5", "7", "10")),
        columns={
            "comparison": "same_period_last_year",
            "suppress_below": "5",
            "source": "Flood incident log (fictional)",
            "data_lag_days": "15",
        },
        split=Split("District", DISTRICTS),
        pins={"2026/27 Q2": pin("11")},
        notes={"2026/27 Q2": note("One storm on 9 August. Every household had a visit within a week.")},
    ),
]

GROWTH = [
    # Twice a year; more than its target.
    Measure(
        "EE08",
        "Homes and businesses that can get gigabit broadband",
        ECONOMY,
        PLANNING,
        "percentage, higher, half_yearly, snapshot",
        "Premises that a gigabit-capable network passes, on the last day of the half year.",
        path=Path("71", "88.1", noise="0.6", of=(288400, 293600), shake=900),
        columns={"source": "Regulator's coverage data (fictional)", "data_lag_days": "45"},
        targets=yearly("72 78 83 87", points="2"),
        notes={
            "2026/27 H1": note("The moorland contract is ahead of its dates.", "good", published_projection="improve")
        },
        comparators=compared("England", "2024/25 H2=84; 2025/26 H2=87"),
    ),
    # A quarter with no cases: 0 of 0 is not applicable, never 0% and never 100%; the next one exactly on target.
    Measure(
        "EE09",
        "Minerals and waste applications decided in time",
        ECONOMY,
        PLANNING,
        "percentage, higher, quarterly, in_period",
        "Applications decided within 13 weeks or the time agreed with the applicant, of those decided in the quarter.",
        path=Path("86", "92", noise="8", of=(9, 11)),
        columns={"scheme": "target", "source": "Planning register (fictional)"},
        targets=yearly("90 90 90 90"),
        pins={
            "2025/26 Q3": pin("9/10"),
            "2025/26 Q4": pin("11/12"),
            "2026/27 Q1": missing("not_applicable", commentary="No cases: no application was decided in the quarter."),
            "2026/27 Q2": pin("9/10"),
        },
        notes={"2026/27 Q2": note("Nine of ten; the tenth waited for a hydrologist's advice.")},
    ),
    # Withheld by its source, so no value: suppressed. A value without numerator or denominator.
    Measure(
        "EE14",
        "Residents of working age with a qualification at level 3 or above",
        ECONOMY,
        PLANNING,
        "percentage, higher, annual, in_period",
        "Estimate of the national survey for the calendar year.",
        path=Path("55.9", "59.4", noise="0.5", places=1),
        columns=CALENDAR | {"source": "National labour force survey (fictional)", "data_lag_days": "180"},
        targets=yearly("56 57 58 59", years=periods.CALENDAR_YEARS, points="1.5"),
        pins={"2025": missing("suppressed")},
        notes={
            "2025": note(
                "Too few of our residents were interviewed for a reliable estimate, so the survey withholds it."
            )
        },
        comparators=compared("England", "2022=61.1; 2023=62.0; 2024=62.9; 2025=63.4"),
    ),
    # A half-yearly count with a target for the year only.
    Measure(
        "EE15",
        "Businesses that received a start-up or growth grant",
        ECONOMY,
        PLANNING,
        "count, higher, half_yearly, in_period",
        "Businesses paid a first instalment in the half year.",
        path=Path("92", "118", noise="9", season=("-14", "14")),
        columns={"comparison": "same_period_last_year", "source": "Grant register (fictional)"},
        targets=yearly("190 200 210 230", percent="5"),
        outturn=True,
        notes={
            "2026/27 H1": note(
                "Most grants are paid in the second half, after the autumn round.", published_projection="improve"
            )
        },
    ),
]

MEASURES = TRANSPORT + ENVIRONMENT + GROWTH
