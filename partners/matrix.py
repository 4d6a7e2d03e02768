"""Who works on what: the partners against the axes of the table."""

from dataclasses import dataclass

from django.db.models import Count

from partners.models import Partner

# The table stands above the directory, which reaches it through its relations and never by an import.
ACTIONS = Partner._meta.get_field("actions")


@dataclass(frozen=True)
class Row:
    """A partner, and pairs of an axis and the number of the partner's actions under it."""

    partner: Partner
    counts: list[tuple]

    @property
    def total(self):
        return sum(number for _axis, number in self.counts)


def axes():
    """The columns."""
    return ACTIONS.related_model._meta.get_field("axis").related_model.objects.live()


def rows(partners, axes, user):
    """A row for each of `partners`; of their live actions it counts those that `user` may see."""
    actions = ACTIONS.related_model.objects.visible_to(user).live()
    pairs = actions.order_by().values_list("partners", "axis").annotate(Count("pk", distinct=True))
    counts = {(partner, axis): number for partner, axis, number in pairs}
    return [Row(partner, [(axis, counts.get((partner.pk, axis.pk), 0)) for axis in axes]) for partner in partners]
