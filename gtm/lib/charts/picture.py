"""A picture with what it shows in figures."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.functional import cached_property
from django.utils.html import format_html

from gtm.lib.charts.drawing import Drawing


class Datum(NamedTuple):
    """A figure or a text of the table beside a picture, and what it leads to."""

    value: object
    href: str = ""


@dataclass
class Picture:
    """What is drawn, and the same as a table. Without rows there is nothing to draw: `empty` says so."""

    slug: str
    title: str
    description: str
    empty: str
    headings: list[str]
    rows: list[list[Datum]]
    drawing: Drawing | None = None
    notes: list[str] = field(default_factory=list)  # what the picture leaves out

    @property
    def table_id(self):
        return f"{self.slug}-data"

    @cached_property
    def svg(self):
        """The picture as a part of a page. Its marks are links, so it is a group of them and not one image."""
        head = format_html(
            '<svg class="chart" viewBox="0 0 {} {}" role="group" direction="ltr" aria-labelledby="{}" '
            'aria-describedby="{}"><title id="{}">{}</title><desc id="{}">{}</desc>',
            self.drawing.width,
            self.drawing.height,
            *(f"{self.slug}-title", f"{self.slug}-desc"),
            *(f"{self.slug}-title", self.title),
            *(f"{self.slug}-desc", self.description),
        )
        return format_html("{}{}</svg>", head, self.drawing.svg())
