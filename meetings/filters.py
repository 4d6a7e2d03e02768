"""What the decisions can be filtered by."""

from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter

from actions.filters import DATE_FIELD
from actions.models import JointAction
from meetings.models import Decision, Engagement, Meeting
from partners.models import Partner

OPEN = "to-do"


class DecisionFilter(FilterSet):
    """Which decisions are listed, by the parameters of the address."""

    q = CharFilter(method="filter_search", max_length=100, label=_("search"))
    state = ChoiceFilter(
        choices=[(OPEN, _("Everything still to be done")), *Decision.Status.choices],
        method="filter_state",
        label=_("state"),
    )
    late = ChoiceFilter(
        choices=[("yes", _("Late")), ("soon", _("Due within 30 days")), ("no", _("Not late"))],
        method="filter_late",
        label=_("lateness"),
    )
    partner = ModelChoiceFilter(
        queryset=lambda request: Partner.objects.visible_to(request.user).filter(
            pk__in=Decision.objects.visible_to(request.user).values("partners")
        ),
        field_name="partners",
        to_field_name="slug",
        label=_("partner who answers for it"),
    )
    meeting = ModelChoiceFilter(
        queryset=lambda request: Meeting.objects.visible_to(request.user).exclude(decisions=None),
        to_field_name="slug",
        label=_("meeting"),
    )

    def filter_search(self, queryset, name, value):
        return queryset.search(value)

    def filter_state(self, queryset, name, value):
        return queryset.open() if value == OPEN else queryset.filter(status=value)

    def filter_late(self, queryset, name, value):
        if value == "soon":
            return queryset.filter(queryset.soon_condition())
        late = queryset.late_condition()
        return queryset.filter(late) if value == "yes" else queryset.exclude(late)


class EngagementFilter(FilterSet):
    """Which exchanges of the dialogue are listed, by the parameters of the address; the live ones unless asked."""

    q = CharFilter(method="filter_search", max_length=100, label=_("search"))
    circle = ChoiceFilter(choices=Engagement.Circle, label=_("with"))
    partner = ModelChoiceFilter(
        queryset=lambda request: Partner.objects.visible_to(request.user).filter(
            pk__in=Engagement.objects.visible_to(request.user).values("partner")
        ),
        to_field_name="slug",
        label=_("partner"),
    )
    action = CharFilter(method="filter_action", max_length=20, label=_("joint action"))
    follow_up = ChoiceFilter(
        choices=[("open", _("Still to follow")), ("late", _("Late")), ("done", _("Done"))],
        method="filter_follow_up",
        label=_("what follows"),
    )
    after = DateFilter("date", "gte", label=_("from"), **DATE_FIELD)
    before = DateFilter("date", "lte", label=_("until"), **DATE_FIELD)
    archived = ChoiceFilter(choices=[("yes", _("Archived exchanges"))], method="filter_archived", label=_("archive"))

    def filter_search(self, queryset, name, value):
        return queryset.search(value)

    def filter_action(self, queryset, name, value):
        """By its reference, also by one that it had before."""
        action = JointAction.objects.visible_to(self.request.user).called(value.strip().upper())
        return queryset.filter(actions=action) if action else queryset.none()

    def filter_follow_up(self, queryset, name, value):
        if value == "done":
            return queryset.exclude(followed_up_at=None)
        return queryset.late() if value == "late" else queryset.open()

    def filter_archived(self, queryset, name, value):
        return queryset.exclude(archived_at=None)

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data["archived"] else found.live()
