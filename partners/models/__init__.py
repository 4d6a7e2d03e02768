"""The directory, its people, and the mail that goes out to them."""

from partners.models.directory import Partner, PartnerAlias
from partners.models.mail import Mail, MailAttachment
from partners.models.people import Contact, User

__all__ = ["Contact", "Mail", "MailAttachment", "Partner", "PartnerAlias", "User"]
