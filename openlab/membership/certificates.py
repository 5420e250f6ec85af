"""Certificates: the code that proves them, and what everybody is told who checks one."""

import secrets
from enum import StrEnum

from openlab.extensions import db
from openlab.kit import clock
from openlab.membership.models import Membership, MembershipCertificate
from openlab.membership.queries import latest_certificate
from openlab.membership.states import MembershipStatus

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no letters that look like others
LENGTH = 12  # 59 bits: nobody finds one by trying


class Standing(StrEnum):
    """What a certificate says today; nothing of this is stored."""

    VALID = "VALID"
    REPLACED = "REPLACED"  # the member is one, and has a newer certificate
    EXPIRED = "EXPIRED"
    ENDED = "ENDED"  # suspended, left or expelled


def issue(membership: Membership) -> MembershipCertificate:
    """Write a certificate for the present term of a member."""
    if membership.joined_on is None or membership.term_ends_on is None:
        raise ValueError("not a member")
    certificate = MembershipCertificate(
        membership_id=membership.id,
        code="".join(secrets.choice(ALPHABET) for _place in range(LENGTH)),
        name=membership.organisation.name,
        name_en=membership.organisation.name_en,
        member_class=membership.member_class,
        member_number=membership.number,
        joined_on=membership.joined_on,
        valid_until=membership.term_ends_on,
        issued_at=clock.now(),
    )
    db.session.add(certificate)
    db.session.flush()
    return certificate


def standing(certificate: MembershipCertificate) -> Standing:
    """Say what a certificate is worth today."""
    membership = certificate.membership
    if membership.status is not MembershipStatus.ACTIVE or membership.joined_on != certificate.joined_on:
        return Standing.ENDED
    if clock.today() > certificate.valid_until:
        return Standing.EXPIRED
    latest = latest_certificate(certificate.membership_id)
    return Standing.VALID if latest is None or latest.id == certificate.id else Standing.REPLACED


def spelled(code: str) -> str:
    """Write a code as paper shows it: 'ABCD-EFGH-JKMN'."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
