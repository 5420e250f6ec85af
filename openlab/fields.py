"""The base form and the fields that openlab's forms share: cleaned text, won, lists, choices in two languages."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import DateField, Field, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.i18n import get_translations
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from openlab.i18n import current_locale, lazy_gettext
from openlab.i18n import gettext as _
from openlab.kit.errors import InvalidInputError
from openlab.kit.money import parse_won
from openlab.kit.text import clean_block, clean_line

MAX_FIGURE = 1e12
Choices = Callable[[], Iterable[tuple[str, Any]] | dict[str, list[tuple[str, Any]]]]


class Form(FlaskForm):  # type: ignore[misc]
    """Base of all forms: WTForms' own messages come in the reader's language."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: Any) -> Any:  # noqa: ARG002
            """Return WTForms' catalogue of the locale of the moment."""
            return get_translations([current_locale()])

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Take what a form sent; a JSON body, which Flask-WTF would read as well, is none."""
            return None if request.is_json else super().wrap_formdata(form, formdata)

    def values(self) -> dict[str, Any]:
        """Return the checked data without the CSRF token."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}

    def take_errors(self, error: InvalidInputError, default: str) -> None:
        """Show a refusal of the service beside its fields; what names no field goes to the field `default`."""
        fields = {name: list(texts) for name, texts in error.fields.items() if name in self}
        for name, texts in (fields or {default: [error.message]}).items():
            self[name].errors = [*self[name].errors, *texts]

    def all_errors(self) -> list[tuple[str, str, str]]:
        """Return (field id, label, sentence) of every error, for the summary at the top."""
        return [(field.id, str(field.label.text), str(message)) for field in self for message in _flat(field.errors)]


def _flat(errors: Any) -> list[Any]:
    found: list[Any] = []
    for error in errors:
        found.extend(
            _flat(error.values() if isinstance(error, dict) else error)
            if isinstance(error, dict | list | tuple)
            else [error]
        )
    return found


def required(message: Any = None) -> list[Any]:
    """Return validators of a field that must be filled in."""
    sentence = message or lazy_gettext("꼭 입력해 주세요.")

    def not_blank(_form: Any, field: Any) -> None:
        if field.data == "":  # what was typed were only spaces, which the field has trimmed
            raise StopValidation(sentence)

    return [InputRequired(sentence), not_blank]


def at_most(limit: int) -> Length:
    """Return a validator that limits the number of characters."""
    return Length(max=limit, message=lazy_gettext("%(limit)s자까지 쓸 수 있습니다.", limit=limit))


def at_least(limit: int) -> Length:
    """Return a validator that asks for a number of characters."""
    return Length(min=limit, message=lazy_gettext("%(limit)s자 이상 써 주세요.", limit=limit))


def _trimmed(value: str | None) -> str:
    return clean_line(value or "")  # a field that was not sent at all is an empty one


def _cleaned(value: str | None) -> str:
    return clean_block(value or "")


class LineField(StringField):  # type: ignore[misc]
    """One line of text, cleaned of control characters and needless spaces."""

    def __init__(
        self, label: Any = None, validators: Sequence[Any] | None = None, *, limit: int = 200, **kwargs: Any
    ) -> None:
        super().__init__(label, [*(validators or ()), at_most(limit)], filters=[_trimmed], **kwargs)
        self.limit = limit


class BlockField(TextAreaField):  # type: ignore[misc]
    """A text of several lines, cleaned."""

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] | None = None,
        *,
        limit: int = 4000,
        rows: int = 5,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            label,
            [*(validators or ()), at_most(limit)],
            filters=[_cleaned],
            render_kw={"rows": rows, **kwargs.pop("render_kw", {})},
            **kwargs,
        )
        self.limit = limit


class ListField(StringField):  # type: ignore[misc]
    """Several short words in one line, separated by commas or semicolons."""

    def __init__(
        self, label: Any = None, validators: Sequence[Any] | None = None, *, most: int = 12, **kwargs: Any
    ) -> None:
        super().__init__(label, validators or (), **kwargs)
        self.most = most

    def _value(self) -> str:
        return ", ".join(self.data or ()) if not isinstance(self.data, str) else self.data

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Split, clean and drop repeated words."""
        text = clean_line(" ".join(valuelist)) if valuelist else ""
        self.data = list(dict.fromkeys(part for part in (p.strip() for p in re.split(r"[,;·、]", text)) if part))

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Limit the number and the length of the words."""
        if len(self.data or ()) > self.most:
            raise StopValidation(_("%(most)s개까지 쓸 수 있습니다.", most=self.most))
        if any(len(word) > 60 for word in self.data or ()):
            raise StopValidation(_("한 낱말은 60자까지 쓸 수 있습니다."))


class WonField(Field):  # type: ignore[misc]
    """An amount of won, written freely; kept as an integer."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data and self.errors:
            return str(self.raw_data[0])
        return f"{self.data:,}" if isinstance(self.data, int) else str(self.raw_data[0]) if self.raw_data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the amount; an empty field is None."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text:
            try:
                self.data = parse_won(text)
            except ValueError as error:
                raise ValueError(_("금액을 읽을 수 없습니다. 예: 1억 8,000만 원 또는 180000000")) from error


class NumberField(IntegerField):  # type: ignore[misc]
    """A whole number within bounds; an empty field is None."""

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] | None = None,
        *,
        low: int = 0,
        high: int = 10**6,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators or (), render_kw={"inputmode": "numeric", "min": low, "max": high}, **kwargs)
        self.low, self.high = low, high

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number; anything else is a sentence."""
        text = valuelist[0].strip().replace(",", "") if valuelist else ""
        self.data = None
        if not text:
            return
        if not re.fullmatch(r"-?\d{1,12}", text) or not self.low <= int(text) <= self.high:
            raise ValueError(_("%(low)s부터 %(high)s까지의 숫자를 써 주세요.", low=self.low, high=f"{self.high:,}"))
        self.data = int(text)


class FigureField(LineField):
    """A measured number, written freely; `figure` is its value, None for an empty field or one that is no number."""

    def __init__(self, label: Any = None, validators: Sequence[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(label, validators, limit=20, render_kw={"inputmode": "decimal"}, **kwargs)

    @property
    def figure(self) -> float | int | None:
        """Return the number."""
        try:
            return parse_figure(self.data or "")
        except ValueError:
            return None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Refuse what is no number."""
        try:
            parse_figure(self.data or "")
        except ValueError as error:
            raise StopValidation(_("숫자로 써 주세요. 예: 14 또는 6.5")) from error


def parse_figure(text: str) -> float | int | None:
    """Read a number as people write it ('1,200', '6.5'), None for nothing; raise ValueError for anything else."""
    if not text:
        return None
    value = float(text.replace(",", "").replace("_", "x"))  # Python would read "1_0" as ten
    if not abs(value) <= MAX_FIGURE:  # also refuses NaN
        raise ValueError(text)
    return int(value) if value.is_integer() else value


def figure_text(value: float | None) -> str:
    """Write a number as `parse_figure` reads it, nothing for None."""
    return "" if value is None else str(value)


class DayField(DateField):  # type: ignore[misc]
    """A day as the browser's calendar sends it; an empty field is None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read 'YYYY-MM-DD'."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text:
            try:
                self.data = date.fromisoformat(text)
            except ValueError as error:
                raise ValueError(_("날짜를 써 주세요. 예: 2027-12-31")) from error


class ChoiceField(SelectField):  # type: ignore[misc]
    """One of several codes; the labels are asked for at every request, so that they follow the language."""

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] | None = None,
        *,
        choices: Choices,
        blank: Any = None,
        **kwargs: Any,
    ) -> None:
        def options() -> Any:
            offered = choices()
            if isinstance(offered, dict):  # groups: {label: [(code, label)]}
                return ({"": [("", str(blank))]} if blank is not None else {}) | offered
            return ([("", str(blank))] if blank is not None else []) + list(offered)

        super().__init__(label, validators or (), choices=options, **kwargs)
        self.has_blank = blank is not None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the chosen code; a field that was not sent at all is left open where that is offered."""
        super().process_formdata(valuelist or ([""] if self.has_blank else []))

    def pre_validate(self, form: Any) -> None:
        """Refuse a code that is not offered."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise StopValidation(_("보기에서 골라 주세요.")) from error


class ManyField(SelectMultipleField):  # type: ignore[misc]
    """Any number of codes, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self, label: Any = None, validators: Sequence[Any] | None = None, *, choices: Choices, **kwargs: Any
    ) -> None:
        super().__init__(label, validators or (), choices=lambda: list(choices()), **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Refuse a code that is not offered."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise StopValidation(_("보기에서 골라 주세요.")) from error


class ReasonForm(Form):
    """The reason of a negative act."""

    reason = BlockField(
        lazy_gettext("이유"), required(lazy_gettext("이유를 써 주세요. 상대방이 읽습니다.")), limit=1000, rows=3
    )
