"""Where no mail server is named: whatever would send a message fails, so that none is taken for sent."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class NotSetUp(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise ConnectionError("No e-mail is set up: EMAIL_URL names no mail server.")
