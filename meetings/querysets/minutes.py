"""The minutes as they were sent for remarks and approved."""

from gtm.lib.frozen import FrozenQuerySet
from meetings.querysets.meetings import OfMeetingQuerySet
from partners import permissions


class VersionQuerySet(OfMeetingQuerySet, FrozenQuerySet):
    """Minutes that left the secretariat."""

    def approved(self):
        """The version that was approved, or None."""
        return self.filter(kind="approved").first()


class OfVersionQuerySet(OfMeetingQuerySet):
    """Remarks on the minutes."""

    def visible_to(self, user):
        """Secretariat and readers: all. Focal points: those of their own partner."""
        if permissions.reads_everything(user):
            return self.filter(version__meeting__in=self._meetings.visible_to(user))
        partner = permissions.partner_of(user)
        found = self.filter(version__meeting__in=self._meetings.visible_to(user), partner=partner)
        return found if partner else self.none()

    @property
    def _meetings(self):
        version = self.model._meta.get_field("version").related_model
        return version._meta.get_field("meeting").related_model.objects


class MinutesTemplateQuerySet(FrozenQuerySet):
    """Minutes as the secretariat styled them in Word."""

    def visible_to(self, user):
        return self if permissions.is_secretariat(user) else self.none()

    def in_use(self):
        """The latest one, or None: minutes look like it, whoever reads them."""
        return self.select_related("added_by").first()
