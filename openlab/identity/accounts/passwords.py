"""Passwords: what a good one is, and how they are kept."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from openlab.i18n import LazyText, lazy_gettext
from openlab.kit.ids import new_token

SHORTEST, LONGEST = 10, 200
# OWASP's least for argon2id: 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# The commonest of ten letters and more, without digits and signs around them.
COMMONEST = frozenset(
    {
        "password",
        "passwordpassword",
        "qwertyuiop",
        "qwertyuiopasdf",
        "qwerasdfzxcv",
        "qweasdzxc",
        "asdfghjkl",
        "zxcvbnm",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "superman",
        "letmein",
        "welcome",
        "administrator",
        "changeme",
        "opensesame",
        "whatever",
        "trustnoone",
        "qwerty",
        "asdfasdf",
        "qwerqwer",
        "abcdefghij",
        "abcdefghijkl",
        "qazwsxedc",
        "qazwsxedcrfv",
        "openlab",
        "smartcity",
        "korea",
        "seoul",
        "daehanminguk",
        "사랑해",
        "비밀번호",
        "대한민국",
        "안녕하세요",
        "스마트도시",
        "오픈랩",
    }
)
SIGNS = "!@#$%^&*()-_=+.,?~ "
RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qwertyuiopasdfghjklzxcvbnm",
)


def make_hash(password: str) -> str:
    """Return the argon2id hash that the database keeps."""
    return HASHER.hash(_canonical(password))


def matches(kept: str | None, password: str) -> bool:
    """Say whether a password is the one; an account that does not exist costs the same work and never matches."""
    nobodys = _nobodys_hash()  # whoever asks first in a process pays for it, known or not
    try:
        return HASHER.verify(kept or nobodys, _canonical(password)) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Say whether a hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(kept)


def find_weakness(password: str, email: str = "", name: str = "") -> LazyText | None:
    """Return the sentence that says why a password will not do, or None for a good one."""
    if len(password) < SHORTEST:
        return lazy_gettext("비밀번호는 %(count)s자 이상이어야 합니다.", count=SHORTEST)
    if len(password) > LONGEST:
        return lazy_gettext("비밀번호는 %(count)s자까지 쓸 수 있습니다.", count=LONGEST)
    plain = _canonical(password).casefold()
    if plain in _own_words(email, name):
        return lazy_gettext("이메일이나 이름을 비밀번호로 쓸 수 없습니다.")
    if _is_common(plain):
        return lazy_gettext("너무 흔한 비밀번호입니다. 낱말 서너 개를 이어 써 보세요.")
    return None


def _canonical(password: str) -> str:
    # Keyboards of different systems write the same Hangul differently; a lone surrogate cannot be hashed at all.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


def _own_words(email: str, name: str) -> set[str]:
    local = email.partition("@")[0]
    words = {email, local, local * 2, name, name.replace(" ", ""), name.replace(" ", "") * 2}
    return {_canonical(word).casefold() for word in words if word}


def _is_common(plain: str) -> bool:
    unsigned = plain.strip(SIGNS)
    core = unsigned.strip("0123456789" + SIGNS)
    return len(set(plain)) < 4 or core in COMMONEST or any(unsigned in run for run in RUNS)


@cache
def _nobodys_hash() -> str:
    return make_hash(new_token())
