"""Views of the table under a name: opened, kept, renamed, removed, and set as the one that greets a person."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actions.forms.views import SavedViewForm
from actions.models import DefaultView, SavedView
from actions.permissions import may_edit_actions
from actions.saved_views import ViewMenu, address, mended
from partners.models import User

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


def open_view(request, view):
    """Go to the address of a view, and say what it asks for that no longer exists or is not for this person."""
    table, left_out = mended(request.user, view.query)
    if left_out:
        said = _("“%(view)s” opens without what no longer exists or is not open to you: %(left_out)s.")
        messages.warning(request, said % {"view": view, "left_out": ", ".join(left_out)})
    return redirect(address(table.query, view.pk))


def find(request, pk, to_change=False):
    """A view that this person may open, or may change; another's answers as one that does not exist."""
    view = SavedView.objects.visible_to(request.user).filter(pk=pk).first()
    if view is None or (to_change and not view.may_be_changed_by(request.user)):
        raise Http404(_("There is no such view, or it is somebody else's."))
    return view


def show(request, form=None):
    """The list of views, and the form whose name was refused."""
    menu = ViewMenu(request.user)
    context = {"menu": menu, "form": form, "may_edit": may_edit_actions(request.user)}
    return render(request, "actions/views/list.html", context, status=400 if form else 200)


@transaction.atomic
def keep(request, view, data):
    """Save what the table shows as `view`, then show it there; or ask for another name."""
    # Two clicks on a button come one after the other.
    User.objects.select_for_update(of=("self",)).get(pk=request.user.pk)
    table, _left_out = mended(request.user, request.POST.get("query", ""))
    view.query = table.query
    form = SavedViewForm(data, user=request.user, instance=view)
    if form.is_valid():
        form.save()
    elif saved := _same(request.user, view):
        view = saved
    else:
        return show(request, form)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view})
    return redirect(address(view.query, view.pk))


def _same(user, view):
    """The view that an earlier click on the button has saved, if `view` is new; or None."""
    found = SavedView.objects.visible_to(user).filter(owner=view.owner, name=view.name, query=view.query)
    return found.first() if view.pk is None else None


@reads_or_posts
def saved_views(request):
    """The views that this person may open; a POST keeps one more."""
    if request.method == "POST":
        return keep(request, SavedView(owner=request.user), request.POST)
    return show(request)


@reads_or_posts
def saved_view(request, pk):
    """Open a view; a POST overwrites it, or makes a copy of one's own where it is not one's own to change."""
    view = find(request, pk)
    if request.method != "POST":
        return open_view(request, view)
    name = request.POST.get("name", view.name)
    if not view.may_be_changed_by(request.user):
        view = SavedView(owner=request.user)
    return keep(request, view, {"name": name})


@require_POST
def rename(request, pk):
    """Give a view another name."""
    view = find(request, pk, to_change=True)
    form = SavedViewForm(request.POST, user=request.user, instance=view)
    if not form.is_valid():
        return show(request, form)
    form.save()
    messages.success(request, _("The view is now called “%(name)s”.") % {"name": view})
    return redirect("actions:views")


@require_POST
def remove(request, pk):
    """Forget a view; the actions that it showed stay as they are."""
    view = find(request, pk, to_change=True)
    view.delete()
    messages.success(request, _("The view “%(name)s” is removed; the actions stay as they are.") % {"name": view})
    return redirect("actions:views")


@require_POST
def default(request, pk):
    """Let the table open with a view, or no longer."""
    view = find(request, pk)
    if request.POST.get("default") == "yes":
        DefaultView.objects.update_or_create(user=request.user, defaults={"view": view})
        said = _("The table now opens with “%(name)s”.")
    else:
        DefaultView.objects.filter(user=request.user, view=view).delete()
        said = _("The table no longer opens with “%(name)s”.")
    messages.success(request, said % {"name": view})
    return redirect("actions:views")
