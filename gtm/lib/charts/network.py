"""Who meets whom: nodes on a circle, and a curve between two that have something in common."""

from dataclasses import dataclass
from math import cos, pi, sin

from gtm.lib.charts.drawing import LINE, WIDTH, Drawing, wrap

RADIUS = 235
LEVELS = 4  # of strength


@dataclass
class Node:
    """Something on the circle; its dot grows with `value`."""

    key: object
    label: str
    value: int
    tone: str
    title: str = ""
    href: str = ""


@dataclass
class Edge:
    """What two nodes have in common: their keys, and how much it is."""

    one: object
    other: object
    value: int
    title: str = ""
    href: str = ""


def network(nodes, edges, legend=()):
    """A drawing of `nodes` in their order, from the top and clockwise; stronger edges lie above weaker ones.

    No node stands at the very top, so that labels are beside the circle and never above one another.
    """
    sheet = Drawing()
    top = sheet.legend(legend) if legend else 4
    x, y = WIDTH / 2, top + RADIUS + 1.5 * LINE
    turns = {node.key: 2 * pi * (number + 0.5) / len(nodes) - pi / 2 for number, node in enumerate(nodes)}
    values = [edge.value for edge in edges]
    least, spread = min(values, default=0), max(values, default=0) - min(values, default=0) + 1
    for edge in sorted(edges, key=lambda edge: edge.value):
        one, other = turns[edge.one], turns[edge.other]
        level = 1 + (edge.value - least) * LEVELS // spread
        # The nearer two nodes are on the circle, the nearer to it their curve stays.
        pull = 0.75 * abs(cos((one - other) / 2))
        bend = (one + other) / 2 + (pi if cos((one - other) / 2) < 0 else 0)
        with sheet.link(edge.href, edge.title):
            sheet.put(
                "path",
                f"edge edge-{level}",
                d=f"M{_at(x, y, one)}Q{_at(x, y, bend, pull)} {_at(x, y, other)}",
            )
    biggest = max((node.value for node in nodes), default=1) or 1
    for node in nodes:
        turn = turns[node.key]
        right, down = cos(turn), sin(turn)
        side = -1 if right < -0.01 else 1
        with sheet.link(node.href, node.title or node.label):
            sheet.put("circle", node.tone, cx=x + RADIUS * right, cy=y + RADIUS * down, r=5 + 8 * node.value / biggest)
            far = RADIUS + 18
            room = WIDTH / 2 - far * abs(right) - 4
            lines = wrap(node.label, room, most=2 if abs(right) > 0.7 else 1)
            for row, line in enumerate(lines):
                foot = y + far * down + 5 + (row - (len(lines) - 1) / 2) * LINE
                sheet.text(x + far * right, foot, line, "", "start" if side > 0 else "end")
    sheet.reach(y + RADIUS + 2 * LINE)
    return sheet


def _at(x, y, turn, far=1.0):
    return f"{x + RADIUS * far * cos(turn):.1f} {y + RADIUS * far * sin(turn):.1f}"
