"""What the script of the tablet says, in the language in use; the page carries it along."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def words_for_tablet() -> dict[str, str]:
    """Texts by the name that the script uses; ``%s`` stands for a number, name or count."""
    return _of_items() | _of_saving() | _of_tablet() | _of_finding()


def _of_items() -> dict[str, str]:
    return {
        "kind.tally": _("Count"),
        "kind.group": _("Group"),
        "kind.household": _("Household"),
        "kind.screening": _("Screening"),
        "kind.phone": _("Phone"),
        "kind.photo": _("Photo"),
        "kind.paper": _("Picture of a paper"),
        "state.waiting": _("Waiting for a line"),
        "state.sending": _("Being sent"),
        "state.later": _("Waiting for the registration it belongs to"),
        "state.refused": _("Not taken"),
        "state.sent": _("Sent"),
        "unsent.0": _("All sent"),
        "unsent.1": _("1 unsent"),
        "unsent.n": _("%s unsent"),
        "persons": _("%s persons"),
        "by.somebody": _("by a colleague"),
    }


def _of_saving() -> dict[str, str]:
    return {
        "saved.tally": _("Counted: %s."),
        "saved.group": _("Group registered."),
        "saved.household": _("Household registered."),
        "saved.screening": _("The screening is recorded."),
        "saved.phone": _("The number is kept."),
        "saved.photo": _("The photo is kept."),
        "sealed.away": _(
            "It is sealed and waits for the node. Nobody can read it here but in this shift."
        ),
        "no.room": _(
            "The tablet is full. Nothing was lost: it still stands in the form. Send what waits, "
            "or save the backup file and hand it in; then save this again."
        ),
        "no.room.photo": _(
            "The tablet has no room for pictures. The registration is safe; take the photo again "
            "when what waits has been sent."
        ),
        "made.room": _("The tablet was nearly full: what could be searched was let go for it."),
        "no.name": _("Write a name, or a description of the person."),
        "no.phone": _("Write the number by which the person can be reached."),
        "bad.age": _(
            "Write 34 for an age, 1988 for a year, 5.1988 for a month, 12.5.1988 for a day."
        ),
        "bad.number": _("This number has a wrong check character: read it again from the token."),
        "too.many": _("The counts by age and sex add up to more than the persons."),
        "nothing.answered": _("Record what you saw and heard, or why you could not ask."),
        "not.picture": _("This picture cannot be read. Take it again."),
        "may.not": _("Your roles do not allow this at this post."),
        "draft.kept": _("What you had begun is here again."),
        "correct": _("You are correcting what the node did not take. Save it again."),
        "person": _("Person %s"),
        "leave": _("What was typed and not saved will be lost."),
    }


def _of_tablet() -> dict[str, str]:
    return {
        "not.signed.in": _("Sign in at the node first; then come back to this page."),
        "not.let.in": _(
            "This device was not let in yet. Ask your supervisor to show the square of a new "
            "device, scan it here, and sign in."
        ),
        "no.line": _("There is no line to the node. What you save waits here, sealed."),
        "no.node": _("The node cannot be reached now."),
        "insecure": _(
            "This browser gives no safe storage here. Open the node by HTTPS, with a current "
            "Chromium, Firefox or Safari."
        ),
        "weak.short": _("At least 12 characters: three or four words are easy to remember."),
        "weak.digits": _("Not only digits: a PIN is tried out within hours."),
        "weak.repeats": _("These are the same few letters again and again. Choose words."),
        "differ": _("The two are not the same."),
        "wrong": _("This is not the passphrase of %s."),
        "prepared": _("This tablet is ready and works without a line. It belongs to %s."),
        "revoked": _(
            "This tablet was put out. What could be read here is deleted; what was not sent is "
            "still here, sealed. Save the backup file and take it to your supervisor."
        ),
        "too.long": _(
            "This tablet was without its node for too long: what could be searched is deleted. "
            "What was not sent is kept. Bring it to the node and sign in there again."
        ),
        "locked.idle": _("Locked, because nothing was touched for a while."),
        "clock": _("The clock of this tablet is wrong by more than five minutes. Set it right."),
        "storage.kept": _("The browser keeps this storage."),
        "storage.loose": _("The browser may clear this storage when it runs short: send often."),
        "update": _(
            "A new version is here. It starts when nothing is unsent and the tablet is locked."
        ),
        "last.contact": _("Last in touch with the node: %s"),
        "never": pgettext("last in touch", "never"),
        "backup.saved": _(
            "The backup file was saved: %s items, sealed. Only the node can open it."
        ),
        "sent.now": _("Everything was sent."),
        "sent.not": _("Not everything was taken: see below."),
    }


def _of_finding() -> dict[str, str]:
    return {
        "found.unsent": _("written here, not sent yet"),
        "found.held": _("registered"),
        "found.key": _(
            "Somebody with these names is registered. Look at the token or ask the node."
        ),
        "found.none": _("Nobody found."),
        "searched": _(
            "Looked at: what waits here, the newest %s records and the keys of %s more. Who was "
            "registered elsewhere or later is not found without a line."
        ),
        "searched.own": _("Looked only at what waits here: nothing else is held on this tablet."),
    }
