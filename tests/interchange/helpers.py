"""A small council in the interchange format, to be spoilt in one place by each test."""

import datetime as dt
from pathlib import Path

from django.apps import apps

from kpis.interchange.jobs import ImportReport, load
from kpis.spreadsheets.problems import ImportRefused

NOW = dt.datetime(2019, 6, 18, 9, 30, tzinfo=dt.UTC)
LATER = dt.datetime(2019, 9, 2, 9, 30, tzinfo=dt.UTC)

SMALL = {
    "council": "slug,name\nsmallshire,Smallshire County Council (fictional)\n",
    "committees": "slug,name,remit\nchildren,Children's panel,Schools\nadults,Adults' panel,\n",
    "frameworks": "slug,name,kind,scheme\nplan,The plan,plan,target\ncontract,The contract,contract,band\n",
    "measures": (
        "ref,title,framework,unit,polarity,frequency,period_kind,scheme,unit_label,year_start,share,committees\n"
        "C1,Children looked after,plan,count,lower,quarterly,snapshot,,,,,children\n"
        "P1,Plans in time,plan,percentage,higher,quarterly,,,,,,children; adults\n"
        'R1,Rate of conceptions,plan,rate,lower,annual,,,"per 1,000",January,,\n'
        "M1,A milestone,plan,milestone,higher,annual,,milestone,,,,\n"
        "A1,Attendance,plan,percentage,higher,quarterly,,,,September,,\n"
        "G1,Growth of the budget,plan,percentage,none,annual,,,,,no,\n"
        "B1,Spending,plan,currency,lower,annual,,variance,k,,,\n"
        "K1,Referrals decided,contract,percentage,higher,monthly,,,,,,\n"
    ),
    "targets": "ref,period,target,low,high\nC1,2018/19,580,,\nP1,2018/19,90,,\nK1,2018/19,,52.3,62.7\n",
    "readings": (
        "ref,period,value,numerator,denominator,marker,commentary\n"
        "C1,2018/19,660,,,provisional,Rose by ten\n"
        "P1,2018/19,,60,100,,\n"
        "P1,2017/18,,,,awaiting,\n"
    ),
}


def write(folder: Path, **tables: str | bytes) -> Path:
    """The small council's files, with some of them replaced."""
    folder.mkdir(exist_ok=True)
    for name, content in {**SMALL, **tables}.items():
        path = folder / f"{name}.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def add(folder: Path, table: str, header: str, *rows: str) -> Path:
    """One table of a folder, written as a header and rows."""
    (folder / f"{table}.csv").write_text("\n".join([header, *rows]) + "\n")
    return folder


def bring(folder: Path, now: dt.datetime = NOW, **options: bool) -> ImportReport:
    return load([folder], now=now, **options)


def errors(*sources: Path, **options: bool) -> list[str]:
    """What a refused import says; an import that is not refused is a failure."""
    try:
        report = load(sources, now=LATER, **options)
    except ImportRefused as refusal:
        return [str(problem) for problem in refusal.problems]
    raise AssertionError(f"was not refused: {report}")


def warnings(report: ImportReport) -> list[str]:
    return [str(problem) for problem in report.warnings]


def stored() -> dict[str, int]:
    """How many rows every table of the product holds, history included; not those that its migrations bring."""
    models = [model for model in apps.get_app_config("kpis").get_models() if model.__name__ != "BankHoliday"]
    return {model.__name__: model._default_manager.count() for model in models}
