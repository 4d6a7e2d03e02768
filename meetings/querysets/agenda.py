"""What a meeting is to talk about."""

from django.db.models import Prefetch

from meetings.querysets.meetings import OfMeetingQuerySet


class AgendaItemQuerySet(OfMeetingQuerySet):
    """Items of agendas."""

    def with_links(self, user):
        """What each item is about, as far as this person may see it."""
        linked = ("decisions", "actions", "requests", "change_sets")
        models = [(name, self.model._meta.get_field(name).related_model) for name in linked]
        return self.prefetch_related(*(Prefetch(name, model.objects.visible_to(user)) for name, model in models))
