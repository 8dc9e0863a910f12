"""What a page of the administration holds before it looks at a row, so that what it checks still stands when it writes.

A row that belongs to a measure holds the measure; any other, its council, whose figures then wait as for a closing.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import unquote
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from kpis.admin.scope import COUNCIL_OF
from kpis.domain.words import RuleError
from kpis.models import Council, Dimension, Measure, Membership, Ownership, User
from kpis.readings.locks import hold, hold_measures
from kpis.refusals import Refused
from kpis.web.fields import sentence

MEASURE_OF: dict[type[Any], str] = {Measure: "pk", Dimension: "measure", Ownership: "measure"}


def hold_row(row: Any) -> None:
    """Hold what a page about a row decides by."""
    model = type(row)
    stored = model._default_manager.filter(pk=row.pk)
    if model in MEASURE_OF:
        hold_measures(Measure.objects.filter(pk__in=stored.values(MEASURE_OF[model])))
    elif model in COUNCIL_OF:
        hold(Council, stored.values_list(COUNCIL_OF[model], flat=True))
    else:
        if model is User:
            hold(Council, Membership.objects.filter(user=row).values_list("council", flat=True))
        hold(model, [row.pk])


class OneAtATime:
    """A page that holds what it writes to. What it cannot do it says beside what was typed, which it keeps."""

    def changeform_view(
        self, request: Any, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]
        try:
            return self._change(request, object_id, form_url, extra_context)
        except IntegrityError:
            # Somebody else may have added the same at this moment. A second look says so; a fault stays one.
            return self._change(request, object_id, form_url, extra_context)
        except (Refused, RuleError) as error:
            request.refusal = f"Nothing was saved. {sentence(error)}"
            return self._change(request, object_id, form_url, extra_context)

    def _change(self, request: Any, object_id: str | None, *rest: Any) -> HttpResponse:
        with transaction.atomic():
            self._hold(request, object_id)
            return super().changeform_view(request, object_id, *rest)  # type: ignore[misc]

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)  # type: ignore[misc]
        with transaction.atomic():
            self._hold(request, object_id)
            return super().delete_view(request, object_id, extra_context)  # type: ignore[misc]

    def _hold(self, request: HttpRequest, object_id: str | None) -> None:
        found = self.get_object(request, unquote(object_id)) if object_id else None  # type: ignore[attr-defined]
        if found is not None:
            hold_row(found)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]
        form.refusal = getattr(request, "refusal", "")
        return form
