"""Who meets whom in the actions, and what the secretariat would raise: for those who read the whole table."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.models import JointAction, Participation
from gtm.lib.charts import Cell, Datum, Edge, Node, Picture, grid, network
from gtm.pictures.sight import Role, datum, said, table
from partners.models import Partner

MOST = 25  # partners that a picture shows
CURVES = 60  # between them
FEW = 30  # actions of a list; the table has them all
NATIONAL, UNITED = {Partner.Kind.NATIONAL}, {Partner.Kind.UN_AGENCY, Partner.Kind.UN_COORDINATION, Partner.Kind.IOM}


@dataclass
class Encounters:
    """How many actions each partner has, and each two partners have in common."""

    totals: Counter
    pairs: Counter  # by the two keys in ascending order
    shown: list[int]  # the partners with most actions
    others: int  # how many partners beside them

    @classmethod
    def of(cls, sight):
        """Of what `sight` sees, in one query."""
        met = sight.participations.values_list("partner", "action__participations__partner")
        totals, pairs = Counter(), Counter()
        for one, other, number in met.annotate(Count("action", distinct=True)):
            if one == other:
                totals[one] = number
            elif one < other:
                pairs[one, other] = number
        ranked = sorted((pk for pk in sight.partners if pk in totals), key=lambda pk: -totals[pk])
        return cls(totals, pairs, ranked[:MOST], len(ranked[MOST:]))

    def of_two(self, one, other):
        return self.totals[one] if one == other else self.pairs[min(one, other), max(one, other)]


def _together(one, other):
    return {"partner": one.slug, "beside": other.slug}


def _left_out(encounters):
    note = ngettext(
        "%(number)s partner with fewer actions is in the table only.",
        "%(number)s partners with fewer actions are in the table only.",
        encounters.others,
    )
    return [note % {"number": encounters.others}] if encounters.others else []


def _rows(sight, encounters):
    """Each two partners that meet, those that meet most often first."""
    partners = sight.partners
    pairs = [(pair, number) for pair, number in encounters.pairs.most_common() if partners.keys() >= {*pair}]
    return [
        [
            Datum(partners[one].full_name),
            Datum(partners[other].full_name),
            datum(number, **_together(partners[one], partners[other])),
        ]
        for (one, other), number in pairs
    ]


def meetings(sight, encounters=None):
    """The matrix of partners against partners."""
    encounters = encounters or Encounters.of(sight)
    shown = [sight.partners[pk] for pk in encounters.shown]
    rows = []
    for one in shown:
        cells = []
        for other in shown:
            number = encounters.of_two(one.pk, other.pk)
            label = str(one) if one == other else f"{one} + {other}"
            where = {"partner": one.slug} if one == other else _together(one, other)
            tone = "own" if one == other else "tint"
            cells.append(Cell(number, said(label, number), table(**where), tone=tone) if number else Cell(0))
        rows.append((str(one), table(partner=one.slug), cells))
    heads = [(str(partner), table(partner=partner.slug)) for partner in shown]
    return Picture(
        "encounters",
        _("Which partners meet in which actions"),
        _("In how many actions two partners take part together; on the diagonal, all the actions of one."),
        _("No partner takes part in an action yet."),
        [_("Partner"), _("With"), _("Actions")],
        _rows(sight, encounters) or [[Datum(str(one)), Datum(""), Datum(encounters.totals[one.pk])] for one in shown],
        grid(rows, heads) if rows else None,
        _left_out(encounters),
    )


def graph(sight, encounters=None):
    """The same as a network: partners of a kind beside one another."""
    encounters = encounters or Encounters.of(sight)
    partners = sorted((sight.partners[pk] for pk in encounters.shown), key=lambda one: (_tone(one)[0], str(one)))
    shown = set(encounters.shown)
    pairs = [(pair, number) for pair, number in encounters.pairs.most_common() if shown >= {*pair}]
    drawn = pairs[:CURVES]
    nodes = [
        Node(
            one.pk,
            str(one),
            encounters.totals[one.pk],
            _tone(one)[1],
            said(one.full_name, encounters.totals[one.pk]),
            table(partner=one.slug),
        )
        for one in partners
    ]
    edges = [
        Edge(
            *pair,
            number,
            said(f"{sight.partners[pair[0]]} + {sight.partners[pair[1]]}", number),
            table(**_together(*(sight.partners[pk] for pk in pair))),
        )
        for pair, number in drawn
    ]
    tones = {_tone(one) for one in partners}
    notes = _left_out(encounters)
    if len(pairs) > CURVES:
        words = _("The picture has the %(shown)s strongest of %(all)s encounters; the table has them all.")
        notes.append(words % {"shown": CURVES, "all": len(pairs)})
    return Picture(
        "network",
        _("The network of partners"),
        _("Two partners are joined if they take part in the same action: the stronger, the more actions they share."),
        _("No two partners take part in the same action yet."),
        [_("Partner"), _("With"), _("Actions")],
        _rows(sight, encounters),
        network(nodes, edges, [(tone, words) for _rank, tone, words in sorted(tones)]) if edges else None,
        notes,
    )


def _tone(partner):
    """The place among the kinds, the tone and the name of what a partner is."""
    if partner.kind in NATIONAL:
        return 0, "implementing", _("National institutions")
    if partner.kind in UNITED:
        return 1, "plain", _("United Nations and IOM")
    return 2, "funding", _("Others")


@dataclass
class Findings:
    """What is to be raised at the next meeting."""

    alone: list[JointAction]  # with one partner only, the first of them
    number_alone: int
    alone_url: str
    axes: list[tuple]  # without a national lead: the axis, its number of actions and their address
    idle: list[Partner]  # that take part in nothing

    @property
    def more_alone(self):
        return self.number_alone - len(self.alone)


def findings(sight, encounters):
    """The lists beside the pictures."""
    alone = sight.actions.with_partners(1)
    national = Participation.objects.filter(role=Role.LEAD, partner__kind__in=NATIONAL, action__in=sight.keys)
    led = set(national.order_by().values_list("action__axis", flat=True))
    counts = Counter(dict(sight.actions.order_by().values_list("axis").annotate(Count("pk"))))
    return Findings(
        alone=list(alone.in_table_order()[:FEW]),
        number_alone=alone.count(),
        axes=[(axis, counts[axis.pk], table(axis=axis.number)) for axis in sight.axes_of(counts) if axis.pk not in led],
        idle=[one for one in sight.partners.values() if not one.is_archived and one.pk not in encounters.totals],
        alone_url=table(partners=1),
    )
