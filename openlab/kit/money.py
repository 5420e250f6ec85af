"""Money as integers in the currency's minor unit, and how Korean public offices write it."""

import re
from dataclasses import dataclass

# ISO 4217 exponents of the currencies in use; KRW has no minor unit, so 1 won is 1.
EXPONENTS = {"KRW": 0, "USD": 2, "EUR": 2}
EOK = 100_000_000
MAN = 10_000
MAX_WON = 10**13  # ten trillion: above any city's yearly budget
UNITS = {
    "조": 10**12,
    "억": EOK,
    "천만": 10**7,
    "백만": 10**6,
    "만": MAN,
    "천": 1000,
    "billion": 10**9,
    "million": 10**6,
}
_AMOUNT = re.compile(rf"(\d+(?:\.\d+)?)({'|'.join(UNITS)})?")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of a currency."""

    minor: int
    currency: str = "KRW"

    def __post_init__(self) -> None:
        if self.currency not in EXPONENTS:
            raise ValueError(f"unknown currency {self.currency!r}")

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError("two currencies cannot be added")
        return Money(self.minor + other.minor, self.currency)

    @property
    def major(self) -> str:
        """Return the amount in major units as a plain decimal string."""
        exponent = EXPONENTS[self.currency]
        if not exponent:
            return str(self.minor)
        whole, part = divmod(abs(self.minor), 10**exponent)
        return f"{'-' if self.minor < 0 else ''}{whole}.{part:0{exponent}d}"


def won_short(amount: int) -> str:
    """Write won the Korean way: 180000000 → '1억 8,000만 원', below 10,000 in full."""
    if amount < 0:
        return f"-{won_short(-amount)}"
    if amount < MAN:
        return f"{amount:,}원"
    eok, rest = divmod(amount, EOK)
    man, won = divmod(rest, MAN)
    parts = [f"{eok:,}억" if eok else "", f"{man:,}만" if man else "", f"{won:,}" if won else ""]
    return " ".join(part for part in parts if part) + ("원" if won else " 원")


def won_english(amount: int) -> str:
    """Write won for English readers: 180000000 → 'KRW 180 million'."""
    if amount < 0:
        return f"-{won_english(-amount)}"
    for size, word in ((1_000_000_000, "billion"), (1_000_000, "million")):
        if amount >= size:
            return f"KRW {_trimmed(amount, size)} {word}"
    return f"KRW {amount:,}"


def _trimmed(amount: int, size: int) -> str:
    hundredths = (amount * 100 + size // 2) // size
    return f"{hundredths / 100:,.2f}".rstrip("0").rstrip(".")


def parse_won(text: str) -> int:
    """Read an amount of won as people write it: '180,000,000', '1억 8,000만 원', '1.8억', 'KRW 180 million'.

    Raises ValueError when it cannot be read, is negative, or exceeds ten trillion.
    """
    compact = re.sub(r"[\s,_]|원|won|KRW|₩|\\", "", text, flags=re.IGNORECASE).lower()
    if re.fullmatch(r"\d+", compact):
        amount = float(compact) if len(compact) > 16 else int(compact)
    else:
        pieces = _AMOUNT.findall(compact)
        if "".join(number + unit for number, unit in pieces) != compact or not pieces:
            raise ValueError(text)
        amount = round(sum(float(number) * UNITS.get(unit, 1) for number, unit in pieces))
    if amount > MAX_WON:
        raise ValueError(text)
    return int(amount)
