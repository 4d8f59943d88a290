"""The switches of the head: the language of the screens, and the calendar of their years."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from casework.models import User
from casework.models.staff import Calendar
from casework.views.access import officer, safe_next, signed_in


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Changes the language of the screens and goes back; an officer's choice is kept for next time."""
    response = HttpResponseRedirect(safe_next(request))
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=31_536_000,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        if isinstance(request.user, User) and request.user.language != code:
            User.objects.filter(pk=request.user.pk).update(language=code)
    return response


@require_POST
@signed_in
def switch_calendar(request: HttpRequest) -> HttpResponse:
    """Changes how years are written for this officer and goes back; an unknown calendar changes nothing."""
    user, calendar = officer(request), request.POST.get("calendar", "")
    if calendar in Calendar.values and user.calendar != calendar:
        User.objects.filter(pk=user.pk).update(calendar=calendar)
    return HttpResponseRedirect(safe_next(request))
