"""What one person sees of the table, and how the pictures of it lead back to it."""

from functools import cached_property

from django.urls import reverse
from django.utils.formats import localize
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.models import Axis, JointAction, Participation
from gtm.lib.charts import Bar, Datum
from partners.models import Partner
from partners.permissions import reads_everything

TOP = 20  # bars of partners; the others are added up

Status, Role = JointAction.Status, Participation.Role


class Sight:
    """The live actions that `user` sees, with what they refer to, read once for all the pictures of a page."""

    def __init__(self, user):
        self.user = user
        self.reads_everything = reads_everything(user)
        self.actions = JointAction.objects.visible_to(user).live()

    @cached_property
    def keys(self):
        """The keys of the actions, as a subquery."""
        return self.actions.order_by().values("pk")

    @cached_property
    def participations(self):
        return Participation.objects.filter(action__in=self.keys).order_by()

    @cached_property
    def axes(self):
        """{key: axis} in their order."""
        return {axis.pk: axis for axis in Axis.objects.visible_to(self.user)}

    @cached_property
    def partners(self):
        """{key: partner} of the directory, by name."""
        return {partner.pk: partner for partner in Partner.objects.visible_to(self.user)}

    def axes_of(self, counted):
        """The axes to show: those in force, and those put away under which something is `counted`."""
        return [axis for axis in self.axes.values() if not axis.is_archived or axis.pk in counted]


def table(**parameters):
    """The address of the table that the parameters filter."""
    return f"{reverse('actions:table')}?{urlencode(parameters, doseq=True)}"


def actions_in_words(number):
    return ngettext("%(number)s action", "%(number)s actions", number) % {"number": number}


def said(label, number):
    """What a mark says: “2. Santé, Ongoing: 3 actions”."""
    return _("%(label)s: %(number)s") % {"label": label, "number": actions_in_words(number)}


def more(number, what):
    """A sentence of what is left out of a picture, if anything is: `what` takes the number."""
    return [what % {"number": number}] if number else []


def top(ranked, size=TOP):
    """The first of `ranked` and the others; one alone is not worth being left out."""
    return (ranked, []) if len(ranked) <= size + 1 else (ranked[:size], ranked[size:])


def rest(slug, partners, total):
    """The line of so many partners that are added up, without a bar, which would dwarf the others.

    It leads to the table beside the picture, which has them one by one.
    """
    label = ngettext("%(number)s other partner", "%(number)s other partners", partners) % {"number": partners}
    return Bar(label, [], f"#{slug}-data", localize(total), "rest-label")


def datum(number, **parameters):
    """A number of actions that leads to them; nought leads nowhere."""
    return Datum(number, table(**parameters) if number else "")
