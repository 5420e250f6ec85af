"""The mails of membership: one frame, its sentences written in the reader's language."""

from collections.abc import Callable, Iterable

from openlab.i18n import gettext as _
from openlab.i18n import use_locale
from openlab.identity.accounts.models import User
from openlab.jobs.mail import send_mail
from openlab.kit.policy import Actor
from openlab.membership.labels import GROUND_LABELS
from openlab.membership.models import Membership
from openlab.membership.queries import curators, representatives
from openlab.membership.states import Ground

Words = Callable[[], str]


def tell_members(membership: Membership, headline: Words, text: Words, path: str = "") -> None:
    """Mail the managers of an organisation; the link leads to their membership unless another path is given."""
    _tell(
        representatives(membership.organisation_id), membership, headline, text, path or f"/membership/{membership.id}"
    )


def tell_desk(actor: Actor, membership: Membership, headline: Words, text: Words) -> None:
    """Mail the assignee, or all curators when there is none, but never the one who acts."""
    readers = [user for user in curators() if membership.assignee_id in (None, user.id)] or curators()
    others = [user for user in readers if user.id != actor.user_id]
    _tell(others, membership, headline, text, f"/admin/members/{membership.id}")


def tell_of_ground(membership: Membership, headline: Words, ground: Ground, note: str) -> None:
    """Mail the managers what was decided and why."""
    tell_members(membership, headline, lambda: _("이유: %(ground)s. %(note)s", ground=GROUND_LABELS[ground], note=note))


def _tell(readers: Iterable[User], membership: Membership, headline: Words, text: Words, path: str) -> None:
    for reader in readers:
        with use_locale(reader.locale):
            said, told = headline(), text()
        send_mail(
            reader.email,
            "membership",
            reader.locale,
            name=reader.name,
            organisation=membership.organisation.label(reader.locale),
            headline=said,
            text=told,
            path=path,
        )
