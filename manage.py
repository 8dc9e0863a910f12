#!/usr/bin/env python
"""Django's command line for Scrutiny."""

import os
import sys

from scrutiny.startup import in_a_sentence


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrutiny.settings")
    from django.core.management import execute_from_command_line

    with in_a_sentence():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
