import gc

from django.apps import AppConfig


class KpisConfig(AppConfig):
    name = "kpis"
    verbose_name = "Key Business Measures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # A page makes thousands of small values and drops them at once. To look through them for cycles after every
        # 700th, as Python does by itself, costs a tenth of the page's time.
        gc.set_threshold(50_000, 20, 20)
