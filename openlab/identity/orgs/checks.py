"""What proves that an organisation is real: the check digit of a firm's number, the mail domain of a municipality."""

import re
from collections.abc import Iterable, Mapping

WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
SHARED_DOMAIN = "korea.kr"  # every official may have an address there, whatever the municipality
DEFAULT_RULES: Mapping[str, bool] = {SHARED_DOMAIN: True, ".go.kr": True}  # until the alliance says otherwise
# Where anybody can have an address, so that one proves nothing.
PUBLIC_MAIL = frozenset(
    {"gmail.com", "naver.com", "daum.net", "hanmail.net", "kakao.com", "nate.com", "outlook.com", "hotmail.com",
     "yahoo.com", "icloud.com", "proton.me"}
)  # fmt: skip
PATTERN = re.compile(r"\.?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")


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


def is_official(domain: str, rules: Mapping[str, bool] = DEFAULT_RULES) -> bool:
    """Say whether a mail domain belongs to Korean government, by the pattern that fits it most closely.

    A pattern is a name ("korea.kr": that domain alone) or begins with a dot (".go.kr": everything below go.kr).
    """
    labels = domain.split(".")
    patterns = [domain, *("." + ".".join(labels[start:]) for start in range(1, len(labels)))]
    return next((rules[pattern] for pattern in patterns if pattern in rules), False)


def is_own(domain: str, own_domains: Iterable[str]) -> bool:
    """Say whether a domain is one that an organisation has named, or lies below one."""
    return any(domain == known or domain.endswith(f".{known}") for known in own_domains)


def opens_door(domain: str, own_domains: Iterable[str], rules: Mapping[str, bool] = DEFAULT_RULES) -> bool:
    """Say whether an address proves that its holder works for the municipality with these domains.

    A municipality that has named its domains lets in those and korea.kr; one that has not, any official domain.
    """
    own = tuple(own_domains)
    if is_own(domain, own):
        return True
    return (domain == SHARED_DOMAIN or not own) and is_official(domain, rules)


def parse_pattern(text: str) -> str:
    """Return a pattern of domains as it is kept: lower case, no @; raise ValueError for what is none or too wide."""
    pattern = text.strip().lower().removeprefix("@").removeprefix("*")
    if not PATTERN.fullmatch(pattern) or len(pattern) > 253 or pattern.lstrip(".") in PUBLIC_MAIL:
        raise ValueError(text)
    return pattern
