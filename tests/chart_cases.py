"""Charts for the tests of charts, and what reads a drawn one."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from kpis.charts import Band, BarChart, BarRow, Chart, Point, Segment, Series, TargetStep, draw

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def years(*values, hollow=(), first=2013, missing="Awaiting data"):
    """Points of financial years, from 2013/14 on unless said otherwise."""
    return tuple(
        Point(
            at=date(first + n + 1, 3, 31),
            label=f"{first + n}/{(first + n + 1) % 100:02d}",
            value=None if value is None else Decimal(str(value)),
            text=missing if value is None else str(value),
            hollow=n in hollow,
        )
        for n, value in enumerate(values)
    )


def months(values, first=date(2010, 1, 31)):
    days = [first + timedelta(days=30.4375 * n) for n in range(len(values))]
    return tuple(
        Point(day, f"{day:%b %Y}", value, "Awaiting data" if value is None else str(value))
        for day, value in zip(days, values, strict=True)
    )


def chart(*points, **more):
    return Chart("Child protection plans", "As at 31 March.", "children", (Series("Exampleshire", points),), **more)


def drawn(what, **more):
    return ET.fromstring(draw(what, **more))


def group(svg, name):
    return next(node for node in svg.iter(f"{SVG}g") if node.get("class") == name)


def line(svg, name="chart-actual"):
    """The joined line of a series: the one path of its group that is not a marker."""
    paths = [node for node in group(svg, name).iter(f"{SVG}path") if node.get("fill") == "none"]
    return paths[0].get("d") if paths else ""


def words(svg):
    return ["".join(node.itertext()) for node in svg.iter(f"{SVG}text")]


def outcomes():
    return BarChart(
        "Status by outcome",
        "Of 21 measures, 4 are behind target.",
        (
            BarRow(
                "Safe", (Segment("Behind target", 4, "red", "#d4351c", "✗"), Segment("No target", 13, "none", "#fff"))
            ),
            BarRow(
                "Learning", (Segment("Achieved", 0, "green", "#00703c", "✓"), Segment("No target", 4, "none", "#fff"))
            ),
        ),
    )


def rich():
    values = [Decimal(50 + n * 7 % 23) for n in range(24)]
    own = chart(*months(values))
    others = tuple(
        Series(name, months([v + n for v in values]), "comparator") for n, name in enumerate(("England", "Family"))
    )
    return replace(
        own,
        series=(*own.series, *others),
        targets=(TargetStep(date(2010, 1, 1), date(2012, 1, 1), Decimal(60), "60"),),
        bands=(Band(date(2010, 1, 1), date(2012, 1, 1), Decimal(52), Decimal(63), "52 to 63"),),
    )


def luminance(colour):
    shares = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
