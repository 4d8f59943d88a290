"""Signing in and out, and who may open a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from casework import moment
from casework.models import User
from casework.samples import SIGN_INS, SignIn
from casework.views.errors import refused
from workflows.texts import Refusal, Text

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def present(request: HttpRequest) -> datetime:
    """The moment of this request; asked for once."""
    found = getattr(request, "present_moment", None)
    if found is None:
        found = moment.now()
        request.present_moment = found  # type: ignore[attr-defined]
    return found


def officer(request: HttpRequest) -> User:
    """The officer signed in. For views behind `signed_in` only."""
    assert isinstance(request.user, User)
    return request.user


def signed_in(view: Page[P]) -> Page[P]:
    """Sends a visitor without a session to the sign-in page and back to this page afterwards."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if isinstance(request.user, User):
            return never_cache(view)(request, *args, **kwargs)
        if request.method not in ("GET", "HEAD"):
            messages.warning(
                request,
                _(
                    "サインインの有効時間が過ぎたため、送信した内容は保存されていません。サインインすると元の画面に戻ります。"
                ),
            )
            return redirect_to_login(_form_page(request))
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            messages.info(
                request, _("サインインの有効時間が過ぎました。サインインすると元の画面に戻ります。")
            )
        return redirect_to_login(request.get_full_path())

    return checked


def _form_page(request: HttpRequest) -> str:
    """Where to return after a lost submission: its form's own address, else the page it came from."""
    referer = request.META.get("HTTP_REFERER", "")
    if _is_ours(request, referer):
        return referer.split(request.get_host(), 1)[-1] or "/"
    return request.path


def supervisors_only(view: Page[P]) -> Page[P]:
    """Lets only managers in; others read why not."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        user = officer(request)
        if user.is_supervisor or user.is_superuser:
            return view(request, *args, **kwargs)
        return refused(request, _NOT_SUPERVISOR, status=403)

    return checked


_NOT_SUPERVISOR = Refusal(
    "not-supervisor",
    Text("この画面は管理職の画面です。", "This page is for supervisors."),
    Text(
        "統括の画面は、官署の仕事全体を預かる管理職だけが開けます。",
        "Only those who answer for the work of a whole office may open it.",
    ),
    Text("自分の仕事は「今日の仕事」にあります。", "Your own work is under “My day”."),
)


def _is_ours(request: HttpRequest, address: str) -> bool:
    return bool(address) and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """The address to go on to, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if _is_ours(request, wanted) else default


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; in the demo one button for each sample officer."""
    following = safe_next(request)
    if isinstance(request.user, User) and request.method != "POST":
        return redirect(following)
    if request.method == "POST" and "account" in request.POST:
        user = _sample_user(request.POST["account"])
        if user is not None:
            return _enter(request, user, following)
    form = AuthenticationForm(request, data=request.POST if _typed(request) else None)
    if _typed(request) and form.is_valid():
        return _enter(request, form.get_user(), following)
    form.fields["username"].label = _("利用者名")
    form.fields["password"].label = _("パスワード")
    context = {"form": form, "next": following, "samples": _samples()}
    return render(request, "casework/sign_in.html", context, status=422 if form.errors else 200)


def _typed(request: HttpRequest) -> bool:
    return request.method == "POST" and "account" not in request.POST


def _enter(request: HttpRequest, user: Any, following: str) -> HttpResponseRedirect:
    login(request, user, backend=_BACKEND)
    response = HttpResponseRedirect(following)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and user.language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", max_age=31_536_000)
    return response


def _sign_ins() -> list[SignIn]:
    """The sample accounts of the demo; none anywhere else."""
    return SIGN_INS if getattr(settings, "TETSUZUKI_DEMO", False) else []


def _sample_user(username: str) -> User | None:
    if username not in {entry["username"] for entry in _sign_ins()}:
        return None
    return User.objects.filter(username=username, is_active=True).first()


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample account: who, which office, and what to try with it."""

    user: User
    label: Text
    to_try: Text


def _samples() -> list[dict[str, Any]]:
    """The sample accounts that exist, grouped by place of duty, in the order in which they are listed."""
    entries = _sign_ins()
    if not entries:
        return []
    names = [entry["username"] for entry in entries]
    users = {user.username: user for user in User.objects.filter(username__in=names, is_active=True)}
    groups: dict[str, list[Sample]] = {}
    for entry in entries:
        if (user := users.get(entry["username"])) is not None:
            label, to_try = Text(entry["label_ja"], entry["label_en"]), Text(entry["try_ja"], entry["try_en"])
            groups.setdefault(user.office_id or "", []).append(Sample(user, label, to_try))
    return [{"office": code, "accounts": accounts} for code, accounts in groups.items()]


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return redirect("sign_in")
