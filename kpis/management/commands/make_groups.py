"""manage.py make_groups: the groups with which people work in the administration."""

from typing import Any

from django.core.management.base import BaseCommand

from kpis.measures.actions_groups import GROUPS, make_groups


class Command(BaseCommand):
    help = "Make the groups Performance officers and Council administrators, or renew their rights."

    def handle(self, *args: Any, **options: Any) -> None:
        made = make_groups()
        for name in GROUPS:
            self.stdout.write(f"{name}: {'made' if name in made else 'renewed'}")
