"""What the other sheets say of the rows of the table, counted in the one pass that writes them."""

from collections import Counter

from actions.models import JointAction, Participation

LEAD = Participation.Role.LEAD


class Tally:
    """Counts of the rows it was shown, by natural keys: all sheets of a workbook agree. Late is as of `day`."""

    def __init__(self, head, day):
        self.day = day.isoformat()
        self.actions = self.late = 0
        self.synthetic = head.synthetic
        self.axes = set(head.axes)  # an axis without actions belongs to the table too
        self.by_axis = Counter()  # (axis, status)
        self.by_lead = Counter()  # (lead or None, status)
        self.by_role = Counter()  # (partner, role)
        self.by_partner = Counter()
        self._places = [head.columns.index(name) for name in ("axis", "status", "end")]
        self._roles = [(role, head.columns.index(role)) for role in Participation.Role if role in head.columns]
        self._open = set(JointAction.Status.open())

    def add(self, row):
        axis, status, end = (row.values[place] for place in self._places)
        self.actions += 1
        self.late += bool(end and end < self.day and status in self._open)
        self.axes.add(axis)
        self.by_axis[axis, status] += 1
        lead, partners = None, set()
        for role, place in self._roles:
            for partner in row.values[place]:
                self.by_role[partner, role] += 1
                partners.add(partner)
                if role == LEAD:
                    lead = partner
        self.by_lead[lead, status] += 1
        for partner in partners:
            self.by_partner[partner] += 1
