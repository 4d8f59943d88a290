"""A machine as a picture: an SVG state diagram.

Graphviz decides the places, this module draws. Node sizes are computed from the text (a full-width
character is one em, a half-width one 0.55 em), so the layout is the same on every computer whatever
fonts it has. The SVG carries presentation attributes only, which a strict content policy allows, and
stable ids (`st-<state>`, `tr-<step>`), and each arrow says from where to where it leads, so that a page can mark the way
of a case and its present state.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from html import escape
from typing import Any

from workflows.declare import ANY, NOT_OPENED, PREVIOUS, SAME, Step
from workflows.engine import Machine, View
from workflows.texts import Text

EM = 13.0
SMALL = 10.0
LABEL = 11.0
PAD_X, PAD_Y = 12.0, 8.0
LINE = 1.3
WRAP_JA, WRAP_EN, WRAP_LABEL = 12, 14, 10
MARGIN = 16.0

INK, PAPER, EDGE, QUIET = "#1a1a1c", "#ffffff", "#4d4d4d", "#626264"
NODE_LINE, NODE_FILL = "#0031d8", "#f1f5ff"
HELD_LINE, HELD_FILL = "#ac3e00", "#fff3e8"
END_LINE, END_FILL = "#4d4d4d", "#f2f2f2"
# Signs that begin no line, and signs that end none (figures stay with their counters).
NO_START, NO_END = " 、。)]」』・ー,.)]っゃゅょッャュョ0123456789", "(「『([0123456789"
FONTS = "'Noto Sans JP','Hiragino Sans','Yu Gothic UI',sans-serif"


def em_width(text: str) -> float:
    """The width of a text in em, without asking any font."""
    return sum(1.0 if unicodedata.east_asian_width(ch) in "WFA" else 0.55 for ch in text)


def wrap(text: str, most: float) -> list[str]:
    """Break a text into even lines of at most `most` em, at spaces or between full-width signs."""
    remark = text.find("(", 1)
    if remark > 0 and em_width(text) > most:
        return [*wrap(text[:remark].rstrip(), most), *_wrap_evenly(text[remark:], most)]
    return _wrap_evenly(text, most)


def _wrap_evenly(text: str, most: float) -> list[str]:
    """Lines as even as can be, so that no single character stands alone on the last one."""
    pieces = _pieces(text, most)
    lines = _fill(pieces, most)
    width = em_width(text) / len(lines)
    while width < most:
        even = _fill(pieces, width)
        if len(even) == len(lines):
            return even
        width += 0.5
    return lines


def _fill(pieces: list[str], most: float) -> list[str]:
    lines, line = [], ""
    for piece in pieces:
        if line.strip() and em_width((line + piece).rstrip()) > most:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    if line.strip():
        lines.append(line.rstrip())
    return lines or [""]


def _pieces(text: str, most: float) -> list[str]:
    """The parts between which a line may break: after a space, and in Japanese where kana end (監理措置の|
    別が|決定). What is too long for a line even so breaks anywhere."""
    pieces: list[str] = []
    for ch in text:
        last = pieces[-1][-1] if pieces else " "
        kana_end = _is_kana(last) and not _is_kana(ch) and ch not in NO_START
        if last == " " or last in "、・" or kana_end:
            pieces.append(ch)
        else:
            pieces[-1] += ch
    parts: list[str] = []
    for piece in pieces:
        parts += [piece] if em_width(piece) <= most else _signs(piece)
    return parts


def _is_kana(ch: str) -> bool:
    return "ぁ" <= ch <= "ん"


def _signs(piece: str) -> list[str]:
    parts: list[str] = []
    for ch in piece:
        if parts and (ch in NO_START or parts[-1][-1] in NO_END or em_width(ch) < 1):
            parts[-1] += ch
        else:
            parts.append(ch)
    return parts


@dataclass(frozen=True, slots=True)
class _Node:
    """A box: its kind, its lines in both languages, the numbers of the steps that return to it."""

    code: str
    kind: str
    ja: list[str]
    en: list[str]
    loops: list[Step]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Arrow:
    """All steps from one box to another, with the lines of the label."""

    source: str
    target: str
    steps: list[Step]
    lines: list[str]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where Graphviz put things, in its own coordinates (y upwards)."""

    width: float
    height: float
    nodes: dict[str, tuple[float, float]]
    curves: dict[int, tuple[list[tuple[float, float]], tuple[float, float] | None]]
    labels: dict[int, tuple[float, float]]


# Not states: the places that arrows from very many states, or back to the state before, hang on.
FROM_ANY, TO_PREVIOUS = "@any", "@previous"
MANY = 6
SPARSE = 16


class NoGraphviz(RuntimeError):
    """pygraphviz or Graphviz itself is not installed; the message says how to get them."""


def step_numbers(machine: Machine) -> dict[str, int]:
    """The number of each step, in the picture and in the table beside it."""
    return {step: number for number, step in enumerate(machine.steps, start=1)}


def diagram(machine: Machine) -> str:
    """The machine as an SVG document.

    A machine with few arrows has the steps written on them; a dense one has their numbers, which the
    table beside the picture explains, and their names as tooltips. Steps that come back to their own
    state stand as numbers in its box. A step open from very many states hangs on a box of its own.
    Raises `NoGraphviz` where the layout tool is missing.
    """
    numbers = step_numbers(machine)
    pairs: dict[tuple[str, str], list[Step]] = {}
    loops: dict[str, list[Step]] = {}
    for step in machine.steps.values():
        for source, target in _ways(machine, step):
            if source == target:
                loops.setdefault(source, []).append(step)
            else:
                pairs.setdefault((source, target), []).append(step)
    written = len(pairs) <= SPARSE
    arrows = [_arrow(source, target, steps, numbers, written) for (source, target), steps in pairs.items()]
    used = {code for pair in pairs for code in pair}
    codes = [code for code in (NOT_OPENED, FROM_ANY) if code in used or code in loops]
    codes += [*machine.states, *([TO_PREVIOUS] if TO_PREVIOUS in used else [])]
    nodes = {code: _node(machine, code, loops.get(code, []), numbers) for code in codes}
    return _draw(machine, nodes, arrows, _layout(nodes, arrows), numbers)


def ways(machine: Machine, step: Step) -> list[tuple[str, str]]:
    """From which state the step leads to which other, as far as the declaration alone decides it.

    A branch that looks only at the step's own machine is followed from each source; one that looks at
    anything else may be taken or not.
    """
    if step.target in (SAME, PREVIOUS) or isinstance(step.target, str):
        return [(source, target) for source in machine.sources(step) for target in _targets(step, source)]
    found = []
    for source in machine.sources(step):
        for branch in step.target:
            decided = branch.reads <= {f"machine:{machine.code}"}
            if decided and not branch.test(_at(machine, source)):
                continue
            found.append((source, branch.to))
            if decided:
                break
    return list(dict.fromkeys(found))


def _targets(step: Step, source: str) -> tuple[str, ...]:
    if step.target == PREVIOUS:
        return (TO_PREVIOUS,)
    return (source if step.target == SAME else str(step.target),)


def _at(machine: Machine, state: str) -> View:
    view = View.__new__(View)
    view.states = {machine.code: state}
    return view


def _ways(machine: Machine, step: Step) -> list[tuple[str, str]]:
    """The arrows of a step: one that is open from very many states is drawn once."""
    found = ways(machine, step)
    if step.source != (ANY,) and len(step.source) <= MANY:
        return found
    loops = [way for way in found if way[0] == way[1]]
    many = [(FROM_ANY, target) for target in dict.fromkeys(to for source, to in found if source != to)]
    return many or ([(FROM_ANY, FROM_ANY)] if loops else [])


def _arrow(source: str, target: str, steps: list[Step], numbers: dict[str, int], written: bool) -> _Arrow:
    if written:
        lines = []
        for step in steps:
            first, *more = wrap(f"{numbers[step.id]} {step.label.ja}", WRAP_LABEL)
            lines += [first, *("\u3000" + line for line in more)]
    else:
        lines = wrap(" ".join(str(numbers[step.id]) for step in steps), 7)
    width = max(em_width(line) for line in lines) * LABEL + 8
    return _Arrow(source, target, steps, lines, width, len(lines) * LABEL * LINE + 4)


def _node(machine: Machine, code: str, loops: list[Step], numbers: dict[str, int]) -> _Node:
    kind, label = "state", _PLACES.get(code)
    if label is None:
        state = machine.states[code]
        label = state.label
        kind = "end" if state.end else "held" if state.detained else "state"
    elif code != NOT_OPENED:
        kind = "place"
    ja, en = wrap(label.ja, WRAP_JA), wrap(label.en, WRAP_EN)
    line = "↻ " + " ".join(str(numbers[step.id]) for step in loops) if loops else ""
    widths = [em_width(t) * EM for t in ja] + [em_width(t) * SMALL for t in en] + [em_width(line) * SMALL]
    width = max(max(widths) + 2 * PAD_X, 70.0)
    height = (len(ja) * EM + (len(en) + bool(loops)) * SMALL) * LINE + 2 * PAD_Y
    return _Node(code, kind, ja, en, loops, width, height)


_PLACES = {
    NOT_OPENED: Text("開始", "start"),
    FROM_ANY: Text("多くの状態から", "from many states: see the table"),
    TO_PREVIOUS: Text("元の状態へ", "back to the state before"),
}


# --- layout -----------------------------------------------------------------------------------------


def _layout(nodes: dict[str, _Node], arrows: list[_Arrow]) -> _Layout:
    try:
        import pygraphviz
    except ImportError:
        raise NoGraphviz(
            "the diagrams are laid out by Graphviz: install it (apt install graphviz) and the development "
            "dependencies (pip install -r requirements-dev.lock)"
        ) from None
    make: Any = pygraphviz.AGraph
    graph = make(directed=True, strict=False)
    graph.graph_attr.update(rankdir="TB", nodesep="0.35", ranksep="0.45", splines="spline", newrank="true")
    graph.node_attr.update(shape="box", fixedsize="true", label="")
    for node in nodes.values():
        graph.add_node(node.code, width=f"{node.width / 72:.4f}", height=f"{node.height / 72:.4f}")
    # Ranks follow the order of declaration: an arrow back to an earlier state is laid out as its
    # reverse, else Graphviz would turn the story of the case upside down.
    order = {code: number for number, code in enumerate(nodes)}
    for number, arrow in enumerate(arrows):
        # A table of fixed size stands in for the words: Graphviz then asks no font how wide they are.
        box = f'<TABLE BORDER="0" FIXEDSIZE="TRUE" WIDTH="{arrow.width:.0f}" HEIGHT="{arrow.height:.0f}">'
        back = order[arrow.source] > order[arrow.target]
        tail, head = (arrow.target, arrow.source) if back else (arrow.source, arrow.target)
        label = f"<{box}<TR><TD></TD></TR></TABLE>>"
        graph.add_edge(tail, head, key=str(number), label=label, dir="back" if back else "forward")
    try:
        graph.layout(prog="dot")
    except (OSError, ValueError) as error:
        raise NoGraphviz(f"Graphviz (dot) did not run: {error}; apt install graphviz") from error
    left, bottom, right, top = (float(part) for part in graph.graph_attr["bb"].split(","))
    places = {}
    for code in nodes:
        x, y = graph.get_node(code).attr["pos"].split(",")
        places[code] = (float(x) - left, float(y) - bottom)
    curves, labels = {}, {}
    for number, arrow in enumerate(arrows):
        back = order[arrow.source] > order[arrow.target]
        ends = (arrow.target, arrow.source) if back else (arrow.source, arrow.target)
        edge = graph.get_edge(*ends, key=str(number))
        tip: tuple[float, float] | None = None
        points = []
        for part in edge.attr["pos"].split():
            x, y = part.lstrip("se,").split(",")
            place = (float(x) - left, float(y) - bottom)
            if part[0] in "se":
                tip = place
            else:
                points.append(place)
        if back:
            points.reverse()
        curves[number] = (points, tip)
        x, y = edge.attr["lp"].split(",")
        labels[number] = (float(x) - left, float(y) - bottom)
    return _Layout(right - left, top - bottom, places, curves, labels)


# --- drawing ----------------------------------------------------------------------------------------


def _draw(
    machine: Machine, nodes: dict[str, _Node], arrows: list[_Arrow], layout: _Layout, numbers: dict[str, int]
) -> str:
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] + MARGIN, layout.height - point[1] + MARGIN)

    ends = [state.label.ja for state in machine.states.values() if state.end]
    described = (
        f"{len(machine.states)} states, {len(machine.steps)} steps. "
        f"状態: {'、'.join(state.label.ja for state in machine.states.values())}。"
        + (f"終わりの状態: {'、'.join(ends)}。" if ends else "")
    )
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" aria-labelledby="dia-title dia-desc" '
        f'font-family="{FONTS}">',
        f'<title id="dia-title">{escape(machine.label.ja)} / {escape(machine.label.en)}</title>',
        f'<desc id="dia-desc">{escape(described)}</desc>',
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="{PAPER}"/>',
    ]
    seen: dict[str, int] = {}

    def mark(step: Step) -> str:
        """A step drawn at several places has its own id at the first and numbered ones after."""
        seen[step.id] = seen.get(step.id, 0) + 1
        return f"tr-{step.id}" + (f"--{seen[step.id]}" if seen[step.id] > 1 else "")

    for number, arrow in enumerate(arrows):
        out += _draw_curve(arrow, *layout.curves[number], at)
    for number, arrow in enumerate(arrows):
        out += _draw_label(arrow, at(layout.labels[number]), numbers, mark)
    for node in nodes.values():
        out += _draw_node(node, at(layout.nodes[node.code]), numbers, mark)
    out.append("</svg>")
    return "\n".join(out) + "\n"


def _names(steps: list[Step], numbers: dict[str, int]) -> str:
    return escape("\n".join(f"{numbers[s.id]} {s.label.ja} / {s.label.en}" for s in steps))


def _draw_curve(
    arrow: _Arrow, points: list[tuple[float, float]], tip: tuple[float, float] | None, at: Any
) -> list[str]:
    (x, y), *rest = [at(point) for point in points]
    path = f"M{x:.1f} {y:.1f}"
    for i in range(0, len(rest), 3):
        path += "C" + " ".join(f"{px:.1f} {py:.1f}" for px, py in rest[i : i + 3])
    steps = " ".join(step.id for step in arrow.steps)
    out = [
        f'<path class="tr" data-from="{arrow.source}" data-to="{arrow.target}" data-steps="{steps}" '
        f'd="{path}" fill="none" stroke="{EDGE}" stroke-width="1.2"/>'
    ]
    if tip is not None:
        (tx, ty), (bx, by) = at(tip), rest[-1]
        length = max(((tx - bx) ** 2 + (ty - by) ** 2) ** 0.5, 0.01)
        dx, dy = (tx - bx) / length, (ty - by) / length
        corners = [(tx, ty), (bx - dy * 3.6, by + dx * 3.6), (bx + dy * 3.6, by - dx * 3.6)]
        shape = " ".join(f"{cx:.1f},{cy:.1f}" for cx, cy in corners)
        out.append(f'<polygon points="{shape}" fill="{EDGE}"/>')
    return out


def _draw_label(arrow: _Arrow, at: tuple[float, float], numbers: dict[str, int], mark: Any) -> list[str]:
    x, y = at
    top, left = y - arrow.height / 2, x - arrow.width / 2
    out = [
        f'<g class="tr" font-size="{LABEL:g}" fill="{INK}"><title>{_names(arrow.steps, numbers)}</title>',
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{arrow.width:.1f}" height="{arrow.height:.1f}" rx="3" '
        f'fill="{PAPER}" fill-opacity="0.88"/>',
    ]
    left_over = list(arrow.steps)
    for i, line in enumerate(arrow.lines):
        base = top + 2 + (i + 0.8) * LABEL * LINE
        spans = []
        for word in line.split(" "):
            if left_over and word == str(numbers[left_over[0].id]):
                spans.append(f'<tspan id="{mark(left_over.pop(0))}" font-weight="bold">{word}</tspan>')
            else:
                spans.append(escape(word))
        out.append(f'<text x="{left + 4:.1f}" y="{base:.1f}">{" ".join(spans)}</text>')
    out.append("</g>")
    return out


def _draw_node(node: _Node, at: tuple[float, float], numbers: dict[str, int], mark: Any) -> list[str]:
    x, y = at
    left, top = x - node.width / 2, y - node.height / 2
    line, fill = _LOOKS[node.kind]
    dashed = ' stroke-dasharray="4 3"' if node.kind == "place" else ""
    code = {FROM_ANY: "any", TO_PREVIOUS: "previous"}.get(node.code, node.code)
    out = [f'<g id="st-{code}" class="st">']
    if node.kind == "end":
        out.append(
            f'<rect x="{left - 3:.1f}" y="{top - 3:.1f}" width="{node.width + 6:.1f}" '
            f'height="{node.height + 6:.1f}" rx="11" fill="{PAPER}" stroke="{line}" stroke-width="1"/>'
        )
    out.append(
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{node.width:.1f}" height="{node.height:.1f}" rx="8" '
        f'fill="{fill}" stroke="{line}" stroke-width="1.4"{dashed}/>'
    )
    base = top + PAD_Y
    for text in node.ja:
        out.append(
            f'<text x="{x:.1f}" y="{base + EM:.1f}" font-size="{EM:g}" font-weight="bold" fill="{INK}" '
            f'text-anchor="middle">{escape(text)}</text>'
        )
        base += EM * LINE
    for text in node.en:
        out.append(
            f'<text x="{x:.1f}" y="{base + SMALL:.1f}" font-size="{SMALL:g}" fill="{QUIET}" '
            f'text-anchor="middle">{escape(text)}</text>'
        )
        base += SMALL * LINE
    if node.loops:
        spans = " ".join(f'<tspan id="{mark(step)}">{numbers[step.id]}</tspan>' for step in node.loops)
        out.append(
            f'<g class="tr"><title>{_names(node.loops, numbers)}</title>'
            f'<text x="{x:.1f}" y="{base + SMALL:.1f}" font-size="{SMALL:g}" fill="{line}" '
            f'text-anchor="middle">↻ {spans}</text></g>'
        )
    out.append("</g>")
    return out


_LOOKS = {
    "state": (NODE_LINE, NODE_FILL),
    "held": (HELD_LINE, HELD_FILL),
    "end": (END_LINE, END_FILL),
    "place": (QUIET, PAPER),
}
