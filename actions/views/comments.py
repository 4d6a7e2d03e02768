"""What is said of an action by its partners and the secretariat."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actions.forms import CommentForm
from actions.models import CellEdit, Comment, JointAction
from actions.permissions import may_comment, may_follow_changes, may_withdraw_comment
from actions.services import commenting
from partners.once import once


def talk(user, action):
    """What the section of an action's comments shows to this person."""
    comments = list(Comment.objects.visible_to(user).filter(action=action).select_related("author__partner"))
    withdrawals = {}
    if any(comment.is_archived for comment in comments):
        told = CellEdit.objects.visible_to(user).filter(action=action, column=Comment.column)
        withdrawals = {cell.part: cell.edit for cell in told.select_related("edit__author")}
    for comment in comments:
        comment.withdrawal = withdrawals.get(comment.pk)
        comment.may_be_withdrawn = not comment.is_archived and may_withdraw_comment(user, comment)
    return {
        "comments": comments,
        "comment_form": CommentForm(user=user) if may_comment(user, action) else None,
    }


@require_POST
def comment(request, reference):
    """Say something of an action."""
    if not may_follow_changes(request.user):
        raise PermissionDenied
    action = JointAction.objects.visible_to(request.user).called(reference)
    if action is None or not may_comment(request.user, action):
        raise Http404(_("There is no action “%(reference)s” that you may see.") % {"reference": reference})
    form = CommentForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            said = commenting.say(by=request.user, action=action, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("text", error)
            form.draw_again()
        else:
            return redirect(said)
    return render(request, "actions/comment.html", {"action": action, "comment_form": form}, status=422)


@require_POST
@once
def withdraw(request, pk):
    """Take a comment back."""
    found = Comment.objects.visible_to(request.user).select_related("action").filter(pk=pk).first()
    if found is None or not may_withdraw_comment(request.user, found):
        raise Http404(_("This page does not exist, or is not for you to see."))
    commenting.withdraw(by=request.user, comment=found)
    messages.success(request, _("The comment is withdrawn."))
    return redirect(found.action)
