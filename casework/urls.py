"""Every page's address. Case numbers only: no name and no search word ever stands in one."""

from __future__ import annotations

from django.urls import path

from casework.views import (
    access,
    case,
    clocks,
    demo,
    inbox,
    language,
    law,
    opening,
    person,
    queue,
    rectify,
    step,
    supervise,
    wall,
)

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
    path("cases/new/", opening.open_form, name="case_open"),
    path("cases/<str:number>/", case.case_page, name="case"),
    path("cases/<str:number>/record/", case.record_page, name="case_record"),
    path("cases/<str:number>/record/<int:seq>/rectify/", rectify.rectify_form, name="case_rectify"),
    path("cases/<str:number>/steps/<str:step>/", step.step_form, name="case_step"),
    path("people/<int:pk>/", person.person_page, name="person"),
    path("procedures/", law.procedure_list, name="procedures"),
    path("procedures/<str:code>/", law.procedure_page, name="procedure"),
]
