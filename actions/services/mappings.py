"""How a sender's headings were understood, kept so that nobody is asked again."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from actions.models import ChangeSet, RememberedMapping
from actions.permissions import may_edit_actions


def recall(*, partner, fingerprint):
    """{normalised heading: name of a column, or empty} as it was last confirmed for `partner` (or None), or None."""
    known = RememberedMapping.objects.filter(partner=partner, fingerprint=fingerprint).first()
    return known and known.columns


@transaction.atomic
def confirm(*, by, change_set, mapping, fingerprint, columns):
    """Keep how the columns of `change_set` are read, for it and for the next file of the same making; read it then.

    Return whether it still waited for that.
    """
    if not may_edit_actions(by):
        raise PermissionDenied
    waiting = ChangeSet.objects.filter(pk=change_set.pk, state=ChangeSet.State.MAPPING)
    confirmed = waiting.update(mapping=mapping, state=ChangeSet.State.READING, progress=0)
    if confirmed:
        RememberedMapping.objects.update_or_create(
            partner=change_set.partner, fingerprint=fingerprint, defaults={"columns": columns}
        )
    return bool(confirmed)
