"""Comments on actions: said, and withdrawn. Internal ones are the secretariat's, whatever a form claims."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actions.models import CellEdit, Comment, Edit, JointAction
from actions.permissions import may_comment, may_read_internal_notes, may_withdraw_comment
from gtm.lib.cells import squeeze


@transaction.atomic
def say(*, by, token, action, text, is_internal=False):
    """Say something of an action; the same form sent twice, which its `token` tells, says it once."""
    action = JointAction.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=action.pk).first()
    if action is None or not may_comment(by, action):
        raise PermissionDenied
    text = squeeze(text)
    if not text:
        raise ValidationError(_("Write what you have to say."))
    is_internal = is_internal and may_read_internal_notes(by)
    said = {"action": action, "author": by, "text": text, "is_internal": is_internal}
    comment, _is_new = Comment.objects.get_or_create(token=token, defaults=said)
    if any(getattr(comment, name) != value for name, value in said.items()):
        raise ValidationError(_("This form was sent already, with another text. Send it again to say this, too."))
    return comment


@transaction.atomic
def withdraw(*, by, comment):
    """Take a comment back. The secretariat still reads it, and the ledger tells who withdrew it."""
    comment = Comment.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=comment.pk).first()
    if comment is None or not may_withdraw_comment(by, comment):
        raise PermissionDenied
    if comment.is_archived:
        return
    comment.archived_at = timezone.now()
    comment.save(update_fields=["archived_at"])
    edit = Edit.objects.create(author=by, channel=Edit.Channel.FORM)
    CellEdit.objects.create(
        edit=edit, action_id=comment.action_id, column=comment.column, part=comment.pk, before=comment.text, after=None
    )
