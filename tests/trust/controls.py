"""The application with its saving broken on purpose: what the trust runs must be able to see."""

from time import sleep

from django.core.wsgi import get_wsgi_application


def _broken():
    """The whole application, and the module in which it saves."""
    application = get_wsgi_application()
    from actions import services
    from actions.services import saving

    return application, services, saving


def without_comparison():
    """The last one to save wins, whatever she had seen."""
    application, _services, saving = _broken()
    compare = saving._compare
    saving._compare = lambda action, changes: compare(
        action, [saving.Change(change.action, change.column, change.value) for change in changes]
    )
    return application


def without_lock():
    """What was seen is compared and then written, but others come in between."""
    application, services, saving = _broken()
    compare = saving._compare

    def slowly(action, changes):
        sleep(0.005)
        return compare(action, changes)

    saving._compare = slowly
    saving._locked = lambda user, wanted: (
        saving.JointAction.objects.filter(pk__in=list(wanted)).for_table(["participations"]).in_bulk()
    )
    services.save = saving.save.__wrapped__  # not in one transaction
    return application


def without_transaction():
    """What was accepted is applied piece by piece."""
    application = get_wsgi_application()
    from actions.services import review

    review._locked = lambda by, change_set, *states: change_set
    review.apply = review.apply.__wrapped__
    return application
