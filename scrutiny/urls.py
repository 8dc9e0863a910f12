"""The addresses of the installation itself; the product's own are in kpis/urls.py. /healthz is in health.py."""

from django.contrib import admin
from django.urls import include, path

from scrutiny.accounts.views import admin_sign_in

handler400 = "kpis.web.errors.bad_request"
handler404 = "kpis.web.errors.not_found"
handler500 = "kpis.web.errors.server_error"

admin.site.login = admin_sign_in  # type: ignore[method-assign]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("scrutiny.accounts.urls")),
    path("", include("kpis.urls")),
]
