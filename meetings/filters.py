"""What the decisions can be filtered by."""

from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from meetings.models import Decision, Meeting
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
    late = ChoiceFilter(choices=[("yes", _("Late")), ("no", _("Not late"))], method="filter_late", label=_("lateness"))
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
        late = queryset.late_condition()
        return queryset.filter(late) if value == "yes" else queryset.exclude(late)
