"""A council's own Word template: looked at, replaced, and given up for the product's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kpis.documents.word_brought import check_brought
from kpis.documents.word_default import default_template
from kpis.documents.word_package import TemplateRefused
from kpis.documents.word_template import TAGS
from kpis.models import Council, WordTemplate
from kpis.papers.actions import set_template
from kpis.papers.forms import TemplateForm
from kpis.papers.views import crumbs_of
from kpis.people import Person
from kpis.refusals import Refused
from kpis.web.asking import performance_of
from kpis.web.downloads import TYPES


@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, council: str) -> HttpResponse:
    """The template in use. A POST replaces it by a file that was checked, or goes back to the product's own."""
    found, person = performance_of(request, council)
    is_back = request.method == "POST" and request.POST.get("do") == "default"
    if is_back:
        return _back(request, found, person)
    form = TemplateForm(request.POST, request.FILES) if request.method == "POST" else TemplateForm()
    if form.is_bound and form.is_valid() and _kept(form, found, person):
        messages.success(request, "The next Word documents are printed in this template.")
        return redirect("report_template", council)
    versions = list(WordTemplate.objects.filter(council=found).select_related("by").defer("content")[:10])
    context: dict[str, Any] = {
        "council": found,
        "notice": found.notice,
        "form": form,
        "tags": [f"{{{{ {name} }}}}" for name in TAGS],
        "body_tag": "{{ body }}",
        "versions": versions,
        "is_own": bool(versions and versions[0].name),
        "crumbs": crumbs_of(found),
    }
    return render(request, "papers/template.html", context, status=422 if form.errors else 200)


def _kept(form: TemplateForm, council: Council, person: Person) -> WordTemplate | None:
    file = form.cleaned_data["file"]
    content = file.read()
    try:
        check_brought(content)
        return set_template(council=council, name=file.name, content=content, by=person, at=timezone.now())
    except TemplateRefused as error:
        for reason in error.reasons:
            form.add_error("file", reason)
    except Refused as error:
        form.add_error(None, str(error))
    return None


def _back(request: HttpRequest, council: Council, person: Person) -> HttpResponse:
    try:
        set_template(council=council, name="", content=None, by=person, at=timezone.now())
        messages.success(request, "The next Word documents are printed in the product's own template.")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("report_template", council.slug)


@require_safe
def template_file(request: HttpRequest, council: str) -> HttpResponse:
    """The template in use, to be changed in Word."""
    found, _ = performance_of(request, council)
    last = WordTemplate.objects.filter(council=found).first()
    content = bytes(last.content) if last and last.content else default_template()
    response = HttpResponse(content, content_type=TYPES["docx"])
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-report-template.docx"'
    return response
