"""The addresses of the room."""

from __future__ import annotations

from django.urls import path

from kpis.search import views

urlpatterns = [path("<slug:council>/search/", views.show, name="search")]
