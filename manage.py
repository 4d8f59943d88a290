#!/usr/bin/env python3
"""Django's door. Newcomers want `python3 dev.py run`."""

import os
import sys


def main() -> int:
    """Runs one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        print("Django is not installed for this Python: run python3 dev.py run", file=sys.stderr)
        return 2
    execute_from_command_line(sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
