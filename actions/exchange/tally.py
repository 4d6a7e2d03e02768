"""What the other sheets say of the rows of the table, counted in the one pass that writes them."""

from collections import Counter


class Tally:
    """Counts of the actions it was shown: all sheets of a workbook agree, whatever changes meanwhile."""

    def __init__(self, axes):
        self.actions = self.late = self.synthetic = 0
        self.axes = set(axes)  # an axis without actions belongs to the table too
        self.by_axis = Counter()  # (axis, status)
        self.by_lead = Counter()  # (lead or None, status)
        self.by_role = Counter()  # (partner, role)
        self.by_partner = Counter()

    def add(self, action):
        self.actions += 1
        self.late += action.is_late
        self.synthetic += action.is_synthetic
        self.axes.add(action.axis)
        self.by_axis[action.axis, action.status] += 1
        self.by_lead[action.lead, action.status] += 1
        participations = action.participations.all()
        self.by_role.update((part.partner, part.role) for part in participations)
        self.by_partner.update({part.partner for part in participations})
