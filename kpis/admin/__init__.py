"""The administration: where a performance officer sets measures up. One file for each part of the vocabulary."""

from django.contrib import admin

from kpis.admin import contracts, councils, entry, measures, people, plans, publications, readings

admin.site.site_header = "Scrutiny: set-up"
admin.site.site_title = "Scrutiny set-up"
admin.site.empty_value_display = "Not set"
admin.site.index_title = "What can be set up"

__all__ = ["contracts", "councils", "entry", "measures", "people", "plans", "publications", "readings"]
