"""What a meeting is to talk about."""

from django.db.models import Prefetch

from meetings.querysets.meetings import OfMeetingQuerySet

# What an item may be about, and what is read of each to name it.
LINKS = {"decisions": ["meeting"], "actions": [], "requests": [], "change_sets": ["partner", "workbook__edition"]}


class AgendaItemQuerySet(OfMeetingQuerySet):
    """Items of agendas."""

    def with_links(self, user):
        """What each item is about, as far as this person may see it."""
        linked = {name: self.model._meta.get_field(name).related_model.objects for name in LINKS}
        return self.prefetch_related(
            *(Prefetch(name, rows.visible_to(user).select_related(*LINKS[name])) for name, rows in linked.items())
        )
