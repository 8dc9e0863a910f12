"""The product's addresses: those of each room, in its `urls.py`."""

from __future__ import annotations

from django.urls import include, path

# In this order: `entry/` comes before a council of that name, `reports/new/` before a report of that name.
ROOMS = (
    "entry",
    "sign_off",
    "pages",
    "papers",
    "publications",
    "contracts",
    "interchange",
    "measures",
    "rectification",
    "rounds",
    "scorecards",
    "search",
    "statistics",
    "uploads",
)

urlpatterns = [path("", include(f"kpis.{room}.urls")) for room in ROOMS]
