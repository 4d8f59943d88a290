"""Several drains at once, each in a thread with its own connection: nobody is told twice or out of order."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connections, transaction

from notifications import inbox, outbox
from notifications.drain import drain
from notifications.models import Delivery, MessageRow

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*functions: Callable[[], Any]) -> list[Any]:
    """Runs the functions in threads that start together; raises what any of them raised."""
    start = threading.Barrier(len(functions))
    outcomes: list[Any] = [None] * len(functions)

    def run(index: int, function: Callable[[], Any]) -> None:
        try:
            start.wait()
            outcomes[index] = function()
        except BaseException as error:
            outcomes[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return outcomes


@contextmanager
def elsewhere(hold: Callable[[], Any]) -> Iterator[None]:
    """Another transaction does `hold` and stays open for the length of the block, then rolls back."""
    held, let_go = threading.Event(), threading.Event()

    def work() -> None:
        try:
            with transaction.atomic():
                hold()
                held.set()
                let_go.wait(30)
                transaction.set_rollback(True)
        finally:
            held.set()
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    held.wait(30)
    try:
        yield
    finally:
        let_go.set()
        thread.join(30)


@contextmanager
def mail_server_down() -> Iterator[None]:
    """A mail server that is down for the length of the block."""

    def refuse(self: Any, fail_silently: bool = False) -> int:
        raise ConnectionRefusedError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mail.EmailMessage, "send", refuse)
        yield


def test_four_drains_deliver_each_message_once_and_in_order(message, cast, now, monkeypatch):
    monkeypatch.setattr("notifications.drain.BATCH", 7)
    cases, each = 6, 20
    outbox.put(
        [
            message(
                f"{case}:{n}",
                audience="role:chief_inspector@TYO",
                case=f"case-{case}",
                facts={"number": f"case-{case}", "days": n + 1},
                at=now + timedelta(minutes=n),
            )
            for case in range(cases)
            for n in range(each)
        ]
    )

    def until_empty() -> int:
        sent = 0
        for _ in range(200):
            sent += drain(50, now=now).sent
            if not (
                MessageRow.objects.filter(status="new").exists()
                or Delivery.objects.filter(status="waiting").exists()
            ):
                break
        return sent

    sent = at_once(*[until_empty] * 4)
    assert sum(sent) == cases * each * 4
    assert len(mail.outbox) == len({m.extra_headers["Message-ID"] for m in mail.outbox}) == cases * each * 2
    for case in range(cases):
        expected = [f"【手続】期限まであと{n + 1}日(case-{case})" for n in range(each)]
        entries = [e.subject for e in reversed(inbox.page(1, limit=1000)) if e.case == f"case-{case}"]
        mails = [m.subject for m in mail.outbox if m.to == ["chief@example.jp"]]
        assert entries == expected
        assert [subject for subject in mails if f"(case-{case})" in subject] == expected


def test_the_same_key_from_two_transactions_is_put_once(message):
    put = [lambda: outbox.put([message(f"k{i}") for i in range(100)])] * 2
    assert sum(at_once(*put)) == 100


def test_a_message_does_not_overtake_one_that_another_drain_holds(message, cast, now):
    outbox.put(
        [
            message("first", at=now),
            message("second", at=now + timedelta(hours=1)),
            message("other case", case="x", at=now + timedelta(hours=2)),
            message("no case", case="", at=now + timedelta(hours=3)),
        ]
    )
    with elsewhere(lambda: outbox.claim(1, now)):
        with transaction.atomic():
            assert [row.key for row in outbox.claim(10, now)] == ["other case", "no case"]
        assert drain(now=now).addressed == 2
    assert drain(now=now).addressed == 2
    assert Delivery.objects.filter(status="sent").count() == 8


def test_a_mail_being_sent_elsewhere_is_neither_sent_again_nor_waited_for(message, cast, now, settings):
    settings.NOTIFICATIONS_CHANNELS = ["email"]
    outbox.put([message("a")])
    with mail_server_down():
        drain(now=now)
    delivery = Delivery.objects.get()
    Delivery.objects.update(next_try_at=now)
    with elsewhere(lambda: outbox.claim_delivery(delivery.id, now)):
        assert drain(now=now).sent == 0 and mail.outbox == []
    assert drain(now=now).sent == 1 and len(mail.outbox) == 1
