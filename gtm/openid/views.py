"""The way to the provider and back. A provider that is away or talks nonsense is a sentence on the log-in page."""

import logging
from functools import wraps

from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gtm.openid.adapter import refusal

logger = logging.getLogger(__name__)


def answered_in_words(view):
    """Turn what the provider got wrong into a refusal."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except (OSError, AttributeError, LookupError, TypeError, ValueError):  # what `requests` raises is an OSError
            logger.warning("The OpenID Connect provider cannot be understood.", exc_info=True)
            return refusal(request, _("The other log-in does not answer. Try again later, or use your password."))

    return wrapped


@require_POST
@answered_in_words
def begin(request, provider_id):
    """Lead to the provider; on POST only, so that no other site logs anybody in."""
    return openid_connect.login(request, provider_id)


@require_safe
@answered_in_words
def come_back(request, provider_id):
    """What the provider sends the browser back to."""
    return openid_connect.callback(request, provider_id)
