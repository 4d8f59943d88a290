"""The drain: everybody is told, once, in order; what fails is tried again, and nothing is dropped."""

import smtplib
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications import channels, inbox, metrics, outbox, tasks
from notifications.channels import ChannelError, email
from notifications.compose import Composed
from notifications.directory import Recipient
from notifications.drain import DrainResult, drain
from notifications.models import Delivery, InboxEntry, MessageRow

pytestmark = pytest.mark.django_db

CHIEF_ON_LEAVE = Recipient(1, "chief@example.jp", "ja", False)
MANAGER = Recipient(9, "manager@example.jp", "ja", True)
NO_MAIL = Recipient(1, "", "ja", True)


@pytest.fixture
def mail_server(monkeypatch):
    """A mail server that answers as a test wants: `answers` maps an address to an exception."""

    server = SimpleNamespace(answers={})
    original = mail.EmailMessage.send

    def send(self, fail_silently=False):
        for address in (self.to[0], "*"):
            if address in server.answers:
                raise server.answers[address]
        return original(self, fail_silently)

    monkeypatch.setattr(mail.EmailMessage, "send", send)
    return server


def subjects(user_id):
    return [entry.subject for entry in reversed(inbox.page(user_id))]


def test_each_holder_gets_one_entry_and_one_mail_in_his_language(message, cast, now):
    outbox.put([message("a", audience="role:chief_inspector@TYO")])
    assert drain(now=now) == DrainResult(addressed=1, sent=4)
    assert subjects(1) == ["【手続】期限まであと7日(TYO-2026-000123)"]
    assert subjects(2) == ["[Tetsuzuki] Time limit in 7 days (TYO-2026-000123)"]
    assert [m.to for m in mail.outbox] == [["chief@example.jp"], ["other@example.jp"]]
    assert "https://tetsuzuki.example.jp/cases/TYO-2026-000123/" in mail.outbox[0].body
    assert drain(now=now) == DrainResult()
    assert len(mail.outbox) == 2 and InboxEntry.objects.count() == 2


def test_messages_of_a_case_arrive_in_the_order_of_their_instants(message, cast, now):
    days = [5, 1, 9, 3, 7]
    outbox.put([message(f"k{d}", facts={"days": d}, at=now + timedelta(days=d)) for d in days])
    drain(now=now)
    expected = [f"【手続】期限まであと{d}日(TYO-2026-000123)" for d in sorted(days)]
    assert subjects(1) == expected
    assert [m.subject for m in mail.outbox] == expected


def test_mail_has_a_stable_id_that_tells_nothing(message, cast, now):
    outbox.put([message("clock:1:1:3"), message("clock:1:1:4")])
    drain(now=now)
    first, second = (m.extra_headers["Message-ID"] for m in mail.outbox)
    delivery = Delivery.objects.filter(channel="email").order_by("id")[0]
    assert first == email.message_id(delivery) != second
    assert first.endswith("@example.jp>") and "clock" not in first
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_batch_costs_the_same_number_of_statements_whatever_its_size(message, cast, now, settings):
    settings.NOTIFICATIONS_CHANNELS = ["inbox"]
    numbers = []
    for size in (1, 90):
        outbox.put([message(f"{size}:{i}", case=f"c{i}") for i in range(size)])
        with CaptureQueriesContext(connection) as queries:
            assert drain(now=now).addressed == size
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


# --- crashes ----------------------------------------------------------------------------------------


class Killed(BaseException):
    """Like the end of the process: nothing in the drain may catch it."""


def test_a_crash_between_inbox_and_mark_does_not_double_the_entry(message, cast, now, monkeypatch):
    outbox.put([message("a")])

    def die(*_):
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(outbox, "mark_sent", die)
        drain(now=now)
    assert MessageRow.objects.get().status == "new"
    assert drain(now=now).addressed == 1
    assert len(subjects(1)) == 1 and len(mail.outbox) == 1


def test_a_crash_after_sending_sends_again_under_the_same_id(message, cast, now, monkeypatch):
    outbox.put([message("a")])
    original = outbox.mark_sent

    def die_on_mail(deliveries, now):
        deliveries = list(deliveries)
        if deliveries[0].channel == "email":
            raise Killed
        return original(deliveries, now)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(outbox, "mark_sent", die_on_mail)
        drain(now=now)
    drain(now=now)
    assert len(mail.outbox) == 2
    assert len({m.extra_headers["Message-ID"] for m in mail.outbox}) == 1
    assert len(subjects(1)) == 1


def test_delivering_to_the_inbox_twice_makes_one_entry(message, cast, now):
    outbox.put([message("a")])
    drain(now=now)
    delivery = Delivery.objects.get(channel="inbox")
    channels.channel("inbox").deliver(delivery, Composed("again", "again"))
    assert InboxEntry.objects.count() == 1


def test_addressing_twice_makes_one_delivery(message, cast, now):
    outbox.put([message("a")])
    drain(now=now)
    MessageRow.objects.update(status="new")
    assert drain(now=now) == DrainResult(addressed=1)
    assert Delivery.objects.count() == 2 and InboxEntry.objects.count() == 1


# --- a channel that fails ---------------------------------------------------------------------------


def test_a_mail_server_that_is_down_is_tried_again_and_in_the_end_given_up(message, cast, now, mail_server):
    outbox.put([message("a")])
    mail_server.answers["*"] = ConnectionRefusedError("no mail server")
    assert drain(now=now) == DrainResult(addressed=1, sent=1, retried=1)
    delivery = Delivery.objects.get(channel="email")
    assert (delivery.status, delivery.attempts) == ("waiting", 1)
    assert delivery.next_try_at == now + timedelta(minutes=1)
    assert drain(now=now) == DrainResult(), "not before its time"

    waits = []
    while delivery.status == "waiting":
        waits.append(delivery.next_try_at - now)
        now = delivery.next_try_at
        drain(now=now)
        delivery.refresh_from_db()
    assert waits == sorted(waits) and waits[-1] == outbox.LONGEST_RETRY
    assert sum(waits, timedelta()) > timedelta(hours=62), "longer than a weekend"
    assert (delivery.status, delivery.attempts) == ("failed", outbox.MAX_ATTEMPTS)
    assert "no mail server" in delivery.reason
    assert outbox.failed() == [delivery]

    mail_server.answers.clear()
    assert drain(now=now + timedelta(days=9)) == DrainResult(), "final means final"
    assert outbox.retry_failed([delivery.id], now) == 1
    assert drain(now=now) == DrainResult(sent=1)


def test_a_server_that_is_down_is_asked_once_in_a_drain(message, cast, now, mail_server):
    outbox.put([message(f"k{i}", case=f"case-{i}") for i in range(5)])
    mail_server.answers["*"] = TimeoutError()
    result = drain(now=now)
    assert (result.retried, result.sent) == (1, 5), "the inbox does not wait for the mail"


def test_a_refused_address_is_final_at_once_and_holds_up_nobody(message, cast, now, mail_server):
    outbox.put([message("a", audience="role:chief_inspector@TYO"), message("b", audience="user:1")])
    mail_server.answers["chief@example.jp"] = smtplib.SMTPRecipientsRefused(
        {"chief@example.jp": (550, b"user unknown")}
    )
    result = drain(now=now)
    assert (result.failed, result.retried, [m.to for m in mail.outbox]) == (2, 0, [["other@example.jp"]])
    assert [d.reason for d in outbox.failed(["TYO"])] == ["550 user unknown"]
    assert outbox.failed(["OSA"]) == []


def test_a_mail_to_be_tried_again_holds_up_the_same_case_for_the_same_person_only(
    message, cast, now, mail_server
):
    mail_server.answers["chief@example.jp"] = smtplib.SMTPRecipientsRefused(
        {"chief@example.jp": (451, b"try later")}
    )
    outbox.put([message("1", audience="role:chief_inspector@TYO", facts={"days": 2})])
    drain(now=now)
    outbox.put([message("2", audience="role:chief_inspector@TYO", facts={"days": 1})])
    mail_server.answers.clear()
    drain(now=now)
    assert [m.to for m in mail.outbox] == [["other@example.jp"]] * 2
    assert len(subjects(1)) == 2, "the inbox has both at once"
    drain(now=now + timedelta(minutes=1))
    mine = [m.subject for m in mail.outbox if m.to == ["chief@example.jp"]]
    assert mine == ["【手続】期限まであと2日(TYO-2026-000123)", "【手続】期限まであと1日(TYO-2026-000123)"]


@pytest.mark.parametrize(
    ("error", "permanent", "channel_down"),
    [
        (smtplib.SMTPDataError(554, b"refused"), True, False),
        (smtplib.SMTPDataError(452, b"full"), False, False),
        (smtplib.SMTPSenderRefused(550, b"who are you", "x"), False, True),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), False, True),
        (smtplib.SMTPServerDisconnected("gone"), False, True),
        (TimeoutError(), False, True),
        (ValueError("Invalid address"), True, False),
        (RuntimeError("a fault of the backend"), False, False),
    ],
)
def test_a_failure_is_the_mails_or_the_servers_and_passing_or_final(
    message, cast, now, mail_server, error, permanent, channel_down
):
    outbox.put([message("a")])
    mail_server.answers["*"] = error
    drain(now=now)
    delivery = Delivery.objects.get(channel="email")
    assert delivery.status == ("failed" if permanent else "waiting")
    with pytest.raises(ChannelError) as caught:
        channels.channel("email").deliver(delivery, Composed("s", "b"))
    assert (caught.value.permanent, caught.value.channel_down) == (permanent, channel_down)


def test_a_fault_in_a_channel_stops_only_its_own_message(message, cast, now, monkeypatch):
    outbox.put([message("a"), message("b", audience="user:2")])
    original = email.deliver

    def faulty(delivery, composed):
        if delivery.user_id == 1:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")
        original(delivery, composed)

    monkeypatch.setattr(email, "deliver", faulty)
    result = drain(now=now)
    assert (result.retried, len(mail.outbox)) == (1, 1)
    assert Delivery.objects.get(channel="email", user_id=1).reason == "internal error: DataError"


# --- nobody there -----------------------------------------------------------------------------------


def test_an_office_nobody_holds_is_told_through_its_supervisor(message, cast, now):
    cast["role:chief_inspector@TYO"] = [CHIEF_ON_LEAVE]
    outbox.put([message("a", audience="role:chief_inspector@TYO")])
    assert drain(now=now).addressed == 1
    assert [(d.user_id, d.stands_in) for d in Delivery.objects.filter(channel="inbox")] == [(9, True)]
    assert "就いている者がいない" in inbox.page(9)[0].body


def test_without_a_supervisor_the_message_stays_visible_until_there_is_one(message, cast, now):
    cast.clear()
    outbox.put([message("a", audience="role:chief_inspector@TYO"), message("b", audience="user:77")])
    assert drain(now=now) == DrainResult(nobody=2)
    assert [row.key for row in outbox.nobody()] == ["a", "b"]
    assert [row.key for row in outbox.nobody(["TYO"])] == ["a"]
    assert drain(now=now) == DrainResult(), "not looked up again at once"

    assert drain(now=now + outbox.FIRST_LOOKUP) == DrainResult(nobody=2)
    row = outbox.nobody(["TYO"])[0]
    assert (row.lookups, row.next_try_at) == (2, now + 3 * outbox.FIRST_LOOKUP)

    cast["supervisor@TYO"] = [MANAGER]
    assert outbox.look_up_again([row.id], now) == 1
    assert drain(now=now).addressed == 1
    assert len(subjects(9)) == 1 and [r.key for r in outbox.nobody()] == ["b"]


def failing_query(audience: str) -> list[Recipient]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1/0")
    return []


@pytest.mark.parametrize("fault", [RuntimeError("broken"), failing_query])
def test_a_directory_that_fails_for_one_audience_does_not_silence_the_others(message, cast, now, fault):
    cast["user:2"] = fault
    outbox.put([message("a", audience="user:2"), message("b")])
    result = drain(now=now)
    assert (result.addressed, result.nobody) == (1, 1)
    assert outbox.nobody()[0].reason in {"directory failed: RuntimeError", "directory failed: DataError"}


def test_without_a_directory_nothing_is_touched(message, cast, now, settings):
    settings.NOTIFICATIONS_DIRECTORY = ""
    outbox.put([message("a")])
    with pytest.raises(ImproperlyConfigured, match="NOTIFICATIONS_DIRECTORY"):
        drain(now=now)
    assert MessageRow.objects.get().status == "new"


def test_somebody_named_twice_is_told_once_and_without_address_by_inbox_alone(message, cast, now):
    cast["user:1"] = [NO_MAIL, NO_MAIL]
    outbox.put([message("a")])
    assert drain(now=now) == DrainResult(addressed=1, sent=1)


# --- odds and ends ----------------------------------------------------------------------------------


def test_strange_characters_arrive_harmlessly(message, cast, now):
    facts = {"step": "発付\x00🛂\r\nBcc: x@example.com", "days": "x", "path": "javascript:alert(1)"}
    outbox.put([message("a", kind="step_taken", facts=facts)])
    assert drain(now=now).sent == 2
    assert inbox.page(1)[0].path == ""
    assert "🛂" in mail.outbox[0].subject and "\n" not in mail.outbox[0].subject
    mail.outbox[0].message().as_bytes()
    assert mail.outbox[0].recipients() == ["chief@example.jp"]


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/a b", "/a\nb", "/" * 301, 7])
def test_a_path_that_leaves_the_site_is_not_passed_on(message, cast, now, path):
    outbox.put([message("a", facts={"path": path})])
    drain(now=now)
    assert inbox.page(1)[0].path == "" and "https://" not in mail.outbox[0].body


def test_a_limit_leaves_the_rest_for_later_and_says_so(message, cast, now):
    outbox.put([message(f"k{i}", case=f"case-{i}") for i in range(5)])
    first = drain(3, now=now)
    assert (first.addressed, first.more) == (3, True)
    assert drain(3, now=now).addressed == 2


def test_no_time_left_starts_nothing(message, cast, now):
    outbox.put([message("a")])
    assert drain(now=now, seconds=0) == DrainResult(more=True)


def test_a_large_audience_ends_the_batch_early_but_loses_nobody(message, cast, now, monkeypatch):
    monkeypatch.setattr("notifications.drain.MOST_RECIPIENTS", 3)
    outbox.put([message(f"k{i}", audience="role:chief_inspector@TYO") for i in range(7)])
    assert drain(now=now).addressed == 7
    assert len(subjects(1)) == len(subjects(2)) == 7


def test_the_task_reads_the_clock_of_the_settings(message, cast, now, settings, monkeypatch):
    monkeypatch.setattr(sys.modules["cast_of_the_tests"], "now", lambda: now, raising=False)
    settings.TETSUZUKI_NOW = "cast_of_the_tests.now"
    outbox.put([message(f"k{i}", case=f"case-{i}") for i in range(250)])
    tasks.drain_outbox()
    assert set(Delivery.objects.values_list("status", "sent_at")) == {("sent", now)}
    assert len(mail.outbox) == 250
    assert tasks.drain_outbox.name == "notifications.tasks.drain_outbox"


def test_the_reader_pages_and_marks_only_his_own(message, cast, now):
    outbox.put([message(f"k{i}", audience="role:chief_inspector@TYO") for i in range(5)])
    drain(now=now)
    newest = inbox.page(1, limit=2)
    older = inbox.page(1, after_id=newest[-1].id, limit=10)
    assert [e.id for e in newest + older] == sorted((e.id for e in newest + older), reverse=True)
    assert (len(newest), len(older), inbox.unread_count(1)) == (2, 3, 5)
    assert inbox.mark_read(2, [e.id for e in newest], now) == 0
    assert inbox.mark_read(1, [e.id for e in newest], now) == 2
    assert inbox.mark_read(1, [e.id for e in newest], now) == 0
    assert inbox.unread_count(1) == 3


def test_metrics_show_what_waits(message, cast, now, mail_server):
    assert metrics.read() == metrics.Metrics(None, 0, 0, 0, 0)
    outbox.put([message("a"), message("b", audience="user:77")])
    assert (metrics.read().new, metrics.read().oldest_undelivered is not None) == (2, True)
    mail_server.answers["*"] = TimeoutError()
    drain(now=now)
    figures = metrics.read()
    assert (figures.new, figures.nobody, figures.waiting, figures.failed) == (0, 1, 1, 0)
    assert metrics.counts_by_status() == {
        "message.new": 0,
        "message.addressed": 1,
        "message.nobody": 1,
        "delivery.waiting": 1,
        "delivery.sent": 1,
        "delivery.failed": 0,
    }
    MessageRow.objects.filter(key="a").update(put_at=now - timedelta(days=400))
    assert metrics.read().oldest_undelivered is not None


def test_the_checks_name_the_setting_at_fault(settings):
    from notifications.checks import check_settings

    settings.NOTIFICATIONS_DIRECTORY = ""
    settings.NOTIFICATIONS_CHANNELS = ["inbox", "pigeon"]
    assert [found.id for found in check_settings(None)] == ["notifications.W001", "notifications.E002"]
    settings.NOTIFICATIONS_DIRECTORY = "no.such.function"
    assert check_settings(None)[0].id == "notifications.E001"
