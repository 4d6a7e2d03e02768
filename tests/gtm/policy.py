"""Who may open what: every URL of the application has its line here, and one without a line fails the test run."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

NOBODY = frozenset()
SECRETARY = frozenset({"secretary"})
READERS = SECRETARY | {"reader"}
PEOPLE = READERS | {"alice", "bob", "outsider"}
ANYONE = PEOPLE | {"anonymous"}
PARTNERS = PEOPLE - READERS

# Whom a page about an object opens for, by whose the object is.
OWN = {"a": READERS | {"alice"}, "b": READERS | {"bob"}, "archived": SECRETARY, "missing": NOBODY}
DIRECTORY = {"a": PEOPLE, "b": PEOPLE, "archived": SECRETARY, "missing": NOBODY}
EDITED = {"a": SECRETARY, "b": SECRETARY, "archived": SECRETARY, "missing": NOBODY}
LEDGER = {"a": SECRETARY, "missing": NOBODY}
UNREADABLE = {"a": NOBODY, "missing": NOBODY}
VIEW = {"a": frozenset({"alice"}), "b": frozenset({"bob"}), "shared": PEOPLE, "missing": NOBODY}
OWN_VIEW = VIEW | {"shared": SECRETARY}
# Nobody is invited for a partner that was put away.
INVITED = EDITED | {"archived": NOBODY}
NO_ACTION = dict.fromkeys(EDITED, NOBODY)
# What hangs on an action, of which the secretariat also sees what was withdrawn.
PART = OWN | {"withdrawn": SECRETARY}
EDITED_PART = EDITED | {"withdrawn": SECRETARY}
NO_PART = dict.fromkeys(PART, NOBODY)
NO_VIEW = dict.fromkeys(VIEW, NOBODY)
# What a partner sent back, and what the secretariat does with it.
RETURNED = {"a": SECRETARY | {"alice"}, "b": SECRETARY | {"bob"}, "missing": NOBODY}
REVIEWED = {"a": SECRETARY, "b": SECRETARY, "missing": NOBODY}
NO_RETURN = dict.fromkeys(REVIEWED, NOBODY)
RECORD = {"a": SECRETARY, "missing": SECRETARY}
EDITION = {"circulated": PEOPLE, "draft": SECRETARY, "missing": NOBODY}
REGISTER = {"circulated": SECRETARY, "draft": SECRETARY, "missing": NOBODY}
# Whoever holds the link of an invitation; a wrong one is answered, too.
TOKEN = {"right": ANYONE, "missing": ANYONE}
FEED = {"a": ANYONE, "b": ANYONE, "missing": ANYONE}
NO_REGISTER = dict.fromkeys(LEDGER, NOBODY)
# A draft of partner A, what A and B submitted to somebody else, and what A submitted to B.
REQUEST = {
    "a": READERS | {"alice"},
    "b": READERS | {"bob"},
    "addressed": READERS | {"alice", "bob"},
    "draft": frozenset({"alice"}),
    "missing": NOBODY,
}
ALICE, BOB = frozenset({"alice"}), frozenset({"bob"})
# Whoever speaks for the partner itself, of its actions and of what it proposed.
ASKED = {"a": ALICE, "b": BOB, "archived": NOBODY, "missing": NOBODY}
PROPOSED = {"a": ALICE, "b": BOB, "missing": NOBODY}
COMMENT = {
    "a": SECRETARY | ALICE,
    "b": SECRETARY | BOB,
    "internal": SECRETARY,
    "withdrawn": SECRETARY,
    "missing": NOBODY,
}
OWN_REQUEST = {"a": ALICE, "b": BOB, "addressed": ALICE, "draft": ALICE, "missing": NOBODY}
RECEIVED_REQUEST = dict.fromkeys(REQUEST, NOBODY) | {"addressed": BOB}
ANSWERED_REQUEST = dict.fromkeys(REQUEST, SECRETARY) | {"draft": NOBODY, "missing": NOBODY}
LETTER = dict.fromkeys(REQUEST, NOBODY) | {"b": READERS | {"bob"}}
# What a partner says of its own actions, and what its people wrote beside what the secretariat did.
ADDED_REPORT = {"a": SECRETARY | ALICE, "b": SECRETARY | BOB, "archived": SECRETARY, "missing": NOBODY}
CONFIRMED = {"a": ALICE, "b": BOB, "archived": NOBODY, "missing": NOBODY}
WRITTEN_PART = EDITED_PART | {"written-a": SECRETARY | ALICE, "written-b": SECRETARY | BOB}
READ_PART = PART | {"written-a": READERS | ALICE, "written-b": READERS | BOB}
NO_WRITTEN_PART = dict.fromkeys(WRITTEN_PART, NOBODY)
NO_REQUEST = dict.fromkeys(REQUEST, NOBODY)
# Calls that invite A, and B, and one that was not sent.
CALL = {"a": READERS | {"alice"}, "b": READERS | {"bob"}, "draft": SECRETARY, "missing": NOBODY}
ASKED_CALL = dict.fromkeys(CALL, SECRETARY) | {"missing": NOBODY}
NO_CALL = dict.fromkeys(CALL, NOBODY)
# A circulated edition tells every partner of all the others: that is what it is for.
ALL_PARTNERS = frozenset({"quetzal", "tapirus"})

# Pictures of what each sees of the table, and of who meets whom in all of it.
PICTURE = {"table": PEOPLE - {"outsider"}, "coordination": READERS, "missing": NOBODY}

OK = frozenset({200})
ANY = frozenset(range(200, 500))
REFUSED_READ = frozenset({405})

# Models whose rows the application itself writes.
WRITTEN = ["participation", "formerreference", "edit", "celledit", "milestone", "progressreport", "document"]
WRITTEN += ["snapshot", "edition", "issuedworkbook", "transmission"]
WRITTEN += ["partnerrequest", "opinion", "requestevent", "requestdocument"]
WRITTEN += ["comment", "confirmation", "callforproposals", "calldocument", "lettertemplate"]
WRITTEN += ["changeset", "rowchange", "cellchange", "remark", "rememberedmapping"]


@dataclass(frozen=True)
class Rule:
    """What a URL answers, and to whom."""

    read: frozenset | dict  # roles whom GET and HEAD answer; for an object, {whose: roles}
    write: frozenset | dict = NOBODY  # roles from whom another method is taken; a dictionary as above where they differ
    answers: frozenset = OK  # statuses of an accepted GET
    names: str = ""  # what the first argument of the URL names: a key of `World.objects`
    queries: tuple = ("",)  # query strings to try
    tells: frozenset = NOBODY  # canaries that sing there for everybody who may read it

    def readers(self, whose):
        return self.read[whose] if self.names else self.read

    def opens_to(self, role):
        """Whether this role may read it, whosever it is."""
        return all(role in roles for roles in (self.read.values() if self.names else [self.read]))

    def writers(self, whose):
        return self.write[whose] if isinstance(self.write, dict) else self.write


EVER = "?since=2000-01-01&until=2100-01-01"

POLICY = {
    "home": Rule(PEOPLE),
    "pictures": Rule(PEOPLE),
    "coordination": Rule(READERS),
    "picture_*": Rule(PICTURE, names="picture"),
    "health": Rule(ANYONE),
    "actions:table": Rule(PEOPLE, queries=("", "?q=partout", "?group=lead&sort=-end")),
    "actions:views": Rule(PEOPLE, PEOPLE),
    "actions:view": Rule(VIEW, VIEW, answers=frozenset({302}), names="view"),
    "actions:default_view": Rule(NO_VIEW, VIEW, names="view"),
    "actions:rename_view": Rule(NO_VIEW, OWN_VIEW, names="view"),
    "actions:remove_view": Rule(NO_VIEW, OWN_VIEW, names="view"),
    "actions:mine": Rule(PEOPLE, answers=frozenset({200, 302})),
    "actions:my_workbook": Rule(NOBODY, PARTNERS),
    "actions:send_back": Rule(PARTNERS, PARTNERS, queries=("", "?set=7654350&set=7654351", "?edition=7654361")),
    "actions:confirm_all": Rule(NOBODY, PARTNERS),
    "actions:confirm": Rule(NO_ACTION, CONFIRMED, names="action"),
    "actions:quality": Rule(READERS, queries=("", "?check=no-lead")),
    "actions:editions": Rule(PEOPLE),
    "actions:prepare_edition": Rule(SECRETARY, SECRETARY),
    "actions:edition": Rule(EDITION, names="edition", tells=ALL_PARTNERS, queries=("", "?q=partout&columns=all")),
    "actions:compare*": Rule(
        PEOPLE,
        tells=ALL_PARTNERS,
        answers=frozenset({200, 400}),
        queries=("", "?old=7654361&new=7654362", "?old=7654362&new=7654363", "?old=7654362&new=live"),
    ),
    "actions:edition_workbook": Rule(EDITION, EDITION, answers=REFUSED_READ, names="edition", tells=ALL_PARTNERS),
    "actions:confirm_edition": Rule(NO_REGISTER, {"a": ALICE, "missing": NOBODY}, names="transmission"),
    "actions:register": Rule(REGISTER, names="edition"),
    "actions:transmit": Rule(REGISTER, REGISTER, names="edition"),
    "actions:hand_over": Rule(REGISTER, REGISTER, names="edition"),
    "actions:answer": Rule(NO_REGISTER, LEDGER, names="transmission"),
    "actions:remind": Rule(NO_REGISTER, LEDGER, names="transmission"),
    "actions:postpone": Rule(NO_REGISTER, LEDGER, names="transmission"),
    "actions:mapping": Rule(REVIEWED, REVIEWED, answers=ANY, names="change_set"),
    "actions:detail": Rule(OWN, names="action"),
    "actions:cell": Rule(EDITED, EDITED, names="action"),
    "actions:add": Rule(SECRETARY, SECRETARY, queries=("", "?axis=1")),
    "actions:change": Rule(EDITED, EDITED, names="action", queries=("", "?status=agreed")),
    "actions:propose": Rule(ASKED, ASKED, names="action"),
    "actions:comment": Rule(NO_ACTION, OWN | {"a": SECRETARY | ALICE, "b": SECRETARY | BOB}, names="action"),
    "actions:withdraw_comment": Rule(dict.fromkeys(COMMENT, NOBODY), COMMENT, names="comment"),
    "actions:duplicate": Rule(NO_ACTION, EDITED, names="action"),
    "actions:archive": Rule(NO_ACTION, EDITED, names="action"),
    "actions:restore": Rule(NO_ACTION, EDITED, names="action"),
    "actions:add_milestone": Rule(EDITED, EDITED, names="action"),
    "actions:add_report": Rule(ADDED_REPORT, ADDED_REPORT, names="action"),
    "actions:milestone": Rule(EDITED_PART, EDITED_PART, names="milestone"),
    "actions:report": Rule(WRITTEN_PART, WRITTEN_PART, names="report"),
    "actions:document": Rule(READ_PART, names="document"),
    "actions:*_milestone": Rule(NO_PART, EDITED_PART, names="milestone"),
    "actions:*_report": Rule(NO_WRITTEN_PART, WRITTEN_PART, names="report"),
    "actions:*_document": Rule(NO_WRITTEN_PART, WRITTEN_PART, names="document"),
    "actions:bulk": Rule(NOBODY, SECRETARY),
    "actions:paste": Rule(SECRETARY, SECRETARY),
    "actions:apply": Rule(NOBODY, SECRETARY),
    "actions:history": Rule(OWN, names="action"),
    "actions:cell_history": Rule(OWN, names="action"),
    "actions:edits": Rule(SECRETARY, queries=("", "?channel=bulk")),
    "actions:edit": Rule(LEDGER, names="edit"),
    "actions:undo": Rule(UNREADABLE, SECRETARY, answers=ANY, names="edit"),
    "actions:change_sets": Rule(PEOPLE - {"reader"}, queries=("", "?state=open")),
    "actions:upload": Rule(SECRETARY, SECRETARY, queries=("", "?set=7654350&set=987654")),
    "actions:progress": Rule(RETURNED, names="change_set"),
    "actions:change_set": Rule(RETURNED, names="change_set", queries=("", "?show=all")),
    "actions:decide_changes": Rule(NO_RETURN, REVIEWED, answers=ANY, names="change_set"),
    "actions:withdraw_changes": Rule(dict.fromkeys(PROPOSED, NOBODY), PROPOSED, names="proposal"),
    "actions:*_changes": Rule(NO_RETURN, REVIEWED, names="change_set"),
    "actions:verdict": Rule(RETURNED, names="change_set"),
    "actions:send_verdict": Rule(REVIEWED, REVIEWED, names="change_set"),
    "actions:export": Rule(NOBODY, PEOPLE, queries=("", "?q=partout")),
    "actions:workbooks": Rule(SECRETARY, queries=("", "?partner=&edition=null")),
    "actions:workbook": Rule(RETURNED, names="workbook"),
    "requests:list": Rule(PEOPLE, queries=("", "?state=submitted&late=no")),
    "requests:add": Rule(PARTNERS, PARTNERS),
    "requests:request": Rule(REQUEST, names="request"),
    "requests:change": Rule(OWN_REQUEST, OWN_REQUEST, answers=frozenset({200, 302}), names="request"),
    "requests:letter": Rule(LETTER, names="request"),
    "requests:document": Rule(REQUEST, names="request_document"),
    "requests:detach": Rule(NO_REQUEST, OWN_REQUEST, names="request_document"),
    # Whoever sees a request is told that this is not for her to do.
    "requests:submit": Rule(REQUEST, OWN_REQUEST, answers=REFUSED_READ, names="request"),
    "requests:withdraw": Rule(REQUEST, OWN_REQUEST, answers=REFUSED_READ, names="request"),
    "requests:opine": Rule(REQUEST, RECEIVED_REQUEST, answers=REFUSED_READ, names="request"),
    **{
        f"requests:{verb}": Rule(REQUEST, ANSWERED_REQUEST, answers=REFUSED_READ, names="request")
        for verb in ("accept", "decline", "defer", "reopen", "note")
    },
    "requests:calls": Rule(PEOPLE),
    "requests:add_call": Rule(SECRETARY, SECRETARY),
    "requests:call": Rule(CALL, names="call"),
    "requests:change_call": Rule(ASKED_CALL, ASKED_CALL, answers=frozenset({200, 302}), names="call"),
    "requests:send_call": Rule(NO_CALL, ASKED_CALL, names="call"),
    "requests:call_document": Rule(CALL, names="call"),
    "requests:letter_template": Rule(SECRETARY, SECRETARY),
    "requests:*_template": Rule(SECRETARY),
    "partners:directory": Rule(PEOPLE),
    "partners:invite": Rule(INVITED, INVITED, names="partner"),
    "partners:revoke_invitation": Rule(UNREADABLE, LEDGER, names="invitation"),
    "partners:mails": Rule(SECRETARY, queries=("", "?state=waiting")),
    "partners:mail": Rule(LEDGER, names="mail"),
    "partners:mail_attachment": Rule(LEDGER, names="attachment"),
    "partners:*_mail": Rule(UNREADABLE, LEDGER, names="mail"),
    "partners:mark_mail_as_sent": Rule(UNREADABLE, LEDGER, names="mail"),
    "partners:detail": Rule(DIRECTORY, names="partner"),
    "meetings:list": Rule(PEOPLE, queries=("", "?q=partout")),
    "meetings:detail": Rule(OWN, names="meeting"),
    "meetings:minutes": Rule(OWN, names="meeting"),
    "meetings:ics": Rule(OWN, names="meeting"),
    "meetings:people": Rule(EDITED, names="meeting"),
    **{
        f"meetings:{verb}": Rule(NO_ACTION, EDITED, names="meeting")
        for verb in ("invite", "add_person", "send_updates")
    },
    **{f"meetings:{verb}": Rule(NO_ACTION, EDITED, names="attendee") for verb in ("remove_person", "record_answer")},
    "meetings:answer": Rule(TOKEN, TOKEN, names="answer", answers=frozenset({200, 404}), tells=frozenset({"quetzal"})),
    "meetings:agenda": Rule(EDITED, names="meeting"),
    "meetings:add_item": Rule(NO_ACTION, EDITED, names="meeting"),
    "meetings:add_items": Rule(NO_ACTION, EDITED, names="meeting"),
    "meetings:agenda_document": Rule(OWN, names="meeting"),
    "meetings:pack": Rule(NO_ACTION, EDITED, names="meeting"),
    "meetings:*_item": Rule(NO_ACTION, EDITED, names="agenda_item"),
    "meetings:series_list": Rule(PEOPLE),
    "meetings:add_series": Rule(SECRETARY, SECRETARY),
    "meetings:series": Rule(OWN, names="series"),
    "meetings:change_series": Rule(EDITED, EDITED, names="series"),
    "meetings:*_series": Rule(NO_ACTION, EDITED, names="series"),
    "meetings:remove_exception": Rule(NO_ACTION, EDITED, names="series_exception"),
    "meetings:calendar": Rule(PEOPLE, queries=("", "?month=2008-12")),
    "meetings:add": Rule(SECRETARY, SECRETARY, queries=("", "?series=7654500")),
    "meetings:change": Rule(EDITED, EDITED, names="meeting"),
    "meetings:cancel": Rule(NO_ACTION, EDITED, names="meeting"),
    "meetings:reinstate": Rule(NO_ACTION, EDITED, names="meeting"),
    "meetings:approval": Rule(OWN, names="meeting"),
    # Those of the tests were sent already.
    "meetings:circulate": Rule(EDITED, EDITED, names="meeting", answers=frozenset({409})),
    **{f"meetings:{verb}": Rule(NO_ACTION, EDITED, names="meeting") for verb in ("recall", "approve")},
    "meetings:remark": Rule(NO_ACTION, ADDED_REPORT, names="meeting"),
    "meetings:answer_remark": Rule(NO_ACTION, EDITED, names="minutes_remark"),
    "meetings:version": Rule(OWN, names="minutes_version"),
    "meetings:minutes_template": Rule(SECRETARY, SECRETARY),
    "meetings:original_minutes_template": Rule(SECRETARY),
    "meetings:kept_minutes_template": Rule(LEDGER, names="minutes_template"),
    "meetings:compiled*": Rule(PEOPLE, answers=frozenset({200, 404}), queries=("", EVER)),
    "meetings:decisions_document": Rule(PEOPLE, queries=("", "?q=partout")),
    "meetings:hold": Rule(EDITED, names="meeting"),
    **{
        f"meetings:{verb}": Rule(NO_ACTION, EDITED, names="meeting")
        for verb in ("point_action", "presence", "mark", "partner_came", "person_came")
    },
    **{f"meetings:{verb}_note": Rule(NO_ACTION, EDITED, names="meeting") for verb in ("save", "place", "remove")},
    "meetings:import_minutes": Rule(SECRETARY, SECRETARY),
    "meetings:save_minutes": Rule(NOBODY, SECRETARY),
    "meetings:decisions": Rule(PEOPLE, queries=("", "?q=partout&state=to-do&late=no")),
    "meetings:decisions_workbook": Rule(PEOPLE, queries=("", "?q=partout")),
    "meetings:decision": Rule(OWN, names="decision"),
    # Whoever sees a decision is told that this is not for her to do.
    "meetings:follow_up": Rule(OWN, ADDED_REPORT, answers=REFUSED_READ, names="decision"),
    "meetings:assign": Rule(OWN, EDITED, answers=REFUSED_READ, names="decision"),
    "meetings:change_action": Rule(
        EDITED, EDITED, names="decision", answers=frozenset({200, 404}), queries=("", "?action=A1-QUETZAL&column=end")
    ),
    "meetings:evidence": Rule(OWN, names="follow_up"),
    # The dialogue is the secretariat's own.
    "meetings:dialogue*": Rule(SECRETARY, queries=("", "?q=partout&follow_up=open")),
    "meetings:add_engagement": Rule(SECRETARY, SECRETARY, queries=("", "?action=A1-TAPIRUS")),
    "meetings:engagement": Rule(LEDGER, names="engagement"),
    "meetings:change_engagement": Rule(LEDGER, LEDGER, names="engagement"),
    "meetings:*_engagement": Rule(UNREADABLE, LEDGER, names="engagement"),
    # Accounts: whoever is logged in is sent home from the log-in page and from a link in a mail.
    "account_login": Rule(ANYONE, ANYONE, answers=frozenset({200, 302})),
    "account_logout": Rule(ANYONE, ANYONE, answers=frozenset({200, 302})),
    "account_inactive": Rule(ANYONE),
    "account_invitation": Rule(TOKEN, TOKEN, names="token", answers=frozenset({200, 404})),
    "account_notifications": Rule(PEOPLE, PEOPLE),
    "calendar_address": Rule(PEOPLE, PEOPLE),
    "revoke_calendar_address": Rule(NOBODY, PEOPLE),
    # What stands in whose feed: tests/meetings/test_feeds.py.
    "calendar_feed": Rule(FEED, names="feed", answers=frozenset({200, 404}), tells=ALL_PARTNERS),
    "account_unsubscribe": Rule(TOKEN, TOKEN, names="unsubscribe", answers=frozenset({200, 404})),
    "account_change_password": Rule(PEOPLE, PEOPLE, answers=frozenset({200, 302})),
    # The second factor is one's own; what matters to it asks for the password once more.
    "mfa_authenticate": Rule(ANYONE, ANYONE, answers=frozenset({302})),
    "mfa_index": Rule(PEOPLE),
    "mfa_view_recovery_codes": Rule(PEOPLE, answers=frozenset({302})),
    "mfa_download_recovery_codes": Rule(PEOPLE, answers=frozenset({302})),
    "mfa_*": Rule(PEOPLE, PEOPLE, answers=frozenset({302})),
    "account_reauthenticate": Rule(PEOPLE, PEOPLE),
    # Where the settings name a provider.
    "openid_connect_log*": Rule(ANYONE, ANYONE, answers=REFUSED_READ),
    "openid_connect_call*": Rule(ANYONE, answers=frozenset({302})),
    "account_reset_password*": Rule(ANYONE, ANYONE, answers=frozenset({200, 302})),
    # The admin screens are the secretariat's; their own log-in page refuses everybody.
    "admin:login": Rule(NOBODY),
    "admin:logout": Rule(PEOPLE, PEOPLE, answers=ANY),
    "admin:password_change": Rule(SECRETARY, SECRETARY),
    "admin:index": Rule(SECRETARY, SECRETARY),
    "admin:*_changelist": Rule(SECRETARY, SECRETARY, queries=("", "?q=partout")),
    "admin:*_add": Rule(SECRETARY, SECRETARY),
    # What the application itself writes is only shown: see tests/actions/test_admin_ledger.py.
    **{f"admin:actions_{model}_add": Rule(NOBODY) for model in WRITTEN},
    **{f"admin:actions_{model}_change": Rule(RECORD, SECRETARY, answers=ANY, names="record") for model in WRITTEN},
    "admin:meetings_followup_add": Rule(NOBODY),
    **{f"admin:meetings_minutes{model}_add": Rule(NOBODY) for model in ("version", "remark", "mail", "template")},
    "admin:meetings_minutes*_change": Rule(RECORD, SECRETARY, answers=ANY, names="record"),
    **{f"admin:meetings_{model}_add": Rule(NOBODY) for model in ("meetingseries", "seriesexception")},
    **{
        f"admin:meetings_{model}_change": Rule(RECORD, SECRETARY, answers=ANY, names="record")
        for model in ("meetingseries", "seriesexception")
    },
    "admin:meetings_agendaitem_add": Rule(NOBODY),
    "admin:meetings_agendaitem_change": Rule(RECORD, SECRETARY, answers=ANY, names="record"),
    **{f"admin:meetings_{model}_add": Rule(NOBODY) for model in ("attendee", "calendaraddress")},
    **{
        f"admin:meetings_{model}_change": Rule(RECORD, SECRETARY, answers=ANY, names="record")
        for model in ("attendee", "calendaraddress")
    },
    "admin:meetings_engagement_add": Rule(NOBODY),
    "admin:meetings_engagement_change": Rule(RECORD, SECRETARY, answers=ANY, names="record"),
    "admin:meetings_followup_change": Rule(RECORD, SECRETARY, answers=ANY, names="record"),
    "admin:partners_invitation_change": Rule(RECORD, SECRETARY, answers=ANY, names="record"),
    **{f"admin:partners_{model}_add": Rule(NOBODY) for model in ("mail", "mailattachment", "notifications")},
    "admin:partners_mail*_change": Rule(RECORD, SECRETARY, answers=ANY, names="record"),
    "admin:partners_notifications_change": Rule(RECORD, SECRETARY, answers=ANY, names="record"),
    "admin:auth_user_password_change": Rule(RECORD, SECRETARY, answers=ANY, names="record"),
    "admin:*<object_id>*": Rule(RECORD, SECRETARY, answers=ANY, names="record"),
    "admin:*_change": Rule(RECORD, SECRETARY, names="record", answers=frozenset({200, 302})),
    "admin:*_history": Rule(RECORD, SECRETARY, names="record", answers=frozenset({200, 302})),
    "admin:*_delete": Rule(RECORD, SECRETARY, names="record", answers=ANY),
    "admin:*": Rule(SECRETARY, SECRETARY, answers=ANY),
}


def rule_for(name, policy=POLICY):
    """The rule of a URL by its name, or else by the first pattern that fits it; None if nobody declared one."""
    return policy.get(name) or next((rule for pattern, rule in policy.items() if fnmatchcase(name, pattern)), None)
