"""In what an application for a change and one for an extension differ: their articles, and little else."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.texts import Text


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the two procedures. `request`, `ground`, `effect` and `carried` are the articles on the filing, on
    the permission, on its effect and on the stay that goes on with it (20(6)). `residence_step` is the step of
    the person's file by which a permission takes effect."""

    code: str
    prefix: str
    other: str
    other_prefix: str
    number_prefix: str
    label: Text
    request: str
    form: str
    ground: str
    effect: str
    carried: str
    counter: str
    online: str
    conversion: str
    papers: str
    mark_erased: str
    window: str
    processing: str
    residence_step: str
    application_form: str
    stamps: tuple[str, ...]

    @property
    def is_change(self) -> bool:
        """Whether another status is asked for, not more time in the same one."""
        return self.code == "change"

    def step(self, name: str) -> str:
        """The id of one of the procedure's own steps."""
        return f"{self.prefix}_{name}"

    def other_step(self, name: str) -> str:
        """The id of a step of the other procedure."""
        return f"{self.other_prefix}_{name}"


CHANGE = Variant(
    code="change",
    prefix="chg",
    other="extension",
    other_prefix="ext",
    number_prefix="CHG",
    label=Text("在留資格変更許可申請", "Change of status"),
    request="icrra 20(2)",
    form="reg 20(1)",
    ground="icrra 20(3)",
    effect="icrra 20(4); icrra 20(5)",
    carried="icrra 20(6)",
    counter="icrra 20(1); icrra 20(2); icrra 61-8-3(1)(3); reg 20(1); reg 20(2); reg 20(4); reg 20(5)",
    online="icrra 20(2); reg 61-3(1)(9); reg 61-3(5); reg 61-3(9)",
    conversion="reg 21-3(1); reg 21-3(2); reg 21-3(6)",
    papers="reg 20(2)",
    mark_erased="reg 20(9)",
    window="change_window",
    processing="processing_change",
    residence_step="ps_change",
    application_form="30",
    stamps=("31", "31-2"),
)
EXTENSION = Variant(
    code="extension",
    prefix="ext",
    other="change",
    other_prefix="chg",
    number_prefix="EXT",
    label=Text("在留期間更新許可申請", "Extension of period of stay"),
    request="icrra 21(2)",
    form="reg 21(1)",
    ground="icrra 21(3)",
    effect="icrra 21(4); icrra 20(4); icrra 20(5)",
    carried="icrra 21(4); icrra 20(6)",
    counter="icrra 21(1); icrra 21(2); icrra 61-8-3(1)(3); reg 21(1); reg 21(2); reg 21(4)",
    online="icrra 21(2); reg 61-3(1)(10); reg 61-3(5); reg 61-3(9)",
    conversion="reg 21-4(1); reg 21-4(2); reg 21-4(4)",
    papers="reg 21(2)",
    mark_erased="reg 21(4); reg 20(9)",
    window="extension_window",
    processing="processing_extension",
    residence_step="ps_extend",
    application_form="30-2",
    stamps=("33", "33-2"),
)
