"""Filling in the administration's forms as a browser does: with everything that the page holds."""

from typing import Any

import lxml.html
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse


def address(table: str, page: str, row: Any = None) -> str:
    return reverse(f"admin:kpis_{table}_{page}", args=[row.pk] if row is not None else [])


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def filled(client: Client, path: str) -> dict[str, Any]:
    """What the page's form would send as it stands; read by a parser that is quick with forms of a thousand fields."""
    response = client.get(path)
    assert response.status_code == 200, path
    page = lxml.html.document_fromstring(response.content.decode())
    form = page.xpath('//*[@id="content-main"]//form')[0]
    found: dict[str, Any] = {}
    for field in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
        value = _value(field)
        if value is not None:
            found.setdefault(field.get("name"), []).extend(value if isinstance(value, list) else [value])
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _value(field: Any) -> Any:
    if field.tag == "select" and "multiple" in field.attrib:
        return [each.get("value", "") for each in field.xpath(".//option[@selected]")] or None
    if field.tag == "select":
        options = field.xpath(".//option[@selected]") or field.xpath(".//option")
        return options[0].get("value", "") if options else None
    if field.tag == "textarea":
        return str(field.text_content()).removeprefix("\n")
    if field.get("type") in ("checkbox", "radio"):
        return field.get("value", "on") if "checked" in field.attrib else None
    return None if field.get("type") in ("submit", "button") else field.get("value", "")


def sent(client: Client, path: str, **changes: Any) -> HttpResponse:
    """The page's form sent with some fields changed; None leaves a field out."""
    data = added({**filled(client, path), **changes})
    return client.post(path, {name: value for name, value in data.items() if value is not None})


def added(data: dict[str, Any]) -> dict[str, Any]:
    """With what a row that is added has from the blank one that it is a copy of: what its page has seen."""
    blank = {name.removesuffix("__prefix__-seen"): value for name, value in data.items() if "__prefix__-seen" in name}
    for prefix, value in blank.items():
        for number in range(int(data[f"{prefix}TOTAL_FORMS"])):
            data.setdefault(f"{prefix}{number}-seen", value)
    return data


def errors(response: HttpResponse) -> list[str]:
    """What the page says is wrong, once each."""
    return list(dict.fromkeys(item.get_text(strip=True) for item in soup(response).select(".errorlist li")))


def row_of(data: dict[str, Any], prefix: str, number: int, **fields: Any) -> dict[str, Any]:
    """The fields of one more row of an inline table, with the count that goes with them."""
    named = {f"{prefix}-{number}-{name}": value for name, value in fields.items()}
    return {f"{prefix}-TOTAL_FORMS": str(number + 1), **named}
