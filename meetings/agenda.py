"""The agenda of a meeting as somebody may see it, with the hour of each item."""

from datetime import timedelta

from meetings.models import AgendaItem


class Agenda:
    """The items in order, each with when it `begins` (aware): None once the length of an earlier one is not known."""

    def __init__(self, meeting, user):
        self.meeting = meeting
        self.items = list(AgendaItem.objects.visible_to(user).filter(meeting=meeting).with_links(user))
        at = meeting.begins
        for item in self.items:
            item.begins = at
            at = at + timedelta(minutes=item.minutes) if at and item.minutes else None

    @property
    def minutes(self):
        """How long all items take that say so."""
        return sum(item.minutes or 0 for item in self.items)

    @property
    def untimed(self):
        """How many items do not say how long they take."""
        return sum(not item.minutes for item in self.items)

    @property
    def over(self):
        """The minutes by which the items that say how long they take exceed the meeting."""
        if not self.meeting.ends:
            return 0
        planned = (self.meeting.ends - self.meeting.begins).total_seconds() // 60
        return max(self.minutes - int(planned), 0)

    @property
    def keys(self):
        """The order of the items: what whoever moves one has seen."""
        return tuple(item.pk for item in self.items)
