"""What a page says, as a reader finds it."""

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client


def opened(client: Client, path: str, status: int = 200) -> BeautifulSoup:
    """The page at an address, which has to answer with a status."""
    response = client.get(path)
    assert response.status_code == status, f"{path} answered {response.status_code}"
    return BeautifulSoup(response.content, "lxml")


def text_of(part: Tag | BeautifulSoup | None) -> str:
    """Its words with single spaces."""
    assert part is not None
    return re.sub(r"\s+", " ", part.get_text(" ")).strip()


def said(client: Client, path: str, status: int = 200) -> str:
    """All that a page says between its header and its footer."""
    return text_of(opened(client, path, status).find("main"))


def rows(page: BeautifulSoup) -> dict[str, Tag]:
    """The measures of a scorecard by reference, in the order of the page."""
    return {text_of(row.select_one(".ref")): row for row in page.select("table.scorecard tbody tr:not(.group)")}


def cell(row: Tag, label: str) -> str:
    """What a row says under a heading: "Latest figure", "Target", "Direction", "History", "Next period"."""
    return text_of(row.select_one(f'[data-label="{label}"]'))


def status(row: Tag) -> str:
    """A row's status as its word, without the icon."""
    found = row.select_one(".status")
    assert found is not None
    icon = found.select_one(".status__icon")
    assert icon is not None
    return text_of(found).removeprefix(text_of(icon)).strip()


def table(page: BeautifulSoup, caption: str) -> list[list[str]]:
    """The rows of the table whose caption starts so, its headings first."""
    for each in page.find_all("table"):
        if text_of(each.caption).startswith(caption):
            return [[text_of(part) for part in row.find_all(["th", "td"])] for row in each.find_all("tr")]
    raise AssertionError(f'no table "{caption}"')


def body(response: HttpResponse) -> Any:
    return response.content.decode("utf-8")
