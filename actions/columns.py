"""The columns of the table, declared once.

The screen, the workbook and whatever else shows or reads a row follow this list; a new column is added here and
nowhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions import permissions
from actions.models import JointAction, Participation

Role = Participation.Role


class Kind(StrEnum):
    """What a column holds, and so how it is shown, aligned and written to a cell."""

    TEXT = "text"  # str, one line
    LONG_TEXT = "long-text"  # str, clamped on screen, wrapped on paper
    LIST = "list"  # list of str, one a line
    CHOICE = "choice"  # a member of `Column.choices`
    DATE = "date"  # datetime.date
    AMOUNT = "amount"  # Decimal, two places
    PERCENT = "percent"  # int, 0 to 100
    BOOLEAN = "boolean"  # bool


@dataclass(frozen=True)
class Column:
    """A column: `read` takes an action from `ActionQuerySet.for_table` and returns a value of `kind`, or None."""

    name: str
    heading: str
    read: Callable[[JointAction], object]
    kind: Kind = Kind.TEXT
    width: int = 20  # in characters, of the workbook's column
    choices: type | None = None
    sort: tuple[str, ...] = ()  # what `order_by` takes; empty: the column cannot be sorted by
    needs: tuple[str, ...] = ()  # what `ActionQuerySet.for_table` must fetch
    on_screen: bool = False  # shown unless the person chose other columns
    partner_may_edit: bool = False
    secretariat_only: bool = False

    def text(self, action):
        """The value as people read it; an empty string where there is none."""
        return self.format(self.read(action))

    def format(self, value):
        """Put a value of this column's kind into words of the active language."""
        if value is None or value == "":
            return ""
        match self.kind:
            case Kind.LIST:
                return "\n".join(value)
            case Kind.CHOICE:
                return str(self.choices(value).label)
            case Kind.DATE:
                return formats.date_format(value, "SHORT_DATE_FORMAT")
            case Kind.AMOUNT:
                return formats.number_format(value, 2, use_l10n=True, force_grouping=True)
            case Kind.PERCENT:
                return _("%(number)s%%") % {"number": value}
            case Kind.BOOLEAN:
                return _("Yes") if value else _("No")
        return str(value)


def _field(name, heading=None, **options):
    """A column that reads the field of that name."""
    field = JointAction._meta.get_field(name)
    options.setdefault("sort", (name,) if options.get("kind") not in {Kind.LIST, Kind.LONG_TEXT} else ())
    return Column(name, heading or field.verbose_name, lambda action: getattr(action, name), **options)


def _names(name, heading=None, **options):
    """A column that lists the rows of a many-to-many field."""
    field = JointAction._meta.get_field(name)
    return Column(
        name,
        heading or field.verbose_name,
        lambda action: [str(row) for row in getattr(action, name).all()],
        Kind.LIST,
        needs=(name,),
        **options,
    )


def _partners(role, heading, **options):
    """A column that lists the partners in one role."""
    return Column(
        role.value,
        heading,
        lambda action: [str(partner) for partner in action.partners_as(role)],
        Kind.LIST,
        needs=("participations",),
        **options,
    )


def _origin(action):
    """Where the action comes from, as the upper application links it: debate points and decisions."""
    return [str(source) for sources in (action.debate_points, action.decisions) for source in sources.all()]


_text = partial(_field, partner_may_edit=True)
_long_text = partial(_text, kind=Kind.LONG_TEXT)

COLUMNS = [
    _field("reference", width=10, on_screen=True),
    Column("axis", gettext_lazy("axis"), lambda a: str(a.axis), width=24, sort=("axis__number", "reference")),
    _text("title", gettext_lazy("joint action"), width=42, on_screen=True),
    _long_text("description", width=48),
    _names("orientations", width=28),
    _names("themes", width=24, on_screen=True),
    _partners(Role.LEAD, gettext_lazy("lead"), width=16, sort=("lead_name",), on_screen=True),
    _partners(Role.CO_LEAD, gettext_lazy("co-leads"), width=16),
    _partners(Role.IMPLEMENTING, gettext_lazy("implementing partners"), width=22, on_screen=True),
    _partners(Role.TECHNICAL_SUPPORT, gettext_lazy("technical support"), width=18),
    _partners(Role.FUNDING, gettext_lazy("funding partners"), width=18),
    _partners(Role.TO_BE_INVOLVED, gettext_lazy("to be involved"), width=22, on_screen=True),
    _field("status", kind=Kind.CHOICE, choices=JointAction.Status, width=13, on_screen=True, partner_may_edit=True),
    _field("progress", kind=Kind.PERCENT, width=12, on_screen=True, partner_may_edit=True),
    _field("start", kind=Kind.DATE, width=12, partner_may_edit=True),
    _field("end", kind=Kind.DATE, width=12, on_screen=True, partner_may_edit=True),
    _names("regions", width=22, partner_may_edit=True),
    _text("places", width=24),
    _long_text("beneficiaries", width=30),
    _long_text("expected_results", width=36),
    _long_text("indicators", width=30),
    _field("budget", kind=Kind.AMOUNT, width=16, partner_may_edit=True),
    _field("currency", kind=Kind.CHOICE, choices=JointAction.Currency, width=16, partner_may_edit=True),
    _text("funding_source", width=24),
    _field("funding_secured", kind=Kind.BOOLEAN, width=12, partner_may_edit=True),
    _long_text("remarks", width=36),
    Column("origin", gettext_lazy("origin"), _origin, Kind.LIST, width=34, needs=("origins",)),
    _field("internal_notes", kind=Kind.LONG_TEXT, width=36, secretariat_only=True),
]

BY_NAME = {column.name: column for column in COLUMNS}


def columns_for(user):
    """The columns that this person may see on screen."""
    if permissions.may_read_internal_notes(user):
        return COLUMNS
    return circulated_columns()


def circulated_columns():
    """The columns that may leave the secretariat, in every workbook and document."""
    return [column for column in COLUMNS if not column.secretariat_only]
