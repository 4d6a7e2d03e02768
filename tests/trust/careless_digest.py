"""`python -m tests.trust.careless_digest`: looks once, before all the others, who is due, and locks nothing."""

import time

import django
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()
    from django.db import transaction

    from gtm import digest
    from partners.services import notifications

    with transaction.atomic():
        seen = {person.pk: notifications.hold(person) for person in digest.recipients()}
    time.sleep(2)
    notifications.hold = lambda person: seen[person.pk]
    call_command("send_digests")
