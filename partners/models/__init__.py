"""The directory, its people, who is invited to join them, and the mail that goes out to them."""

from partners.models.directory import Partner, PartnerAlias
from partners.models.invitations import Invitation
from partners.models.mail import Mail, MailAttachment
from partners.models.notifications import Notifications
from partners.models.people import Contact, User
from partners.models.submissions import Submission

__all__ = [
    "Contact",
    "Invitation",
    "Mail",
    "MailAttachment",
    "Notifications",
    "Partner",
    "PartnerAlias",
    "Submission",
    "User",
]
