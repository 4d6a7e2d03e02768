"""A form sent twice, by a double click or over a slow line, is carried out once.

The form draws a token with the tag ``{% once %}``; the view that takes it is decorated with `once`.
"""

from datetime import timedelta
from functools import wraps
from hashlib import sha256

from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils import timezone

from partners.models import Submission

FIELD = "once"
KEPT_FOR = timedelta(days=1)


def once(view):
    """Carry out a form with a token once, and send whoever comes with the same one again where the first was sent.

    A form that was refused may be sent again, and one whose contents differ is another: who goes back in the browser
    and corrects it loses nothing. Whoever comes at the same moment waits until the first is through.
    """

    @wraps(view)
    def carry_out(request, *args, **kwargs):
        if request.method != "POST" or not request.POST.get(FIELD):
            return view(request, *args, **kwargs)
        with transaction.atomic():
            Submission.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
            submission, is_new = Submission.objects.get_or_create(key=_key(request))
            if not is_new:
                return HttpResponseRedirect(submission.answer)
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponseRedirect):
                submission.answer = response.url
                submission.save(update_fields=["answer"])
            else:
                submission.delete()
        return response

    return carry_out


def _key(request):
    """A digest of who sent what where."""
    fields = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    files = [(name, file.name, file.size) for name, held in request.FILES.lists() for file in held]
    return sha256(repr((request.user.pk, request.path, fields, files)).encode()).hexdigest()
