"""Pictures of counts, drawn here as accessible SVG: marks with classes, of which every one may be a link."""

from gtm.lib.charts.bars import Bar, Part, bars
from gtm.lib.charts.drawing import Drawing
from gtm.lib.charts.files import png, svg
from gtm.lib.charts.grid import Cell, grid
from gtm.lib.charts.network import Edge, Node, network
from gtm.lib.charts.picture import Datum, Picture
from gtm.lib.charts.timeline import Lane, Moment, Span, timeline

__all__ = [
    "Bar",
    "Cell",
    "Datum",
    "Drawing",
    "Edge",
    "Lane",
    "Moment",
    "Node",
    "Part",
    "Picture",
    "Span",
    "bars",
    "grid",
    "network",
    "png",
    "svg",
    "timeline",
]
