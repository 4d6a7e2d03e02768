"""Forms of the table's screens, one module each."""

from actions.forms.layout import DateInput, LayoutForm

__all__ = ["DateInput", "LayoutForm"]
