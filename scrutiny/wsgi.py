"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from scrutiny.startup import in_a_sentence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrutiny.settings")
with in_a_sentence():
    application = get_wsgi_application()
