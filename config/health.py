"""Probes. `/livez`: the process answers. `/readyz`: it can also reach the database.

As a program (`python -m config.health web|worker|beat`) it is the health check of a container.
"""

import os
import sys
import time
import urllib.request
from pathlib import Path

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

BEAT_FILE = Path(os.environ.get("TMPDIR") or "/tmp") / "tetsuzuki-beat"
BEAT_SILENCE_SECONDS = 60.0


@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """Answers as long as the process can answer at all; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answers 200 when the database answers, 503 when it does not. The broker is not asked:
    without it pages still work and no clock is lost, only later."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def web_is_ready(port: int = 8000) -> bool:
    """Asks the local web process; under the site's own name, since other names are refused."""
    from django.conf import settings

    host = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    request = urllib.request.Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def worker_answers() -> bool:
    """Asks this machine's Celery worker through the broker."""
    import socket

    from config.celery import app

    name = f"celery@{socket.gethostname()}"
    return bool(app.control.ping(destination=[name], timeout=4))


def beat_is_beating(file: Path = BEAT_FILE) -> bool:
    """Beat rewrites its schedule after each hint it sends, every few seconds."""
    candidates = file.parent.glob(file.name + "*")
    newest = max((path.stat().st_mtime for path in candidates), default=0.0)
    return time.time() - newest < BEAT_SILENCE_SECONDS


def main(arguments: list[str]) -> int:
    """0 when the named process is well, 1 when not, 2 when the name is unknown."""
    probes = {"web": web_is_ready, "worker": worker_answers, "beat": beat_is_beating}
    if len(arguments) != 1 or arguments[0] not in probes:
        print("usage: python -m config.health web|worker|beat", file=sys.stderr)
        return 2
    return 0 if probes[arguments[0]]() else 1


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(sys.argv[1:]))
