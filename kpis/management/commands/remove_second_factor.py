"""manage.py remove_second_factor: for somebody who has lost both phone and recovery codes."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kpis.models import User


class Command(BaseCommand):
    help = "Let somebody sign in with their password alone again. Make sure first that it is they who ask."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(f"There is no account with the user name {options['username']}.")
        removed, _ = Authenticator.objects.filter(user=person).delete()
        if not removed:
            raise CommandError(f"{person} has no second factor.")
        self.stdout.write(f"{person} signs in with the password alone now.")
