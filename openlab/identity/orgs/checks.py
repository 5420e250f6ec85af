"""What proves that an organisation is real: the check digit of a firm's number, the mail domain of a municipality."""

import re
from collections.abc import Iterable

WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
SHARED_DOMAIN = "korea.kr"  # every official may have an address there, whatever the municipality


def parse_business_number(text: str) -> str:
    """Return the ten digits of a 사업자등록번호 written with or without hyphens; raise ValueError for a wrong one.

    The check digit is the National Tax Service's: weights 1 3 7 1 3 7 1 3 5, plus the tens of 5 × the ninth digit.
    """
    digits = re.sub(r"[\s\-‐-―.]", "", text)
    if not re.fullmatch(r"[0-9]{10}", digits) or digits == "0" * 10:
        raise ValueError(text)
    numbers = [int(digit) for digit in digits]
    total = sum(weight * number for weight, number in zip(WEIGHTS, numbers, strict=False)) + numbers[8] * 5 // 10
    if (10 - total % 10) % 10 != numbers[9]:
        raise ValueError(text)
    return digits


def format_business_number(digits: str | None) -> str:
    """Write a 사업자등록번호 as people do: 123-45-67890."""
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if digits else ""


def is_official(domain: str) -> bool:
    """Say whether a mail domain belongs to Korean government: korea.kr or something under go.kr."""
    return domain == SHARED_DOMAIN or domain.endswith(".go.kr")


def opens_door(domain: str, own_domains: Iterable[str]) -> bool:
    """Say whether an address proves that its holder works for the municipality with these domains.

    A municipality that has named its domains lets in those and korea.kr; one that has not, any official domain.
    """
    own = tuple(own_domains)
    if domain == SHARED_DOMAIN or any(domain == known or domain.endswith(f".{known}") for known in own):
        return True
    return not own and is_official(domain)
