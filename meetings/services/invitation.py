"""What the mails about a meeting say: the invitation, which the secretariat may rewrite, and what follows it."""

from django.utils import formats
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from partners.models import Mail

LONGEST_SUBJECT = Mail._meta.get_field("subject").max_length


def when(meeting):
    """``24 décembre 2008, 10:00–12:00``, as far as it is known."""
    hours = "–".join(f"{hour:%H:%M}" for hour in (meeting.starts_at, meeting.ends_at) if hour)
    return ", ".join(filter(None, [formats.date_format(meeting.date, "DATE_FORMAT"), hours]))


def proposed(meeting):
    """(subject, text) of the invitation before somebody rewrites it."""
    said = _said(meeting)
    agenda = "\n".join(f"{number}. {item.title}" for number, item in enumerate(meeting.agenda.all(), start=1))
    paragraphs = [
        _("Dear Sir or Madam,"),
        _("The Thematic Group on Migration has the honour to invite you to its meeting: “%(title)s”.") % said,
        said["facts"],
        _("Agenda:\n%(agenda)s") % {"agenda": agenda} if agenda else "",
        _signature(),
    ]
    return _subject(_("Invitation: %(title)s, %(date)s"), said), "\n\n".join(filter(None, paragraphs))


def standing(address):
    """What follows in every invitation, whatever the secretariat writes."""
    return _(
        "Please say whether you come; no account is needed, and you may change your answer until the day of the "
        "meeting:\n%(link)s\n\nThe file that goes with this mail puts the meeting into your calendar."
    ) % {"link": address}


def change(meeting, address):
    """(subject, text) of what is told to somebody whose invitation says otherwise."""
    said = _said(meeting)
    if meeting.is_cancelled:
        subject, body = (
            _("Cancelled: %(title)s, %(date)s"),
            _("Dear Sir or Madam,\n\nThe meeting “%(title)s” is cancelled.\n\n%(facts)s"),
        )
        rest = [meeting.cancel_reason, _("The file that goes with this mail takes it out of your calendar.")]
    else:
        subject, body = (
            _("Changed: %(title)s, %(date)s"),
            _(
                "Dear Sir or Madam,\n\nThe meeting “%(title)s” to which you are invited was changed. It is now "
                "held:\n\n%(facts)s"
            ),
        )
        rest = [standing(address)]
    return _subject(subject, said), "\n\n".join(filter(None, [body % said, *rest, _signature()]))


def removal(meeting):
    """(subject, text) of what is told to somebody who is no longer asked."""
    said = _said(meeting)
    body = _(
        "Dear Sir or Madam,\n\nYou are no longer awaited at the meeting “%(title)s”.\n\n%(facts)s\n\n"
        "The file that goes with this mail takes it out of your calendar."
    )
    return _subject(_("No longer awaited: %(title)s, %(date)s"), said), f"{body % said}\n\n{_signature()}"


def _said(meeting):
    facts = [_("Date: %(when)s") % {"when": when(meeting)}]
    if meeting.place:
        facts.append(_("Place: %(place)s") % {"place": meeting.place})
    title = " ".join(meeting.title.split())
    return {"title": title, "date": formats.date_format(meeting.date, "DATE_FORMAT"), "facts": "\n".join(facts)}


def _subject(template, said):
    """A subject in one line that the outbox takes, with the date at its end however long the title is."""
    room = LONGEST_SUBJECT - len(template % (said | {"title": ""}))
    return template % (said | {"title": Truncator(said["title"]).chars(room)})


def _signature():
    return _("The secretariat of the Thematic Group on Migration")
