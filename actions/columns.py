"""The columns of the table, declared once.

The screen, the workbook, the ledger and whatever else shows, reads or edits a row follow this list; a new column is
added here and nowhere else.

A *value* is what Python holds (a string, a date, a Decimal, a list of rows); a *stored* value is what the ledger and a
form that was sent earlier hold of it, as JSON: two cells are the same where their stored values are equal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial

from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions import permissions
from actions.models import (
    Axis,
    Comment,
    Document,
    JointAction,
    Milestone,
    Orientation,
    Participation,
    ProgressReport,
    Region,
    Theme,
)
from gtm.lib.cells import AmountCell, BooleanCell, Cell, ChoiceCell, DateCell, IntegerCell, RowCell, RowsCell, TextCell
from partners.models import Partner

Role = Participation.Role


class Kind(StrEnum):
    """What a column holds, and so how it is shown, aligned, edited and written to a cell."""

    TEXT = "text"  # str, one line
    LONG_TEXT = "long-text"  # str, clamped on screen, wrapped on paper
    LIST = "list"  # list of rows or of str, one a line
    ROW = "row"  # one row of reference data
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
    also: tuple[str, ...] = ()  # other headings, in the languages of the group, by which a table may call it
    # How it is edited; a column without `cell` is derived.
    cell: Callable[[], Cell] | None = None  # reads what somebody typed
    rows: type[models.Model] | None = None  # what a LIST or ROW links to
    role: Role | None = None  # of the participations that a LIST holds

    def text(self, action):
        """The value as people read it; an empty string where there is none."""
        return self.format(self.read(action))

    def format(self, value):
        """Put a value of this column's kind into words of the active language."""
        if value is None or value == "":
            return ""
        match self.kind:
            case Kind.LIST:
                return "\n".join(map(str, value))
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

    # Stored values ------------------------------------------------------------------------------

    @property
    def is_editable(self):
        return self.cell is not None

    def store(self, value):
        """The stored value: what JSON holds and two cells are compared by."""
        if value is None or value == "":
            return None
        match self.kind:
            case Kind.LIST:
                return sorted(str(row.natural_key()[0]) if self.rows else str(row) for row in value)
            case Kind.ROW:
                return str(value.natural_key()[0])
            case Kind.DATE:
                return value.isoformat()
            case Kind.AMOUNT:
                return f"{value:.2f}"
        return value

    def load(self, stored):
        """The value that was stored; linked rows that no longer exist are left out."""
        match self.kind:
            case Kind.LIST:
                return list(self._linked(stored or [])) if self.rows else stored or []
            case Kind.ROW:
                return self._linked([stored]).first()
        if stored is None:
            return "" if self.kind in {Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE} else None
        match self.kind:
            case Kind.DATE:
                return date.fromisoformat(stored)
            case Kind.AMOUNT:
                return Decimal(stored)
        return stored

    def _linked(self, keys):
        return self.rows.objects.filter(**{f"{self.rows.NATURAL_KEY}__in": keys})


def _field(name, heading=None, **options):
    """A column that reads the field of that name."""
    field = JointAction._meta.get_field(name)
    options.setdefault("sort", (name,) if options.get("kind") not in {Kind.LIST, Kind.LONG_TEXT} else ())
    return Column(name, heading or field.verbose_name, lambda action: getattr(action, name), **options)


def _choice(name, choices, **options):
    """A column with a closed list."""
    return _field(name, kind=Kind.CHOICE, choices=choices, cell=lambda: ChoiceCell(choices.choices), **options)


def _numbered(row):
    """All that an axis or an orientation may be called."""
    return [row.number, row.title, str(row)]


def _links(name, rows, names, **options):
    """A column that lists the rows of a many-to-many field; `names` says all that a row may be called."""
    return Column(
        name,
        JointAction._meta.get_field(name).verbose_name,
        lambda action: list(getattr(action, name).all()),
        Kind.LIST,
        needs=(name,),
        rows=rows,
        cell=lambda: RowsCell(rows.objects.with_names(), names),
        **options,
    )


def _partners(role, heading, single=None, **options):
    """A column that lists the partners in one role."""
    return Column(
        role.value,
        heading,
        lambda action: action.partners_as(role),
        Kind.LIST,
        needs=("participations",),
        rows=Partner,
        role=role,
        cell=lambda: RowsCell(Partner.objects.with_names(), Partner.all_names, single),
        **options,
    )


def _origin(action):
    """Where the action comes from, as the upper application links it: debate points and decisions."""
    return [str(source) for sources in (action.debate_points, action.decisions) for source in sources.all()]


_text = partial(_field, partner_may_edit=True, cell=TextCell)
_long_text = partial(_text, kind=Kind.LONG_TEXT)
_date = partial(_field, kind=Kind.DATE, width=12, partner_may_edit=True, cell=DateCell)

COLUMNS = [
    _field("reference", width=10, on_screen=True, also=("réf", "ref.", "n°", "no", "numéro", "code", "id")),
    Column(
        "axis",
        gettext_lazy("axis"),
        lambda action: action.axis,
        Kind.ROW,
        width=24,
        sort=("axis__number", "reference"),
        also=("axe", "axe stratégique", "volet", "composante", "priorité"),
        rows=Axis,
        cell=lambda: RowCell(Axis.objects.with_names(), _numbered),
    ),
    _text(
        "title",
        gettext_lazy("joint action"),
        width=42,
        on_screen=True,
        also=(
            "action",
            "intitulé",
            "intitulé de l'action",
            "titre",
            "activité",
            "projet",
            "libellé",
            "mesure",
            "title",
        ),
    ),
    _long_text("description", width=48, also=("contenu", "résumé", "détail", "objet", "consistance")),
    _links("orientations", Orientation, _numbered, width=28, also=("orientation", "objectif stratégique")),
    _links(
        "themes",
        Theme,
        lambda theme: [theme.name, theme.slug],
        width=24,
        on_screen=True,
        also=("domaine", "domaine transversal", "thème", "thèmes", "thématique"),
    ),
    _partners(
        Role.LEAD,
        gettext_lazy("lead"),
        gettext_lazy("An action has one lead only."),
        width=16,
        sort=("lead_name",),
        on_screen=True,
        also=("pilote", "responsable", "institution responsable", "porteur", "agence responsable", "lead agency"),
    ),
    _partners(Role.CO_LEAD, gettext_lazy("co-leads"), width=16, also=("co-chef de file", "co-pilote", "co-lead")),
    _partners(
        Role.IMPLEMENTING,
        gettext_lazy("implementing partners"),
        width=22,
        on_screen=True,
        also=("partenaires", "partenaire", "partenaires de mise en œuvre", "intervenants", "acteurs", "partners"),
    ),
    _partners(
        Role.TECHNICAL_SUPPORT, gettext_lazy("technical support"), width=18, also=("partenaires techniques", "appui")
    ),
    _partners(
        Role.FUNDING, gettext_lazy("funding partners"), width=18, also=("bailleur", "bailleurs", "bailleurs de fonds")
    ),
    _partners(
        Role.TO_BE_INVOLVED,
        gettext_lazy("to be involved"),
        width=22,
        on_screen=True,
        also=("à impliquer", "partenaires à associer"),
    ),
    _choice("status", JointAction.Status, width=13, on_screen=True, partner_may_edit=True, also=("état", "situation")),
    _field(
        "progress",
        kind=Kind.PERCENT,
        width=12,
        on_screen=True,
        partner_may_edit=True,
        also=("avancement", "taux d'avancement", "taux de réalisation", "%"),
        cell=IntegerCell,
    ),
    _date("start", also=("date de début", "démarrage", "du", "de")),
    _date("end", on_screen=True, also=("date de fin", "échéance", "délai", "date limite", "au", "à")),
    _links(
        "regions", Region, lambda region: [region.name, region.code], width=22, partner_may_edit=True, also=("région",)
    ),
    _text("places", width=24, also=("lieu", "localité", "localités", "zone", "zone d'intervention")),
    _long_text("beneficiaries", width=30, also=("bénéficiaire", "population cible", "public cible", "cible")),
    _long_text("expected_results", width=36, also=("résultat attendu", "résultats")),
    _long_text("indicators", width=30, also=("indicateur", "indicateurs de suivi")),
    _field(
        "budget",
        kind=Kind.AMOUNT,
        width=16,
        partner_may_edit=True,
        also=("montant", "coût", "coût estimé", "coût estimatif"),
        cell=AmountCell,
    ),
    _choice("currency", JointAction.Currency, width=16, partner_may_edit=True, also=("monnaie",)),
    _text("funding_source", width=24, also=("source",)),
    _field("funding_secured", kind=Kind.BOOLEAN, width=12, partner_may_edit=True, cell=BooleanCell),
    _long_text("remarks", width=36, also=("remarques", "remarque", "observation", "commentaires", "commentaire")),
    Column("origin", gettext_lazy("origin"), _origin, Kind.LIST, width=34, needs=("origins",)),
    _field("internal_notes", kind=Kind.LONG_TEXT, width=36, secretariat_only=True, cell=TextCell),
]

# What the ledger keeps of an action although no column of the table shows it.
ARCHIVED = Column(
    "archived", gettext_lazy("archived"), lambda action: action.is_archived, Kind.BOOLEAN, secretariat_only=True
)
# What hangs on an action is told part by part: an edit of `milestones` says what became of one milestone.
PARTS = [
    Column(model.column, model._meta.verbose_name_plural, lambda action: None, Kind.LONG_TEXT)
    for model in (Milestone, ProgressReport, Document, Comment)
]

BY_NAME = {column.name: column for column in [*COLUMNS, ARCHIVED, *PARTS]}
EDITABLE = [column for column in COLUMNS if column.is_editable]
# What somebody outside the secretariat may propose: the columns that are his or hers, and suggestions for the others.
PROPOSABLE = [column for column in EDITABLE if not column.secretariat_only]


def columns_for(user):
    """The columns that this person may see on screen."""
    if permissions.may_read_internal_notes(user):
        return COLUMNS
    return circulated_columns()


def circulated_columns():
    """The columns that may leave the secretariat, in every workbook and document."""
    return [column for column in COLUMNS if not column.secretariat_only]
