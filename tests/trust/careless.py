"""`python -m tests.trust.careless`: a worker of the outbox that marks what it has sent, but claims nothing first."""

import django
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()
    from partners.models import Mail
    from partners.services import outbox

    outbox.claim = lambda: Mail.objects.due().first()
    outbox._record = lambda mail, state, **fields: (
        Mail.objects.filter(pk=mail.pk).update(state=state, **fields) and state
    )
    call_command("send_outbox")
