"""Rows of the table, in the words of its users. Imports no model: models take their managers from here."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Case, Count, Exists, F, Min, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce, Length
from django.utils import timezone

from gtm.lib.frozen import FrozenQuerySet
from gtm.lib.models import ArchivableQuerySet
from gtm.lib.search import words
from partners import permissions

LEAD = "lead"
# Columns of the ledger that only the secretariat reads.
KEPT = ["internal_notes", "archived"]


class ReferenceQuerySet(ArchivableQuerySet):
    """Orientations, axes, themes and regions: everyone who logs in sees them."""

    def get_by_natural_key(self, key):
        return self.get(**{self.model.NATURAL_KEY: key})

    def visible_to(self, user):
        """Archived rows are the secretariat's business."""
        return self if permissions.is_secretariat(user) else self.live()

    def with_names(self):
        """All that somebody may name by typing, archived rows too: they may stand in a cell already."""
        return self.all()


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


class EditQuerySet(models.QuerySet):
    """The acts that changed the table."""

    def visible_to(self, user):
        """What was done is the secretariat's to see; others read the history of the cells that they may see."""
        return self if permissions.is_secretariat(user) else self.none()


class CellEditQuerySet(models.QuerySet):
    """What became of each cell."""

    def visible_to(self, user):
        """The history of the actions that this person sees, without what stays in the secretariat.

        That is, some columns, and all that was ever said of a milestone, report, document or comment that was
        withdrawn or is internal.
        """
        if permissions.is_secretariat(user):
            return self
        action = self.model._meta.get_field("action").related_model
        report = action._meta.get_field("reports").related_model
        parts = {
            "milestones": action._meta.get_field("milestones").related_model,
            "reports": report,
            "documents": report._meta.get_field("documents").related_model,
            "comments": action._meta.get_field("comments").related_model,
        }
        told = ~Q(column__in=[*KEPT, *parts])
        for column, part in parts.items():
            told |= Q(column=column, part__in=part.objects.visible_to(user).order_by().values("pk"))
        return self.filter(told, action__in=action.objects.visible_to(user))

    def of_values(self):
        """Those of the cells that everybody reads: what somebody may confirm."""
        return self.filter(part=0).exclude(column__in=KEPT)

    def with_authors(self):
        return self.select_related("edit__author", "edit__undone_by")


class PartQuerySet(ArchivableQuerySet):
    """What hangs on an action: milestones and progress reports."""

    parent = "action"

    def visible_to(self, user):
        """Those of the actions that this person sees; what was withdrawn is the secretariat's business."""
        parents = self.model._meta.get_field(self.parent).related_model.objects.visible_to(user)
        found = self.filter(**{f"{self.parent}__in": parents})
        return found if permissions.is_secretariat(user) else found.live()

    def with_action(self):
        return self.select_related("action")


class DocumentQuerySet(PartQuerySet):
    """Files that go with progress reports."""

    parent = "report"

    def with_action(self):
        return self.select_related("report__action")


class SavedViewQuerySet(models.QuerySet):
    """Views of the table that are kept under a name."""

    def visible_to(self, user):
        """One's own and the shared ones; nobody, not even the secretariat, opens those of another."""
        return self.filter(Q(owner=user.pk) | Q(owner=None)) if user.is_authenticated else self.none()

    def with_default(self, user):
        """Annotate ``is_default``: whether the table opens with it for this person."""
        defaults = self.model._meta.get_field("defaults").related_model.objects
        return self.annotate(is_default=Exists(defaults.filter(view=OuterRef("pk"), user=user)))


class EditionQuerySet(FrozenQuerySet):
    """Editions of the table."""

    def visible_to(self, user):
        """The secretariat: all. Others: those that were circulated, to whomever, by themselves or with a call."""
        if permissions.is_secretariat(user):
            return self
        if not user.is_authenticated:
            return self.none()
        transmissions = self.model._meta.get_field("transmissions").related_model.objects
        calls = self.model._meta.get_field("calls").related_model.objects.exclude(sent_at=None)
        return self.filter(
            Exists(transmissions.filter(edition=OuterRef("pk"))) | Exists(calls.filter(edition=OuterRef("pk")))
        )

    def with_circulation(self):
        """Annotate ``partner_count``: to how many partners the edition was handed."""
        return self.annotate(partner_count=Count("transmissions__partner", distinct=True))


class IssuedWorkbookQuerySet(FrozenQuerySet):
    """Workbooks that left."""

    def visible_to(self, user):
        """The ledger is the secretariat's; a focal point has what was sent to her partner, and what she made."""
        if permissions.is_secretariat(user):
            return self
        own = Q(made_by=user.pk) if user.is_authenticated else Q(pk=None)
        partner = permissions.partner_of(user)
        if partner:
            transmissions = self.model._meta.get_field("transmissions").related_model.objects
            own |= Exists(transmissions.filter(workbook=OuterRef("pk"), partner=partner))
        return self.filter(own)

    def fit_for(self, partner):
        """Those in which the rows of `partner` are open, and then those for everybody."""
        return self.filter(Q(partner=partner) | Q(partner=None)).order_by(F("partner").desc(nulls_last=True))

    def with_contents(self):
        """With what it takes to write them again, in one query."""
        return self.select_related("snapshot", "edition", "partner", "compared_with__snapshot")

    def with_outcome(self):
        """With what the ledger says of them: by whom and of what, to whom they were sent, and what came back."""
        found = self.select_related("snapshot", "edition", "partner", "made_by").defer("snapshot__content")
        transmissions = self.model._meta.get_field("transmissions").related_model.objects
        returned = self.model._meta.get_field("change_sets").related_model.objects
        return found.prefetch_related(
            Prefetch("transmissions", transmissions.select_related("edition", "partner")),
            Prefetch("change_sets", returned.only("workbook", "received_at", "state").order_by("received_at")),
        )


class TransmissionQuerySet(models.QuerySet):
    """Editions handed to partners."""

    def visible_to(self, user):
        """The register is the secretariat's; a focal point sees what her partner was sent."""
        if permissions.is_secretariat(user):
            return self
        partner = permissions.partner_of(user)
        return self.filter(partner=partner) if partner else self.none()

    def unanswered(self):
        return self.filter(answer="")


# Whether the edit that applied a proposal was taken back since.
UNDONE = Case(When(edit__undone_by=None, then=False), default=True, output_field=models.BooleanField())


class ChangeSetQuerySet(models.QuerySet):
    """What senders propose."""

    def visible_to(self, user):
        """The secretariat: all. A focal point: those of her partner."""
        if permissions.is_secretariat(user):
            return self
        partner = permissions.partner_of(user)
        return self.filter(partner=partner) if partner else self.none()


class RowChangeQuerySet(models.QuerySet):
    """What change sets say of rows."""

    def visible_to(self, user):
        sets = self.model._meta.get_field("change_set").related_model.objects
        return self.filter(change_set__in=sets.visible_to(user))

    def with_undone(self):
        return self.annotate(is_undone=UNDONE)


class CellChangeQuerySet(models.QuerySet):
    """What change sets say of cells."""

    def visible_to(self, user):
        sets = self.model._meta.get_field("row").related_model._meta.get_field("change_set").related_model.objects
        return self.filter(row__change_set__in=sets.visible_to(user))

    def with_undone(self):
        return self.annotate(is_undone=UNDONE)


class RequestQuerySet(models.QuerySet):
    """What partners ask of agencies."""

    def visible_to(self, user):
        """What was submitted: the secretariat and readers all, a focal point what is addressed to her partner.

        Drafts are their partner's alone, as long as they live.
        """
        submitted = Q(submitted_at__isnull=False)
        if permissions.reads_everything(user):
            return self.filter(submitted)
        partner = permissions.partner_of(user)
        if partner is None:
            return self.none()
        addressed = self.model._meta.get_field("agencies").remote_field.through.objects.filter(partner=partner)
        return self.filter(Q(partner=partner) | (submitted & Q(pk__in=addressed.values("partnerrequest"))))

    def of(self, user):
        """Those of the partner for whom this person speaks."""
        partner = permissions.partner_of(user)
        return self.filter(partner=partner) if partner else self.none()

    def late_condition(self):
        """Submitted, and without an answer for longer than it should be. Derived, never stored."""
        return Q(state="submitted", submitted_at__lt=timezone.now() - self.model.ANSWERED_WITHIN)

    def awaiting(self, partner):
        """Those on which the opinion of this partner is asked and not given yet."""
        asked = self.model._meta.get_field("agencies").remote_field.through.objects.filter(partner=partner)
        opinions = self.model._meta.get_field("opinions").related_model.objects
        given = opinions.living().filter(request=OuterRef("pk"), agency=partner)
        return self.filter(~Exists(given), state="submitted", pk__in=asked.values("partnerrequest"))

    def with_first_opinion(self):
        """Annotate ``first_opinion_at``."""
        return self.annotate(first_opinion_at=Min("opinions__at"))

    def drafts_first(self):
        return self.order_by(F("submitted_at").desc(nulls_first=True), "-pk")


class OfRequestQuerySet(models.QuerySet):
    """What hangs on a request."""

    def visible_to(self, user):
        requests = self.model._meta.get_field("request").related_model.objects
        return self.filter(request__in=requests.visible_to(user))


class OpinionQuerySet(OfRequestQuerySet):
    """What agencies think of requests."""

    def living(self):
        return self.filter(superseded_at=None)

    def superseded(self):
        return self.exclude(superseded_at=None)


class RequestDocumentQuerySet(OfRequestQuerySet):
    """Files that go with requests."""


class RequestEventQuerySet(OfRequestQuerySet, FrozenQuerySet):
    """What was done with requests."""

    def visible_to(self, user):
        """Internal notes never leave the secretariat."""
        found = super().visible_to(user)
        return found if permissions.may_read_internal_notes(user) else found.exclude(verb="note")


class OfActionQuerySet(models.QuerySet):
    """What is said of an action."""

    def visible_to(self, user):
        actions = self.model._meta.get_field("action").related_model.objects
        return self.filter(action__in=actions.visible_to(user))


class ConfirmationQuerySet(OfActionQuerySet, FrozenQuerySet):
    """That somebody had nothing to change."""


class CommentQuerySet(OfActionQuerySet, ArchivableQuerySet):
    """What was said of actions."""

    def visible_to(self, user):
        """Internal ones never leave the secretariat, nor do those that were withdrawn."""
        found = super().visible_to(user)
        if not permissions.is_secretariat(user):
            found = found.live()
        return found if permissions.may_read_internal_notes(user) else found.filter(is_internal=False)


class CallQuerySet(models.QuerySet):
    """Calls for proposals."""

    def visible_to(self, user):
        """The secretariat: all. Readers: those that were sent. A focal point: those sent that invite her partner."""
        if permissions.is_secretariat(user):
            return self
        sent = self.exclude(sent_at=None)
        if permissions.reads_everything(user):
            return sent
        partner = permissions.partner_of(user)
        if partner is None:
            return self.none()
        invited = self.model._meta.get_field("invited").remote_field.through.objects.filter(partner=partner)
        return sent.filter(pk__in=invited.values("callforproposals"))

    def open(self):
        """Those that may still be answered."""
        return self.exclude(sent_at=None).filter(deadline__gte=timezone.localdate())

    @property
    def _answers(self):
        """What answers a call: requests of invited partners that were submitted, and not taken back."""
        requests = self.model._meta.get_field("requests").related_model.objects
        return requests.filter(submitted_at__isnull=False).exclude(state="withdrawn")

    def with_answers(self):
        """Annotate ``invited_count``, and ``answered_count``: how many of the invited have answered."""
        invited = self.model._meta.get_field("invited").remote_field.through.objects
        invited = invited.filter(callforproposals=OuterRef("pk")).order_by().values("callforproposals")
        answer = self._answers.filter(call=OuterRef("callforproposals"), partner=OuterRef("partner"))
        count = {"number": Count("pk")}
        return self.annotate(
            invited_count=Coalesce(Subquery(invited.annotate(**count).values("number")), 0),
            answered_count=Coalesce(Subquery(invited.filter(Exists(answer)).annotate(**count).values("number")), 0),
        )

    def with_answer_of(self, user):
        """Annotate ``is_answered``: whether the partner for whom this person speaks has answered."""
        answer = self._answers.filter(call=OuterRef("pk"), partner=permissions.partner_of(user))
        return self.annotate(is_answered=Exists(answer))


class CallDocumentQuerySet(FrozenQuerySet):
    """Letters and annexes as they were sent."""

    def visible_to(self, user):
        calls = self.model._meta.get_field("call").related_model.objects
        return self.filter(call__in=calls.visible_to(user))


class LetterTemplateQuerySet(FrozenQuerySet):
    """Letters as the secretariat styled them."""

    def visible_to(self, user):
        return self if permissions.may_edit(user) else self.none()
