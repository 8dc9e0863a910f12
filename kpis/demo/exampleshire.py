"""Exampleshire: an invented council, in which every unit, scheme, marker and edge of the product has something to show.

No place, person, company or figure in it is real. It is made from the measures beside this file, the same on every
machine and every day, in the tables of the interchange format.
"""

import csv
from pathlib import Path

from kpis.demo import (
    exampleshire_adults,
    exampleshire_care,
    exampleshire_children,
    exampleshire_contract,
    exampleshire_learning,
    exampleshire_places,
    exampleshire_resources,
)
from kpis.demo.exampleshire_shapes import Measure, Row, readings

PLAN = "exampleshire-plan"
CONTRACT = "exampleshire-childrens-company"

BEST_START = "Children and young people have the best start"
LIVE_WELL = "Adults live well and independently"
PLACES = "Places are green, connected and thriving"
WELL_RUN = "The council is well run"

OUTCOMES = {
    "Keeping children safe": BEST_START,
    "Learning and skills": BEST_START,
    "Special educational needs": BEST_START,
    "Adult social care": LIVE_WELL,
    "Public health": LIVE_WELL,
    "Roads and transport": PLACES,
    "Environment and climate": PLACES,
    "Economy and jobs": PLACES,
    "Finance": WELL_RUN,
    "Customers and workforce": WELL_RUN,
    "Social Care": BEST_START,
    "Early Help": BEST_START,
    "Education": BEST_START,
    "Organisational": WELL_RUN,
}

ALICE, BOB = "alice@exampleshire.example", "bob@exampleshire.example"
YOUNG, HEALTH, ECONOMY, RESOURCES = (
    "children-and-young-people",
    "adults-and-health",
    "environment-and-economy",
    "resources",
)

# Outcome: the committee that has it in its remit, the officer who owns its measures, and the portfolio.
REMITS = {
    BEST_START: (YOUNG, ALICE, "Children and Schools"),
    LIVE_WELL: (HEALTH, BOB, "Adults and Health"),
    PLACES: (ECONOMY, BOB, "Environment, Transport and Economy"),
    WELL_RUN: (RESOURCES, BOB, "Finance and Customers"),
}
# Measures that more than one committee scrutinises.
SHARED = {
    "CYP13": f"{YOUNG};{RESOURCES}",
    "RES01": f"{RESOURCES};{YOUNG}",
    "RES02": f"{RESOURCES};{HEALTH}",
    "RES03": f"{RESOURCES};{ECONOMY}",
    "RES06": f"{RESOURCES};{YOUNG}",
    "AH09": f"{HEALTH};{YOUNG}",
    "KPI-OR1": f"{YOUNG};{RESOURCES}",
}

COUNCIL: list[Row] = [
    {
        "slug": "exampleshire",
        "name": "Exampleshire County Council (fictional)",
        "short_name": "Exampleshire",
        "visibility": "public",
    }
]
COMMITTEES: list[Row] = [
    {
        "slug": YOUNG,
        "name": "Children and Young People Scrutiny Committee",
        "remit": "Children's social care, early help, schools, skills and special needs, and the children's company.",
    },
    {
        "slug": HEALTH,
        "name": "Adults and Health Scrutiny Committee",
        "remit": "Adult social care, carers and public health.",
    },
    {
        "slug": ECONOMY,
        "name": "Environment and Economy Scrutiny Committee",
        "remit": "Roads, buses, waste, climate, planning and jobs.",
    },
    {
        "slug": RESOURCES,
        "name": "Resources Scrutiny Committee",
        "remit": "Budgets, savings, customers, staff and digital services.",
    },
]
FRAMEWORKS: list[Row] = [
    {
        "slug": PLAN,
        "name": "Exampleshire Plan 2023-2027 (fictional)",
        "kind": "plan",
        "scheme": "target_tolerance",
        "starts": "2023-04-01",
        "ends": "2027-03-31",
    },
    {
        "slug": CONTRACT,
        "name": "Exampleshire Children's Company (fictional) service contract",
        "kind": "contract",
        "scheme": "band",
        "starts": "2024-04-01",
        "ends": "2029-03-31",
    },
]

PLAN_MEASURES = [
    *exampleshire_children.MEASURES,
    *exampleshire_care.MEASURES,
    *exampleshire_learning.MEASURES,
    *exampleshire_adults.MEASURES,
    *exampleshire_places.MEASURES,
    *exampleshire_resources.MEASURES,
]
CONTRACT_MEASURES = exampleshire_contract.MEASURES

COLUMNS = {
    "council": "slug name short_name visibility",
    "committees": "slug name remit",
    "frameworks": "slug name kind scheme starts ends",
    "measures": "ref title framework outcome policy_area service committees unit unit_label decimal_places polarity "
    "frequency year_start period_kind owner definition source data_lag_days scheme steady_margin "
    "steady_margin_kind "
    "suppress_below suppress_zero share comparison live_from live_to portfolio_holder",
    "baselines": "ref period value numerator denominator",
    "targets": "ref period dimension category scheme target tolerance_kind tolerance low high until reason",
    "readings": "ref period dimension category value numerator denominator marker provisional_until expected "
    "commentary section published_status published_dot published_trend published_projection published_dot_basis "
    "break_before achieved_on change_reason",
    "comparators": "ref comparator period dimension category value note",
}


def tables() -> dict[str, list[Row]]:
    """Every table of the interchange format; each row has all columns of its table, blank where not stated."""
    every = PLAN_MEASURES + CONTRACT_MEASURES
    stated = {
        "council": COUNCIL,
        "committees": COMMITTEES,
        "frameworks": FRAMEWORKS,
        "measures": [_measure(measure, PLAN) for measure in PLAN_MEASURES]
        + [_measure(measure, CONTRACT) for measure in CONTRACT_MEASURES],
        "baselines": [{"ref": measure.ref} | measure.baseline for measure in every if measure.baseline],
        "targets": [{"ref": measure.ref} | target for measure in every for target in measure.targets],
        "readings": [reading for measure in every for reading in readings(measure)],
        "comparators": [{"ref": measure.ref} | row for measure in every for row in measure.comparators],
    }
    return {table: [_complete(row, COLUMNS[table].split()) for row in rows] for table, rows in stated.items()}


def write(folder: Path) -> None:
    """Write the tables as CSV files of the interchange format into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in tables().items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[table].split(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _measure(measure: Measure, framework: str) -> Row:
    unit, polarity, frequency, period_kind = measure.shape.split(", ")
    outcome = OUTCOMES[measure.area]
    committees, owner, portfolio = REMITS[outcome]
    named = {
        "ref": measure.ref,
        "title": measure.title,
        "framework": framework,
        "outcome": outcome,
        "policy_area": measure.area,
    }
    shape = {
        "unit": unit,
        "polarity": polarity,
        "frequency": frequency,
        "period_kind": period_kind,
        "year_start": "April",
    }
    held = {"service": measure.service, "committees": SHARED.get(measure.ref, committees), "owner": owner}
    portfolio_holder = f"Cabinet Member for {portfolio} (fictional)"
    told = {"definition": measure.definition, "comparison": "previous_period", "portfolio_holder": portfolio_holder}
    return named | shape | held | told | measure.columns


def _complete(row: Row, columns: list[str]) -> Row:
    """A row with all columns in order. Raises KeyError on a column that the format does not know."""
    unknown = set(row) - set(columns)
    if unknown:
        raise KeyError(f"no such column: {', '.join(sorted(unknown))}")
    return {column: row.get(column, "") for column in columns}
