"""Labels of the periods that Exampleshire reports on, written as the interchange format writes them.

Three and a half financial years, April 2023 to September 2026, and the academic and calendar periods that end in them.
"""

FINANCIAL_YEARS = [f"{year}/{(year + 1) % 100:02d}" for year in range(2023, 2027)]
CLOSED_YEARS = FINANCIAL_YEARS[:3]
ACADEMIC_YEARS = [f"{year}/{(year + 1) % 100:02d} academic" for year in range(2022, 2026)]
CALENDAR_YEARS = [str(year) for year in range(2022, 2026)]

QUARTERS = [f"{year} Q{quarter}" for year in FINANCIAL_YEARS for quarter in (1, 2, 3, 4)][:14]
HALVES = [f"{year} H{half}" for year in FINANCIAL_YEARS for half in (1, 2)][:7]
MONTHS = [f"{2023 + (month + 3) // 12}-{(month + 3) % 12 + 1:02d}" for month in range(42)]
ACADEMIC_QUARTERS = [f"{year} Q{quarter}" for year in ACADEMIC_YEARS[1:] for quarter in (1, 2, 3, 4)]
CALENDAR_QUARTERS = [f"{year} Q{quarter}" for year in range(2023, 2027) for quarter in (1, 2, 3, 4)][:15]

OF = {
    ("monthly", "April"): MONTHS,
    ("quarterly", "April"): QUARTERS,
    ("half_yearly", "April"): HALVES,
    ("annual", "April"): CLOSED_YEARS,
    ("quarterly", "September"): ACADEMIC_QUARTERS,
    ("annual", "September"): ACADEMIC_YEARS,
    ("quarterly", "January"): CALENDAR_QUARTERS,
    ("annual", "January"): CALENDAR_YEARS,
}

POSITIONS = {"monthly": 12, "quarterly": 4, "half_yearly": 2, "annual": 1}


def labels(frequency: str, year_start: str, first: str = "", last: str = "") -> list[str]:
    """The periods of one measure, oldest first, from `first` to `last` (blank: as far as Exampleshire goes)."""
    every = OF[frequency, year_start]
    start = every.index(first) if first else 0
    end = every.index(last) + 1 if last else len(every)
    return every[start:end]


def position(label: str, frequency: str, year_start: str) -> int:
    """The place of a period in its year, from 0: 0 for April on a monthly measure, 1 for any Quarter 2."""
    return OF[frequency, year_start].index(label) % POSITIONS[frequency]


def year_of(label: str) -> str:
    """The year that a period belongs to: 2025/26 for "2025/26 Q2" and for "2026-03", 2025 for "2025 Q3"."""
    if label in MONTHS:
        return FINANCIAL_YEARS[MONTHS.index(label) // 12]
    return label.rsplit(" ", 1)[0] if label[-2] in "QH" else label
