"""Every page's address. Case numbers only: no name and no search word ever stands in one."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from casework.views import access, clocks, demo, inbox, language, queue, supervise, wall


def _page(module: str, name: str) -> Callable[..., HttpResponse]:
    """A view of a module that is imported when its first page is asked for."""

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found: Callable[..., HttpResponse] = getattr(import_module(f"casework.views.{module}"), name)
        return found(request, *args, **kwargs)

    view.__name__ = name
    return view


urlpatterns = [
    path("sign-in/", access.sign_in, name="sign_in"),
    path("sign-out/", access.sign_out, name="sign_out"),
    path("language/", language.switch, name="language"),
    path("", queue.home, name="home"),
    path("work/<int:pk>/", queue.assign_work, name="assign"),
    path("wall/", wall.wall, name="wall"),
    path("clocks/", clocks.clocks, name="clocks"),
    path("inbox/", inbox.inbox_page, name="inbox"),
    path("inbox/read/", inbox.read_messages, name="inbox_read"),
    path("supervise/", supervise.supervise, name="supervise"),
    path("supervise/invariants/", supervise.invariants_page, name="invariants"),
    path("demo/clock/", demo.demo_clock, name="demo_clock"),
    path("cases/", queue.case_list, name="cases"),
    path("cases/new/", _page("opening", "open_form"), name="case_open"),
    path("cases/<str:number>/", _page("case", "case_page"), name="case"),
    path("cases/<str:number>/record/", _page("case", "record_page"), name="case_record"),
    path(
        "cases/<str:number>/record/<int:seq>/rectify/", _page("rectify", "rectify_form"), name="case_rectify"
    ),
    path("cases/<str:number>/steps/<str:step>/", _page("step", "step_form"), name="case_step"),
    path("people/<int:pk>/", _page("person", "person_page"), name="person"),
    path("procedures/", _page("law", "procedure_list"), name="procedures"),
    path("procedures/<str:code>/", _page("law", "procedure_page"), name="procedure"),
]
