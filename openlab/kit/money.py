"""Money as integers in the currency's minor unit, and how Korean public offices write it."""

from dataclasses import dataclass

# ISO 4217 exponents of the currencies in use; KRW has no minor unit, so 1 won is 1.
EXPONENTS = {"KRW": 0, "USD": 2, "EUR": 2}
EOK = 100_000_000
MAN = 10_000


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
