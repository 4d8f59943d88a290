"""Putting messages: once per key, one statement, whatever the facts hold."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from notifications import outbox
from notifications.models import MessageRow

pytestmark = pytest.mark.django_db


def test_the_same_key_is_put_once(message):
    assert outbox.put([message("a"), message("b")]) == 2
    assert outbox.put([message("b", kind="overdue"), message("c")]) == 1
    assert MessageRow.objects.get(key="b").kind == "reminder_ahead"


def test_a_key_twice_in_one_call_is_put_once(message):
    assert outbox.put([message("a"), message("a")]) == 1


@pytest.mark.parametrize("number", [1, 500])
def test_one_statement_whatever_the_number(message, number, django_assert_num_queries):
    messages = [message(f"k{i}") for i in range(number)]
    with django_assert_num_queries(1):
        assert outbox.put(messages) == number


def test_no_message_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert outbox.put([]) == 0


def test_ids_follow_the_callers_order(message):
    outbox.put([message(f"k{i:03}") for i in reversed(range(300))])
    keys = MessageRow.objects.order_by("id").values_list("key", flat=True)
    assert list(keys) == [f"k{i:03}" for i in reversed(range(300))]


def test_a_message_goes_with_the_transaction_it_came_in(message):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.put([message("a")])
        raise ZeroDivisionError
    assert not MessageRow.objects.exists()


def test_facts_and_instant_come_back_as_they_were(message, now):
    outbox.put([message("a", facts={"days": 7, "step": {"ja": "発付 🛂"}}, at=now)])
    row = MessageRow.objects.get()
    assert row.facts == {"days": 7, "step": {"ja": "発付 🛂"}}
    assert (row.at, row.status, row.next_try_at) == (now, "new", None)


def test_characters_that_cannot_be_stored_are_made_harmless(message, now):
    facts = {
        "step\x00": "a\x00b",
        "clock": {"ja": "\ud800"},
        "days": float("nan"),
        "due": now.date(),
        "was": now,
        "articles": ("一", "二"),
    }
    outbox.put([message("a\x00", facts=facts)])
    row = MessageRow.objects.get(key="a")
    assert row.facts == {
        "step": "ab",
        "clock": {"ja": "?"},
        "days": None,
        "due": "2026-11-23",
        "was": now.isoformat(),
        "articles": ["一", "二"],
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"at": datetime(2026, 11, 23)},
        {"key": "k" * 201},
        {"key": ""},
        {"audience": ""},
        {"kind": ""},
        {"kind": "k" * 61},
    ],
)
def test_what_could_never_be_delivered_is_refused_before_the_database(
    message, changes, django_assert_num_queries
):
    with django_assert_num_queries(0), pytest.raises(ValueError):
        outbox.put([message(**changes)])


def test_claiming_needs_a_transaction_and_follows_the_instants(message, now):
    outbox.put([message("late", at=now), message("early", at=now - timedelta(days=1))])
    with transaction.atomic():
        assert [row.key for row in outbox.claim(10, now)] == ["early", "late"]
        assert [row.key for row in outbox.claim(1, now)] == ["early"]


def test_a_message_without_addressee_always_has_a_next_lookup(message):
    outbox.put([message("a")])
    with pytest.raises(IntegrityError), transaction.atomic():
        MessageRow.objects.update(status="nobody")
