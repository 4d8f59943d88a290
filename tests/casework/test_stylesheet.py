"""The stylesheet and the components: contrast, sizes, no raw colour, nothing unused, everything shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.views.design import FAMILIES

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "casework" / "static" / "casework"
TEMPLATES = ROOT / "casework" / "templates"
COMPONENTS = {path.stem for path in (TEMPLATES / "cotton").glob("*.html")}
CSS = (STATIC / "app.css").read_text("utf-8")
BARE = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
TOKENS = (STATIC / "tokens.css").read_text("utf-8")
PROPERTIES = dict(re.findall(r"--([\w-]+):\s*([^;]+);", TOKENS + BARE))
RAW = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(rgb|hsl|oklch|color-mix)a?\(|\b(white|black|red|blue|gr[ae]y)\b(?![-\w])"
)
# Rules that are not about this paper: colours of the system, or print.
NOT_SCREEN = ("forced-colors", "print", "@page")


def rules(css: str = BARE, within: str = "") -> Iterator[tuple[str, str, str]]:
    """Every rule as (the at-rule around it, selector, declarations)."""
    place = 0
    while (opening := css.find("{", place)) != -1:
        selector = css[place:opening].strip()
        depth, end = 1, opening + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        body = css[opening + 1 : end - 1]
        if selector.startswith("@"):
            yield from rules(body, f"{within} {selector}") if "{" in body else ()
        else:
            yield within, selector, body
        place = end


def declared(body: str) -> dict[str, str]:
    """The declarations of a rule; of a repeated property the last."""
    pairs = (line.split(":", 1) for line in body.split(";") if ":" in line)
    return {name.strip(): value.strip() for name, value in pairs}


def colour(name: str) -> tuple[float, float, float]:
    """A custom property down to its red, green and blue, 0 to 255."""
    value = PROPERTIES[name].strip()
    if found := re.fullmatch(r"var\(--([\w-]+)\)", value):
        return colour(found[1])
    found = re.fullmatch(r"#([0-9a-f]{6})", value)
    assert found, f"--{name} is {value}"
    red, green, blue = (int(found[1][at : at + 2], 16) for at in (0, 2, 4))
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two custom properties (WCAG 2.2, relative luminance)."""

    def luminance(name: str) -> float:
        parts = [c / 255 for c in colour(name)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs() -> list[tuple[str, str, str]]:
    """The list of pairs that the stylesheet keeps: what for, what, on what."""
    listed = CSS[CSS.index("@pairs") + 6 : CSS.index("@end")]
    found = [tuple(line.split()) for line in listed.strip().splitlines()]
    return [(kind, one, other) for kind, one, other in found]


def test_contrast_is_computed_as_the_guideline_says() -> None:
    assert round(contrast("color-neutral-black", "color-neutral-white"), 2) == 21
    assert round(contrast("color-neutral-solid-gray-536", "color-neutral-white"), 2) == 4.54


@pytest.mark.parametrize(("kind", "one", "other"), pairs())
def test_every_pair_of_the_list_has_its_contrast(kind: str, one: str, other: str) -> None:
    assert contrast(one, other) >= {"text": 4.5, "edge": 3}[kind], f"{one} on {other}"


def _variable(value: str) -> str | None:
    found = re.search(r"var\(--([\w-]+)\)", value)
    return found[1] if found else None


def test_every_pair_that_a_rule_sets_is_in_the_list() -> None:
    listed = {(one, other) for kind, one, other in pairs() if kind == "text"}
    lacking = set()
    for within, selector, body in rules():
        if any(word in within for word in NOT_SCREEN):
            continue
        said = declared(body)
        text = _variable(said.get("color", ""))
        ground = _variable(said.get("background", "") or said.get("background-color", ""))
        decorative = "::" in selector and not text
        if (text is None and ground is None) or decorative or ground == "veil":
            continue
        pair = (text or "ink", ground or "paper")
        marks = pair[0] == "ink" and pair[1] in {"blue", "red", "line"}  # a shape without text
        if pair not in listed and pair[0] != pair[1] and not marks:
            lacking.add((selector, *pair))
    assert not lacking, "add to @pairs in app.css, if the contrast holds"


def test_no_colour_is_written_as_a_value() -> None:
    raw = []
    for within, selector, body in rules():
        if selector == ":root":
            continue
        for name, value in declared(body).items():
            if RAW.search(value) and "var(--" not in value:
                raw.append((within, selector, name, value))
    assert not raw


def test_no_text_is_too_small_and_no_line_too_low() -> None:
    wrong = []
    for within, selector, body in rules():
        said = declared(body)
        size = said.get("font-size", "")
        if "print" not in within and (found := re.fullmatch(r"([\d.]+)(rem|px|em)", size)):
            pixels = float(found[1]) * (1 if found[2] == "px" else 16)
            if pixels < 13:
                wrong.append((selector, size))
        # Headings and numbers stand alone; a reading stands over its kanji.
        alone = re.search(r"(^|[\s,.])(h1|rt|\.?figure(-\w+)?)$", selector)
        line = said.get("line-height", "")
        low = re.fullmatch(r"[\d.]+", line) and float(line) < 1.5
        if low and not alone and "print" not in within:
            wrong.append((selector, f"line-height {line}"))
    assert not wrong


def test_every_class_of_the_stylesheet_is_used() -> None:
    sources = [*TEMPLATES.rglob("*.html"), *STATIC.glob("*.js"), *(ROOT / "casework").rglob("*.py")]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    unused = set()
    for _, selector, _ in rules():
        for name in re.findall(r"\.([a-z][\w-]*)", selector):
            if re.search(rf"(?<![\w-]){name}(?![\w-])", text):
                continue
            # chip-{{ tone }}: made in a template from a stem and a word.
            stems = [name[: at + 1] for at, letter in enumerate(name) if letter == "-"]
            if not any(re.search(rf"(?<![\w-]){stem}[{{]", text) for stem in stems):
                unused.add(name)
    assert not unused


# --- components -----------------------------------------------------------------------------------


def test_every_component_is_shown_on_the_page_of_components() -> None:
    shown = [one.name for family in FAMILIES for one in family.components]
    assert sorted(shown) == sorted(COMPONENTS)
    for family in FAMILIES:
        for one in family.components:
            assert f"<c-{one.name.replace('_', '-')}" in one.markup, f"{one.name} does not show itself"


def test_every_tone_that_a_component_names_is_shown() -> None:
    shown = "\n".join(one.markup for family in FAMILIES for one in family.components)
    for name in COMPONENTS:
        head = (TEMPLATES / "cotton" / f"{name}.html").read_text("utf-8").split("{% endcomment %}")[0]
        named = re.search(r"tone: ([\w, ]+)", head)
        for tone in re.findall(r"\w+", named[1]) if named else ():
            tag = f"<c-{name.replace('_', '-')}"
            in_tone = re.search(rf'{tag}\s[^>]*tone="{tone}"', shown)
            assert in_tone or (tone == "plain" and f"{tag}>" in shown), f"{name} {tone}"


def test_every_component_is_used_by_a_page() -> None:
    pages = [path for path in TEMPLATES.rglob("*.html") if path.parent.name != "cotton"]
    text = "\n".join(path.read_text("utf-8") for path in pages)
    unused = {name for name in COMPONENTS if not re.search(rf"<c-{name.replace('_', '-')}[\s/>]", text)}
    assert not unused


def _opening_tags(text: str) -> Iterator[str]:
    """Each opening tag of a component, without what stands in quotes or braces inside quotes."""
    for found in re.finditer(r"<c-[\w-]+", text):
        at, quote, kept = found.end(), "", found[0]
        while quote or text[at] != ">":
            if quote and text.startswith(("{%", "{{"), at):
                at = text.index("%}" if text[at + 1] == "%" else "}}", at) + 2
                continue
            if quote:
                quote = "" if text[at] == quote else quote
            elif text[at] in "\"'":
                quote = text[at]
            else:
                kept += text[at]
            at += 1
        yield kept


def test_no_component_tag_holds_a_bare_template_tag() -> None:
    """`<c-button {% if x %}disabled{% endif %}>` would be printed as it stands, not evaluated."""
    wrong = [
        (path.name, tag)
        for path in TEMPLATES.rglob("*.html")
        for tag in _opening_tags(path.read_text("utf-8"))
        if "{" in tag and not tag.startswith("<c-vars")
    ]
    assert not wrong


def test_a_passed_expression_is_the_name_of_a_variable() -> None:
    """`:on="a == b"` and `:value="rows|length"` are silently empty: conditions and filters go inside the value."""
    wrong = []
    for path in TEMPLATES.rglob("*.html"):
        for tag in re.findall(r"<c-[^>]*>", path.read_text("utf-8"), re.DOTALL):
            for name, value in re.findall(r"\s:([\w-]+)=\"([^\"]*)\"", tag):
                if not re.fullmatch(r"[\w.]+|True|False|None", value) and not value.startswith("{"):
                    wrong.append((path.name, name, value))
    assert not wrong
