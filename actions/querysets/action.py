"""Joint actions."""

from functools import reduce
from operator import or_

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Length
from django.utils import timezone

from gtm.lib.models import ArchivableQuerySet
from gtm.lib.search import words
from partners import permissions

LEAD = "lead"


class ActionQuerySet(ArchivableQuerySet):
    """Joint actions."""

    def get_by_natural_key(self, reference):
        return self.get(reference=reference)

    def visible_to(self, user):
        """Secretariat: all. Readers: the live rows. Focal points: the live rows of their own partner."""
        if permissions.is_secretariat(user):
            return self
        if permissions.reads_everything(user):
            return self.live()
        partner = permissions.partner_of(user)
        return self.live().involving(partner=partner) if partner else self.none()

    @property
    def _participations(self):
        return self.model._meta.get_field("participations").related_model.objects

    def involving(self, **taking_part):
        """Actions that have a participation of this kind: ``partner=…``, ``role__in=…``."""
        return self.filter(Exists(self._participations.filter(action=OuterRef("pk"), **taking_part)))

    def with_partners(self, number):
        """Actions in which so many partners take part, in whatever roles."""
        counted = self._participations.order_by().values("action").annotate(number=Count("partner", distinct=True))
        return self.filter(pk__in=counted.filter(number=number).values("action"))

    def with_any(self, field, values, lookup):
        """Actions that hold in the many-to-many `field` a row whose `lookup` is one of `values`."""
        relation = self.model._meta.get_field(field)
        links = relation.remote_field.through.objects.filter(
            **{f"{relation.m2m_reverse_field_name()}__{lookup}__in": values}
        )
        return self.filter(pk__in=links.values(relation.m2m_field_name()))

    def called(self, reference):
        """The action that has this reference, or had it before it moved to another axis; or None."""
        return self.filter(Q(reference=reference) | Q(former_references__reference=reference)).first()

    def late_condition(self):
        """Open although its end is past. Derived, never stored."""
        return Q(status__in=self.model.Status.open(), end__isnull=False, end__lt=timezone.localdate())

    def late(self):
        return self.filter(self.late_condition())

    def ending_condition(self, day):
        """Open, and to end on `day` or before it, but not late yet."""
        return Q(status__in=self.model.Status.open(), end__gte=timezone.localdate(), end__lte=day)

    def on_time(self):
        """Everything that is not late."""
        return self.exclude(self.late_condition())

    def during(self, start=None, end=None):
        """Actions whose period touches [start, end]; one without dates touches none."""
        found = self.exclude(start=None, end=None)
        if start:
            found = found.filter(Q(end__gte=start) | Q(end=None))
        if end:
            found = found.filter(Q(start__lte=end) | Q(start=None))
        return found

    def search(self, query):
        """Actions that hold every word of `query` in their text or in the name of a partner.

        Internal notes are not searched: a hit would tell what they say.
        """
        partner = self._participations.model._meta.get_field("partner").related_model
        for word in words(query):
            named = self._participations.filter(partner__in=partner.objects.search(word).values("pk"))
            self = self.filter(Q(search_text__contains=word) | Q(pk__in=named.order_by().values("action")))
        return self

    def with_lead(self):
        """Annotate ``lead_name``, by which the table is grouped and sorted."""
        lead = self._participations.filter(action=OuterRef("pk"), role=LEAD)
        return self.annotate(
            lead_name=Subquery(
                lead.values(
                    shown=Case(When(partner__acronym="", then=F("partner__name")), default=F("partner__acronym"))
                )[:1]
            )
        )

    def in_table_order(self, *before):
        """By `before`, then as the table is laid out: by axis, and A2-99 before A2-100."""
        return self.order_by(*before, "axis__number", Length("reference"), "reference")

    def for_table(self, needs=("orientations", "themes", "regions", "participations", "origins"), user=None):
        """Fetch the axis and the `needs` of the columns in a fixed number of queries.

        With `user`, the origins that are shown are those of the meetings that he or she may see.
        """
        found = self.select_related("axis")
        for need in needs:
            if need == "participations":
                found = found.prefetch_related(Prefetch(need, self._participations.select_related("partner")))
            elif need == "origins":
                for source in ("debate_points", "decisions"):
                    parts = self.model._meta.get_field(source).related_model.objects.select_related("meeting")
                    found = found.prefetch_related(Prefetch(source, parts.visible_to(user) if user else parts))
            else:
                found = found.prefetch_related(need)
        return found

    def report_due(self):
        """Actions under way on which nobody has reported for longer than is expected, or ever."""
        report = self.model._meta.get_field("reports").related_model
        today = timezone.localdate()
        recent = report.objects.live().filter(action=OuterRef("pk"), date__gte=today - report.EXPECTED_EVERY)
        begun = Q(start=None) | Q(start__lte=today)
        return self.filter(begun, ~Exists(recent), status__in=self.model.Status.carried_out())

    def with_last_report(self):
        """Annotate ``last_reported_on``."""
        reports = self.model._meta.get_field("reports").related_model.objects.live().filter(action=OuterRef("pk"))
        return self.annotate(last_reported_on=Subquery(reports.order_by("-date").values("date")[:1]))

    def with_last_edit(self):
        """Annotate ``last_edit``: the key of the last change of a value, in the query that reads the values."""
        edits = self.model._meta.get_field("history").related_model.objects.of_values()
        return self.annotate(
            last_edit=Subquery(edits.filter(action=OuterRef("pk")).order_by("-pk").values("pk")[:1]),
        )

    def with_last_word(self, partner):
        """Annotate ``last_confirmation``, its key, and ``seen``: up to which edit `partner` confirmed the values."""
        confirmations = self.model._meta.get_field("confirmations").related_model.objects
        said = confirmations.filter(action=OuterRef("pk")).order_by("-at", "-pk")
        return self.annotate(
            last_confirmation=Subquery(said.values("pk")[:1]),
            seen=Subquery(said.filter(partner=partner).values("seen")[:1]),
        )

    def with_origin(self):
        """Those that come from a meeting: the others need not be fetched to say so."""
        sources = [self.model._meta.get_field(name).through.objects for name in ("debate_points", "decisions")]
        return self.filter(reduce(or_, (Q(pk__in=links.values("jointaction")) for links in sources)))
