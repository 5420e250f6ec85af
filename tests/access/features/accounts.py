"""Accounts: everybody with their own, nobody with another's."""

from openlab.identity.accounts.models import AccountToken, EmailChange, Passkey, TokenPurpose
from openlab.kit import clock
from openlab.kit.ids import new_token, token_digest
from tests.access.people import SIGNED_IN
from tests.access.table import GONE, PUBLIC, Route
from tests.builders import stored

OWN = "accounts:self:use"
SESSIONS = ("officer's session", "member's session", "logged_out's session")
PASSKEYS = ("officer's passkey", "member's passkey")
WHO = {
    OWN: {"": SIGNED_IN},
    "accounts:session:end": {
        "officer's session": {"officer"}, "member's session": {"member"}, "logged_out's session": ()
    },
    "accounts:passkey:remove": {"officer's passkey": {"officer"}, "member's passkey": {"member"}},
}  # fmt: skip
READERS = WHO["accounts:session:end"] | WHO["accounts:passkey:remove"]
PASSWORD = {"password": "correct horse battery staple"}


def build(world):
    """Store one token of each purpose that addresses carry."""
    for purpose in (TokenPurpose.CONFIRM, TokenPurpose.RESET):
        world.texts[purpose.value] = token = new_token()
        moment = clock.now()
        stored(
            AccountToken(
                user_id=world.ids["nobody's account"],
                purpose=purpose,
                digest=token_digest(token),
                created_at=moment,
                expires_at=moment.replace(year=moment.year + 1),
            )
        )

    _build_addresses(world)
    for name in ("officer", "member"):
        key = Passkey(credential_id=name, public_key=b"", name=name, sign_count=0, created_at=clock.now())
        key.user_id = world.people[name].user_id
        world.ids[f"{name}'s passkey"] = stored(key).id


def _build_addresses(world):
    world.texts["EMAIL"], world.texts["UNDO"] = new_token(), new_token()
    moment = clock.now()
    common = {"old_email": "old@example.org", "created_at": moment, "expires_at": moment.replace(year=moment.year + 1)}
    common |= {"user_id": world.ids["nobody's account"]}
    stored(EmailChange(new_email="new@example.org", digest=token_digest(world.texts["EMAIL"]), **common))
    undo = token_digest(world.texts["UNDO"])
    stored(EmailChange(new_email="newer@example.org", digest="-", undo_digest=undo, confirmed_at=moment, **common))


def _token(purpose):
    return lambda world, _person, _thing: {"token": world.texts[purpose]}


def _own_organisation(world, person, _thing):
    return {"organisation_id": world.people[person].organisation_id if person in world.people else 0}


def _public(endpoint, method="GET", **values):
    return Route(endpoint=endpoint, method=method, permission=PUBLIC, **values)


def _own(endpoint, method="GET", **values):
    return Route(endpoint=endpoint, method=method, permission=OWN, first="permission", **values)


ROUTES = [
    _public("accounts.login"),
    _public("accounts.login", "POST", ok=(422,)),
    _public("accounts.logout", "POST"),
    _public("accounts.sign_up"),
    _public("accounts.sign_up", "POST", ok=(422,)),
    _public("accounts.confirm_page", args=_token("CONFIRM")),
    _public("accounts.confirm", "POST", args=_token("CONFIRM")),
    _public("accounts.request_reset"),
    _public("accounts.request_reset", "POST", data={"email": "nobody@example.org"}),
    _public("accounts.reset", args=_token("RESET")),
    _public("accounts.reset", "POST", args=_token("RESET"), data=PASSWORD),
    _public("security.second_step"),
    _public("security.second_step", "POST", ok=(422,)),
    _own("security.overview"),
    _public("passkeys.sign_in_options", "POST"),
    _public("passkeys.sign_in", "POST", ok=(422,)),
    _own("passkeys.enrolment_options", "POST", ok=(422,)),
    _own("passkeys.enrol", "POST"),
    _own("passkeys.remove", "POST", param="passkey_id", things=(*PASSKEYS, GONE),
         who=WHO["accounts:passkey:remove"]),
    _own("addresses.change"),
    _own("addresses.change", "POST", ok=(422,)),
    _public("addresses.confirm_page", args=_token("EMAIL")),
    _public("addresses.confirm", "POST", args=_token("EMAIL")),
    _public("addresses.undo_page", args=_token("UNDO")),
    _public("addresses.undo", "POST", args=_token("UNDO")),
    _own("security.enrol_app", ok=(302,)),
    _own("security.enrol_app", "POST", ok=(302,)),
    _own("security.start_app", "POST", ok=(422,)),
    _own("security.remove_app", "POST", ok=(422,)),
    _own("security.renew_recovery_codes", "POST", ok=(422,)),
    _own("accounts.account"),
    _own("accounts.save_profile", "POST", data={"name": "이름", "locale": "ko"}),
    _own("accounts.save_password", "POST", ok=(422,)),
    _own("accounts.end_session", "POST", param="session_id", things=(*SESSIONS, GONE),
         who=WHO["accounts:session:end"]),
    _own("accounts.end_other_sessions", "POST"),
    _own("accounts.extend", "POST"),
    _own("accounts.switch", "POST", data=_own_organisation,
         who={"": SIGNED_IN - {"nobody", "removed"}}),
    _own("accounts.switch", "POST", data={"organisation_id": "@A"}, label="to A",
         who={"": {"officer", "approver", "manager", "auditor", "contract_officer", "inspector", "evaluator"}}),
]  # fmt: skip
