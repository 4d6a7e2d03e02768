"""What concerns whoever speaks for a partner: what is asked of her, and the actions that her partner takes part in."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actions.models import (
    CallForProposals,
    Confirmation,
    Edition,
    JointAction,
    Participation,
    PartnerRequest,
    ProgressReport,
    Transmission,
)

LAST = 3  # meetings that are past


class Ask(NamedTuple):
    """Something that a person is asked to do: what, about what, where, and by when if there is such a day."""

    verb: str
    about: str
    path: str
    due: date | None = None

    @property
    def is_overdue(self):
        return self.due is not None and self.due < timezone.localdate()


@dataclass
class OwnAction:
    """An action with the roles of the partner, and how current its values are."""

    action: JointAction
    roles: list
    confirmation: Confirmation | None  # the latest, whoever confirmed
    is_report_due: bool

    @property
    def seen(self):
        """The last change that the page shows."""
        return self.action.last_edit or 0

    @property
    def is_confirmed(self):
        """Whether the partner itself has confirmed it since it was last changed."""
        return self.action.seen is not None and self.action.seen >= self.seen

    @property
    def is_changed_since(self):
        return self.confirmation is not None and self.confirmation.seen < self.seen


class Mine:
    """The page of `user`, who speaks for a partner."""

    def __init__(self, user):
        self.user, self.partner = user, user.partner

    @cached_property
    def actions(self):
        """[OwnAction] in the order of the table."""
        visible = JointAction.objects.visible_to(self.user)
        found = list(
            visible.with_last_report().with_last_edit().with_last_word(self.partner).for_table(()).in_table_order()
        )
        taking_part = Participation.objects.filter(partner=self.partner, action__in=[action.pk for action in found])
        roles = {}
        for action, role in taking_part.order_by().values_list("action", "role"):
            roles.setdefault(action, set()).add(role)
        carrying = visible.involving(partner=self.partner, role__in=Participation.Role.reporting())
        due = set(carrying.report_due().values_list("pk", flat=True))
        said = Confirmation.objects.visible_to(self.user).select_related("author", "partner")
        confirmations = said.in_bulk([action.last_confirmation for action in found if action.last_confirmation])
        return [
            OwnAction(
                action,
                [role for role in Participation.Role if role in roles[action.pk]],
                confirmations.get(action.last_confirmation),
                action.pk in due,
            )
            for action in found
        ]

    @property
    def groups(self):
        """[(role, its actions)], each action under the first of its roles."""
        found = [(role, [own for own in self.actions if own.roles[0] == role]) for role in Participation.Role]
        return [(role, ones) for role, ones in found if ones]

    @property
    def unconfirmed(self):
        return [own for own in self.actions if not own.is_confirmed]

    @property
    def late(self):
        return [own for own in self.actions if own.action.is_late]

    # What is asked ------------------------------------------------------------------------------

    @cached_property
    def transmissions(self):
        """The editions to which the partner has not answered, the latest first."""
        sent = Transmission.objects.visible_to(self.user).unanswered().select_related("edition", "workbook")
        return sent.order_by("-sent_at")

    @cached_property
    def asks(self):
        """[Ask], what has a day first."""
        found = [*self._opinions(), *self._calls(), *self._reports(), *self._drafts()]
        return sorted(found, key=lambda ask: (ask.due is None, ask.due or date.min))

    def _reports(self):
        for own in self.actions:
            if own.is_report_due:
                last = own.action.last_reported_on
                path = reverse("actions:add_report", args=[own.action.reference])
                yield Ask(_("Report progress"), str(own.action), path, last and last + ProgressReport.EXPECTED_EVERY)

    def _opinions(self):
        asked = PartnerRequest.objects.visible_to(self.user).awaiting(self.partner)
        for found in asked.order_by("submitted_at"):
            yield Ask(_("Give your opinion"), str(found), found.get_absolute_url(), found.opinion_due)

    def _calls(self):
        calls = CallForProposals.objects.visible_to(self.user).open().with_answer_of(self.user)
        for call in calls.filter(is_answered=False).order_by("deadline"):
            yield Ask(_("Answer the call for proposals"), str(call), call.get_absolute_url(), call.deadline)

    def _drafts(self):
        drafts = PartnerRequest.objects.visible_to(self.user).of(self.user).filter(state=PartnerRequest.State.DRAFT)
        for draft in drafts.select_related("call"):
            deadline = draft.call and draft.call.deadline
            yield Ask(_("Finish and submit your request"), draft.title, draft.get_absolute_url(), deadline)

    # What there is to read ----------------------------------------------------------------------

    @cached_property
    def edition(self):
        """The last edition that was circulated, or None."""
        return Edition.objects.visible_to(self.user).first()

    @cached_property
    def meetings(self):
        """{"upcoming": …, "past": …} of the meetings to which the partner is invited (its attendances)."""
        invited = self.partner.attendances.visible_to(self.user).select_related("meeting")
        today = timezone.localdate()
        return {
            "upcoming": invited.filter(meeting__date__gte=today).order_by("meeting__date"),
            "past": invited.filter(meeting__date__lt=today).order_by("-meeting__date")[:LAST],
        }
