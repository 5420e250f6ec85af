"""A link to an official address proves that somebody belongs; which domains are official is the alliance's to say."""

from datetime import timedelta

from sqlalchemy import delete, update

from openlab.audit.service import record
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.orgs.checks import is_own, opens_door, parse_pattern
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.proof.models import AddressProof, OfficialDomain
from openlab.identity.orgs.proof.queries import (
    find_official_domain,
    find_proof,
    is_taken,
    official_rules,
    proofs_since,
)
from openlab.identity.orgs.queries import roles_held
from openlab.identity.orgs.service import enter_by_address, require_person
from openlab.identity.orgs.states import OrganisationKind
from openlab.jobs.mail import send_mail
from openlab.kit import clock
from openlab.kit.errors import ConflictError, InvalidInputError, NotFoundError
from openlab.kit.ids import new_token, token_digest
from openlab.kit.policy import Actor, policies

LIFETIME = timedelta(hours=24)
MAILS_AN_HOUR = 5  # asked for by one person or sent to one address
KEEP = timedelta(days=30)  # of links that were never used


def say_official(actor: Actor, text: str, *, accepted: bool, note: str = "") -> OfficialDomain:
    """Accept or refuse the addresses of a domain ("korea.kr") or of everything below one (".go.kr") from now on.

    Raises InvalidInputError on `pattern` for what is no domain, or one where anybody can have an address.
    """
    policies.require(actor, "orgs:domain:edit")
    try:
        pattern = parse_pattern(text)
    except ValueError as error:
        raise _refused(
            "pattern", _("도메인을 city.go.kr 또는 .go.kr 모양으로 써 주세요. 누구나 만드는 메일은 안 됩니다.")
        ) from error
    entry = find_official_domain(pattern)
    before = entry.accepted if entry else None
    if entry is None:
        entry = OfficialDomain(pattern=pattern)
        db.session.add(entry)
    entry.accepted, entry.note, entry.changed_by, entry.changed_at = accepted, note, actor.user_id or None, clock.now()
    db.session.flush()
    record(actor, "official_domain.said", entry, pattern=pattern, accepted=accepted, before=before, note=note)
    return entry


def unsay_official(actor: Actor, entry: OfficialDomain) -> None:
    """Take back what was said about a pattern; a wider pattern or the default decides again."""
    policies.require(actor, "orgs:domain:edit")
    record(actor, "official_domain.unsaid", entry, pattern=entry.pattern, before=entry.accepted)
    db.session.delete(entry)
    db.session.flush()


def ask_proof(actor: Actor, organisation: Organisation, email: str) -> None:
    """Mail a link to an official address of an organisation that one works for.

    Raises InvalidInputError on `email` when its domain proves nothing there, ConflictError for a member and for too
    many mails; whether the address is known to us is never told.
    """
    user, moment = require_person(actor, "orgs:proof:ask"), clock.now()
    email = email.strip().lower()
    _require_stranger(user.id, organisation)
    _require_door(organisation, email)
    if proofs_since(user.id, email, moment - timedelta(hours=1)) >= MAILS_AN_HOUR:
        raise ConflictError(_("메일을 여러 번 보냈습니다. 메일함을 보고, 없으면 한 시간 뒤에 다시 해 주세요."))
    token = new_token()
    proof = AddressProof(
        user_id=user.id,
        organisation=organisation,
        email=email,
        digest=token_digest(token),
        created_at=moment,
        expires_at=moment + LIFETIME,
    )
    db.session.add(proof)
    db.session.flush()
    record(actor, "proof.asked", proof, organisation=organisation.id)
    send_mail(
        email,
        "prove_address",
        user.locale,
        name=user.name,
        account=user.email,
        organisation=organisation.label(user.locale),
        expires=proof.expires_at,
        token=token,
    )


def prove(actor: Actor, token: str) -> Organisation:
    """Enter by the link as the person who asked for it; return the organisation.

    Raises NotFoundError for a dead link, InvalidInputError for somebody else or an address that is somebody else's.
    """
    user, proof = require_person(actor, "orgs:proof:ask"), find_proof(token)
    if proof is None:
        raise NotFoundError(_("이미 쓰였거나 기한이 지난 링크입니다. 새 메일을 받아 주세요."))
    if proof.user_id != user.id:
        raise InvalidInputError(_("이 메일을 부탁한 계정으로 로그인해서 열어 주세요."))
    organisation = proof.organisation
    _require_stranger(user.id, organisation)
    _require_door(organisation, proof.email)
    if is_taken(proof.email, organisation.id, user.id):
        raise InvalidInputError(
            _("다른 계정이 쓰는 주소입니다. 그 계정으로 로그인하거나 관리자에게 참여를 신청해 주세요.")
        )
    claim = update(AddressProof).where(AddressProof.id == proof.id, AddressProof.used_at.is_(None))
    db.session.execute(claim.values(used_at=clock.now()))
    record(actor, "proof.given", proof, organisation=organisation.id)
    enter_by_address(actor, user, organisation, proof.email.rpartition("@")[2])
    return organisation


def forget_unused() -> None:
    """Delete the links that were never used and have been dead for a month."""
    dead = delete(AddressProof).where(AddressProof.used_at.is_(None), AddressProof.expires_at < clock.now() - KEEP)
    db.session.execute(dead)


def _require_stranger(user_id: int, organisation: Organisation) -> None:
    if roles_held(user_id, organisation.id):
        raise ConflictError(_("이미 이 기관의 구성원입니다."))


def _require_door(organisation: Organisation, email: str) -> None:
    domain, own = email.rpartition("@")[2], organisation.mail_domains
    if organisation.kind is OrganisationKind.MUNICIPALITY:
        opens = opens_door(domain, own, official_rules())
    else:
        opens = organisation.kind is not OrganisationKind.ALLIANCE and is_own(domain, own)
    if not opens:
        raise _refused("email", _("이 기관의 공식 메일이 아닙니다. 공식 메일이 없으면 참여를 신청해 주세요."))


def _refused(field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(sentence, {field: [sentence]})
