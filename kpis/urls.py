"""The product's addresses."""

from __future__ import annotations

from django.urls import path

from kpis.contracts import views as contracts
from kpis.contracts import views_calibration as contract_calibration
from kpis.entry import views as entry
from kpis.entry import views_grid as grid
from kpis.interchange import views as council_data
from kpis.measures import views as history
from kpis.measures import views_files as measure_files
from kpis.models import Document
from kpis.pages import views as pages
from kpis.pages import views_council as councils
from kpis.pages import views_jobs as jobs
from kpis.pages import views_measure as measures
from kpis.papers import views as reports
from kpis.papers import views_edit as report_edit
from kpis.papers import views_preview as report_preview
from kpis.papers import views_publish as report_publish
from kpis.papers import views_template as report_template
from kpis.publications import views as publications
from kpis.publications import views_feed as feed
from kpis.rectification import views as rectifications
from kpis.rectification import views_entries as contract_entries
from kpis.rectification import views_record as rectification
from kpis.rounds import views as closing
from kpis.rounds import views_hand_over as hand_over
from kpis.rounds import views_new_year as new_year
from kpis.scorecards import views as scorecards
from kpis.scorecards import views_changes as changed
from kpis.sign_off import views as sign_off
from kpis.uploads import views as uploads

urlpatterns = [
    path("", councils.home, name="home"),
    path("how-it-works/", pages.how_it_works, name="how_it_works"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("entry/<slug:council>/grid/<str:period>/", grid.show, name="grid"),
    path("entry/", entry.due, name="entry"),
    path("entry/<slug:council>/<str:ref>/<str:period>/", entry.figure, name="figure"),
    path("sign-off/", sign_off.show, name="sign_off"),
    path("<slug:council>/", councils.show, name="council"),
    path("<slug:council>/scorecard/", scorecards.show, name="scorecard"),
    path("<slug:council>/scorecard.csv", scorecards.download, {"form": "csv"}, name="scorecard_csv"),
    path("<slug:council>/scorecard.xlsx", scorecards.download, {"form": "xlsx"}, name="scorecard_xlsx"),
    path("<slug:council>/scorecard.ods", scorecards.download, {"form": "ods"}, name="scorecard_ods"),
    path("<slug:council>/changes/", changed.show, name="changes"),
    path("<slug:council>/data/", council_data.show, name="council_data"),
    path("<slug:council>/data.xlsx", council_data.download, {"form": "xlsx"}, name="council_data_xlsx"),
    path("<slug:council>/data.ods", council_data.download, {"form": "ods"}, name="council_data_ods"),
    path("<slug:council>/data.zip", council_data.download, {"form": "zip"}, name="council_data_zip"),
    path("<slug:council>/close/<str:period>/", closing.show, name="close"),
    path("<slug:council>/new-year/", new_year.new_year, name="new_year"),
    path("<slug:council>/import/", uploads.index, name="imports"),
    path("<slug:council>/import/template.csv", uploads.template, {"form": "csv"}, name="import_template_csv"),
    path("<slug:council>/import/template.xlsx", uploads.template, {"form": "xlsx"}, name="import_template_xlsx"),
    path("<slug:council>/import/template.ods", uploads.template, {"form": "ods"}, name="import_template_ods"),
    path("<slug:council>/import/<int:upload>/", uploads.show, name="upload"),
    path("<slug:council>/hand-over/", hand_over.hand_over, name="hand_over"),
    path("<slug:council>/reports/", publications.index, name="reports"),
    path("<slug:council>/reports/feed.atom", feed.feed, name="reports_feed"),
    path("<slug:council>/reports/new/", reports.new, name="report_new"),
    path("<slug:council>/reports/template/", report_template.template, name="report_template"),
    path("<slug:council>/reports/template.docx", report_template.template_file, name="report_template_file"),
    path("<slug:council>/reports/<slug:slug>/", publications.show, name="publication"),
    *(
        path(
            f"<slug:council>/reports/<slug:slug>.{form}", publications.file, {"form": form}, name=f"publication_{form}"
        )
        for form in Document.Form.values
    ),
    path("<slug:council>/reports/<slug:slug>/edit/", report_edit.edit, name="report_edit"),
    path("<slug:council>/reports/<slug:slug>/preview/", report_preview.preview, name="report_preview"),
    path("<slug:council>/reports/<slug:slug>/publish/", report_publish.publish, name="report_publish"),
    path("<slug:council>/reports/<slug:slug>/v<int:number>/", publications.show, name="publication_version"),
    path(
        "<slug:council>/reports/<slug:slug>/v<int:number>.<slug:form>",
        publications.file,
        name="publication_version_file",
    ),
    path(
        "<slug:council>/reports/<slug:slug>/v<int:number>/withdraw/",
        report_publish.withdraw,
        name="publication_withdraw",
    ),
    path("<slug:council>/jobs/<int:job>/", jobs.show, name="job"),
    path("<slug:council>/jobs/<int:job>/<slug:form>/", jobs.document, name="job_document"),
    path("<slug:council>/contracts/<slug:framework>/", contracts.show, name="contract"),
    path("<slug:council>/contracts/<slug:framework>/quarterly/", contracts.quarterly, name="contract_quarterly"),
    path(
        "<slug:council>/contracts/<slug:framework>/calibration/",
        contract_calibration.show,
        name="contract_calibration",
    ),
    path("<slug:council>/contracts/<slug:framework>/rectifications/", rectifications.index, name="rectifications"),
    path("<slug:council>/contracts/<slug:framework>/rectifications/new/", rectifications.new, name="rectification_new"),
    path(
        "<slug:council>/contracts/<slug:framework>/rectifications/<int:record>/",
        rectification.show,
        name="rectification",
    ),
    path("<slug:council>/contracts/<slug:framework>/risks/", contract_entries.risks, name="contract_risks"),
    path("<slug:council>/contracts/<slug:framework>/failures/", contract_entries.failures, name="contract_failures"),
    path("<slug:council>/contracts/<slug:framework>.csv", contracts.download, {"form": "csv"}, name="contract_csv"),
    path("<slug:council>/contracts/<slug:framework>.xlsx", contracts.download, {"form": "xlsx"}, name="contract_xlsx"),
    path("<slug:council>/measures/<str:ref>/", measures.show, name="measure"),
    path("<slug:council>/measures/<str:ref>/history/", history.measure_history, name="measure_history"),
    path("<slug:council>/measures/<str:ref>/data.csv", measures.data, name="measure_data"),
    path(
        "<slug:council>/measures/<str:ref>/data.xlsx",
        measure_files.workbook,
        {"form": "xlsx"},
        name="measure_data_xlsx",
    ),
    path(
        "<slug:council>/measures/<str:ref>/data.ods", measure_files.workbook, {"form": "ods"}, name="measure_data_ods"
    ),
    path("<slug:council>/measures/<str:ref>/chart.json", measures.chart, name="measure_chart"),
]
