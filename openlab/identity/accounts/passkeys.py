"""Passkeys (WebAuthn): which site they are bound to, how a device is enrolled, and how it signs somebody in."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import structlog
import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from openlab.audit.service import record
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.i18n import lazy_gettext
from openlab.identity.accounts.attempts import forget_failures
from openlab.identity.accounts.models import LoginSession, LoginStep, Passkey, StepKind, User
from openlab.identity.accounts.proofs import tell
from openlab.identity.accounts.queries import find_passkey, find_passkey_by_id, find_step, passkeys_of
from openlab.identity.accounts.service import Browser, as_actor, check_password, open_session
from openlab.identity.accounts.steps import begin_step, claim_step
from openlab.kit import clock
from openlab.kit.errors import InvalidInputError, NotFoundError
from openlab.kit.ids import token_digest
from openlab.kit.policy import Actor, policies

MOST = 10  # passkeys of one person
log = structlog.get_logger()


class PasskeyRefusedError(InvalidInputError):
    """What the device sent does not prove anything here."""

    code = "passkey-refused"


@dataclass(frozen=True, slots=True)
class Site:
    """What passkeys are bound to: a domain, and the one address it is visited at."""

    domain: str
    origin: str


def find_site(base_url: str) -> Site | None:
    """Return the site of an installation, None where browsers allow no passkeys: an IP address, or no HTTPS.

    A loopback address counts as `localhost`, which browsers trust.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    with suppress(ValueError):  # a name
        host = "localhost" if ip_address(host).is_loopback else ""
    if not host or (parts.scheme != "https" and host != "localhost"):
        return None
    return Site(host, f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}")


def enrolment_options(session: LoginSession, password: str, site: Site) -> str:
    """Return what the browser needs to make a passkey, as JSON; asks for the password once more."""
    check_password(session, password, "password")
    user, known = session.user, passkeys_of(session.user_id)
    if len(known) >= MOST:
        raise InvalidInputError(_("패스키는 %(count)s개까지 둘 수 있습니다. 쓰지 않는 것을 지워 주세요.", count=MOST))
    options = webauthn.generate_registration_options(
        rp_id=site.domain,
        rp_name="openlab",
        user_name=user.email,
        user_id=bytes.fromhex(token_digest(f"passkey user {user.id}")),
        user_display_name=user.name,
        challenge=begin_step(StepKind.PASSKEY_ENROL, user.id).encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id)) for one in known],
    )
    return webauthn.options_to_json(options)


def enrol(session: LoginSession, answer: str, name: str, site: Site) -> Passkey:
    """Keep the public key that a device made for this person; raise PasskeyRefusedError for anything else."""
    user = session.user
    try:
        step = _claim_challenge(answer, StepKind.PASSKEY_ENROL)
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=_challenge(answer),
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise _refusal(error) from error
    credential_id = bytes_to_base64url(made.credential_id)
    if step.user_id != user.id or find_passkey(credential_id) is not None:
        raise _refusal("another person's challenge, or a known key")
    passkey = Passkey(
        user_id=user.id,
        credential_id=credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name,
        created_at=clock.now(),
    )
    db.session.add(passkey)
    db.session.flush()
    record(as_actor(user), "account.passkey_added", user, name=name)
    tell(user, lazy_gettext("패스키 ‘%(name)s’을(를) 더했습니다.", name=name))
    return passkey


def sign_in_options(site: Site) -> str:
    """Return what the browser needs to ask for any passkey of this site, as JSON; nobody is named."""
    options = webauthn.generate_authentication_options(
        rp_id=site.domain,
        challenge=begin_step(StepKind.PASSKEY_SIGN_IN).encode(),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def sign_in(answer: str, browser: Browser, lifetime: timedelta, site: Site) -> tuple[str, LoginSession]:
    """Open a session for what a device signed; a passkey is knowledge and possession in one, so no code is asked for.

    Raises PasskeyRefusedError; a lock for wrong passwords does not hold here, because a signature cannot be guessed.
    """
    try:
        _claim_challenge(answer, StepKind.PASSKEY_SIGN_IN)
        passkey = find_passkey(str(json.loads(answer)["id"])[:1400])
        if passkey is None:
            raise _refusal("unknown key")
        seen = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=_challenge(answer),
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise _refusal(error) from error
    user = db.session.get_one(User, passkey.user_id)
    if not user.active or user.confirmed_at is None:
        raise _refusal("closed account")
    passkey.sign_count, passkey.last_used_at = seen.new_sign_count, clock.now()
    forget_failures(user.email)
    return open_session(user, browser, lifetime)


def remove(actor: Actor, passkey_id: int) -> None:
    """Let one of one's own passkeys sign nobody in any more."""
    passkey = find_passkey_by_id(passkey_id)
    if passkey is None or not policies.allows(actor, "accounts:passkey:remove", passkey):
        raise NotFoundError(_("이미 지운 패스키입니다."))
    user = db.session.get_one(User, passkey.user_id)
    db.session.delete(passkey)
    record(actor, "account.passkey_removed", user, name=passkey.name)
    tell(user, lazy_gettext("패스키 ‘%(name)s’을(를) 지웠습니다.", name=passkey.name))


def _challenge(answer: str) -> bytes:
    sent = json.loads(answer)["response"]["clientDataJSON"]
    return parse_client_data_json(base64url_to_bytes(str(sent))).challenge


def _claim_challenge(answer: str, kind: StepKind) -> LoginStep:
    step = find_step(_challenge(answer).decode(), kind)
    if step is None or not claim_step(step):
        raise _refusal("no such challenge")
    return step


def _refusal(cause: Any) -> PasskeyRefusedError:
    log.warning("passkey refused", cause=str(cause))
    return PasskeyRefusedError(_("이 패스키로는 할 수 없습니다. 처음부터 다시 해 주세요."))
