"""Tags for the pieces of HTML that pages share, other than tables (templatetags/tables.py)."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kpis.markup import details_html, status_html, travel_html
from kpis.presenters import Look

register = template.Library()


@register.simple_tag
def status(look: Look | Mapping[str, str], size: str = "") -> SafeString:
    """A status as presenters give it, or as a published report holds it. ``size``: "large" or nothing."""
    if isinstance(look, Mapping):
        return status_html(look["word"], look["icon"], look["css"], size)
    return status_html(look.word, look.icon, look.css, size)


@register.simple_tag
def travel(css: str, arrow: str, movement: str, word: str) -> SafeString:
    """A direction of travel: the arrow shows the movement, the word and the class the judgement."""
    return travel_html(css, arrow, movement, word)


@register.simple_block_tag(end_name="endtag")
def tag(content: str, colour: str = "") -> SafeString:
    """A word that stands out. ``colour``: one of GOV.UK's. Not for a status of a figure, which is ``status``."""
    return format_html('<strong class="govuk-tag{}">{}</strong>', f" govuk-tag--{colour}" if colour else "", content)


@register.simple_block_tag(end_name="endfact")
def fact(content: str, key: str, href: str = "", css: str = "") -> SafeString:
    """A row of a summary list. ``href``: where its key leads, if anywhere."""
    return format_html(
        '<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{}</dt>'
        '<dd class="govuk-summary-list__value{}">{}</dd></div>',
        format_html('<a class="govuk-link" href="{}">{}</a>', href, key) if href else key,
        f" {css}" if css else "",
        content,
    )


@register.simple_block_tag(end_name="endproblem")
def problem(content: str, title: str = "There is a problem") -> SafeString:
    """What kept a form from being done, above the page."""
    return format_html(
        '<div class="govuk-error-summary" tabindex="-1"><div role="alert">'
        '<h2 class="govuk-error-summary__title">{}</h2>'
        '<div class="govuk-error-summary__body">{}</div></div></div>',
        title,
        content,
    )


@register.simple_block_tag(end_name="endwarning")
def warning(content: str) -> SafeString:
    """What a person has to know before they go on."""
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
        '<strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning: </span>{}</strong>'
        "</div>",
        content,
    )


@register.simple_block_tag(end_name="enddetails")
def details(content: str, summary: str, about: str = "", open: object = False, css: str = "") -> SafeString:
    """What is folded away. ``about`` tells it from its like for whoever hears the page; ``open``: whether it is."""
    return details_html(content, summary, about, open, css)
