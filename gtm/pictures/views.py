"""The pages of pictures, and each picture as a file."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gtm.lib import charts
from gtm.lib.downloads import sent
from gtm.lib.files import PNG, XLSX
from gtm.pictures import coordination, gallery
from gtm.pictures.figures import workbook
from gtm.pictures.sight import Sight

# Of each kind of file: its type, and how it is made of a picture and the words at its foot.
KINDS = {
    "svg": ("image/svg+xml", charts.svg),
    "png": (PNG.content_type, charts.png),
    "xlsx": (XLSX.content_type, workbook),
}


@require_safe
def pictures(request):
    """The state of the table, as far as this person sees it."""
    sight = Sight(request.user)
    context = {"pictures": gallery.of_the_table(sight), "scope": scope(sight), "may_coordinate": sight.reads_everything}
    return render(request, "pictures/pictures.html", context)


@require_safe
def coordinate(request):
    """Who meets whom, and what is to be raised: of the whole table, so for those who see it."""
    sight = Sight(request.user)
    if not sight.reads_everything:
        raise PermissionDenied
    encounters = coordination.Encounters.of(sight)
    context = {
        "pictures": gallery.of_coordination(sight, encounters),
        "findings": coordination.findings(sight, encounters),
        "scope": scope(sight),
    }
    return render(request, "pictures/coordination.html", context)


@require_safe
def file(request, name, kind):
    """A picture to be taken away; one that has nothing to show, too, is not there."""
    sight = Sight(request.user)
    picture = gallery.named(name, sight)
    if picture is None or (picture.drawing is None and kind != "xlsx") or not picture.rows:
        raise Http404(_("There is no such picture that you may see."))
    content_type, make = KINDS[kind]
    called = f"{slugify(picture.title)}-{timezone.localdate().isoformat()}.{kind}"
    return sent(called, make(picture, scope(sight)), content_type)


def scope(sight):
    """Of when the pictures are and whose sight they show."""
    group, day = _("Thematic Group on Migration"), date_format(timezone.localdate())
    partner = sight.user.partner
    if partner and not sight.reads_everything:
        return _("%(group)s, %(day)s: the actions of %(partner)s") % {"group": group, "day": day, "partner": partner}
    return _("%(group)s, %(day)s") % {"group": group, "day": day}
