"""A stored case as the file that `replay` plays."""

from __future__ import annotations

from typing import Any

from casework.actions import history
from casework.models import Case, Event, User
from workflows.registry import procedure as find_procedure


def as_replay(number: str) -> dict[str, Any] | None:
    """The steps of a case, rectifications applied, in the format of a replay file; None if there is no
    such case. Steps that time takes are left out: the virtual clock takes them again."""
    case = Case.objects.filter(number=number).first()
    if case is None:
        return None
    roles = {str(pk): held for pk, held in User.objects.values_list("pk", "roles")}
    steps = []
    opening = Event.objects.filter(case=case, seq=1).values_list("effects", flat=True).first() or {}
    procedure = find_procedure(case.procedure, case.law_on)
    for entry in history(case.pk):
        if entry.struck or entry.actor == "system":
            continue
        wanted = {r.value for r in procedure.steps[entry.step].officers}
        role = next((r for r in roles.get(entry.actor, []) if r in wanted), next(iter(sorted(wanted)), ""))
        form = dict(procedure.forms[entry.step])
        steps.append(
            {
                "at": entry.at,
                "recorded_at": entry.recorded_at,
                "by": f"{role}/{entry.actor}",
                "step": entry.step,
                "facts": {name: value for name, value in entry.facts.items() if name in form},
                "override": entry.override,
            }
        )
    return {
        "procedure": case.procedure,
        "law_on": case.law_on,
        "office": case.office_id,
        # What was known of the person at the opening, not what the row says today.
        "seed": opening.get("seed", {}),
        "steps": steps,
    }
