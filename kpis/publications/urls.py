"""The addresses of the room."""

from __future__ import annotations

from django.urls import path

from kpis.models import Document
from kpis.publications import views, views_feed

urlpatterns = [
    path("<slug:council>/reports/", views.index, name="reports"),
    path("<slug:council>/reports/feed.atom", views_feed.feed, name="reports_feed"),
    path("<slug:council>/reports/<slug:slug>/", views.show, name="publication"),
    *(
        path(f"<slug:council>/reports/<slug:slug>.{form}", views.file, {"form": form}, name=f"publication_{form}")
        for form in Document.Form.values
    ),
    path("<slug:council>/reports/<slug:slug>/v<int:number>/", views.show, name="publication_version"),
    path(
        "<slug:council>/reports/<slug:slug>/v<int:number>.<slug:form>",
        views.file,
        name="publication_version_file",
    ),
]
