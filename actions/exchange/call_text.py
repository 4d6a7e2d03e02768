"""What a call for proposals says before somebody writes it, in French.

The first one says what the meeting of 24 December 2008 decided, to whom it is to be written, and for whom; those after
it what the last one said.
"""

from django.utils import translation
from django.utils.translation import gettext as _

KEPT = ["place", "addressee", "title", "body", "signatory"]


def proposed(last=None):
    """The texts of a new call, by the names of their fields; `last` is the call before it."""
    if last:
        return {name: getattr(last, name) for name in KEPT}
    with translation.override("fr"):
        return {
            "place": "Rabat",
            "addressee": _(
                "Mr Youssef Amrani\nSecretary General of the Ministry of Foreign Affairs and Cooperation (MAEC)"
            ),
            "title": _("Call for proposals: joint projects on migration"),
            "body": _body(),
            "signatory": _("Johannes van der Klaauw\nChairman of the Thematic Group on Migration"),
        }


def _body():
    return _(
        "Secretary General,\n\nAt the meeting of the Thematic Group on Migration with its national partners, held on "
        "24 December 2008 at the Ministry of Foreign Affairs and Cooperation, it was decided that the national "
        "partners involved in the joint actions propose requests to the agencies of the United Nations and to the IOM, "
        "which may concern one or several actors, national or international.\n\nThe group therefore has the honour to "
        "ask you to kindly invite the departments to submit proposals for joint projects, drawing on the table of "
        "joint actions and on the presentation of the strategic framework, both annexed to this letter.\n\nThe "
        "secretariat of the group remains at the disposal of the departments for whatever they wish to know.\n\n"
        "Please accept, Secretary General, the assurance of our high consideration."
    )
