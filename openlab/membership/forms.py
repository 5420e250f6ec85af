"""The shape of what applicants, members and curators type, and the sentences they read when it does not fit."""

from datetime import date, timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import ValidationError

from openlab import taxonomy
from openlab.fields import BlockField, ChoiceField, DayField, Form, LineField, ManyField, NumberField, required
from openlab.i18n import gettext as _
from openlab.i18n import lazy_gettext as _l
from openlab.identity.orgs.models import Organisation
from openlab.kit import clock
from openlab.membership.ballots import electorates
from openlab.membership.labels import CHOICE_LABELS, CLASS_LABELS, COMMITTEE_LABELS, GROUND_LABELS
from openlab.membership.states import CLASSES_OF, ENDING_GROUNDS, REFUSAL_GROUNDS, Choice, Ground, MemberClass


class OrganisationForm(Form):
    """For which of one's organisations to apply."""

    organisation_id = ChoiceField(_l("기관"), required(), choices=list)


class ApplicationForm(Form):
    """The whole application; every field may stay empty until it is sent."""

    version = HiddenField()
    member_class = ChoiceField(_l("회원 구분"), choices=list, blank=_l("고르기"))
    purpose = BlockField(
        _l("왜 가입하려고 하나요?"),
        limit=2000,
        rows=5,
        description=_l("얼라이언스에서 무엇을 하고 싶은지, 무엇을 나눌 수 있는지 써 주세요."),
    )
    activities = BlockField(
        _l("지금 하는 일"), limit=2000, rows=4, description=_l("제품, 사업, 연구나 도시에서 진행 중인 일을 써 주세요.")
    )
    categories = ManyField(_l("분야"), choices=lambda: [(field.code, field.label()) for field in taxonomy.categories()])
    committees = ManyField(
        _l("관심 있는 분과"), choices=lambda: [(code.value, str(label)) for code, label in COMMITTEE_LABELS.items()]
    )
    contact_name = LineField(_l("담당자"), limit=80)
    contact_email = LineField(
        _l("담당자 전자우편"), limit=254, description=_l("신청한 기관과 얼라이언스 운영자만 봅니다.")
    )
    agreed = BooleanField(_l("회원 규약을 읽었고 동의합니다"))

    @classmethod
    def of(cls, organisation: Organisation, **kwargs: Any) -> "ApplicationForm":
        """Return the form with the classes that fit the kind of organisation."""
        form = cls(**kwargs)
        fitting = [(one.value, str(CLASS_LABELS[one])) for one in CLASSES_OF[organisation.kind]]
        form.member_class.choices = [("", _("고르기")), *fitting]
        return form

    def validate_contact_email(self, field: LineField) -> None:
        """Refuse what cannot be an address."""
        if not field.data:
            return
        try:
            validate_email(field.data, check_deliverability=False, test_environment=True)
        except EmailNotValidError as error:
            raise ValidationError(_("전자우편 주소를 name@example.org 모양으로 써 주세요.")) from error

    def application_values(self, *, only_valid: bool = False) -> dict[str, Any]:
        """Return the values as the service takes them; `only_valid` leaves out fields that have errors."""
        values = {name: value for name, value in self.values().items() if name not in ("version", "agreed")}
        values["member_class"] = MemberClass(values["member_class"]) if self._names_class() else None
        wrong = set(self.errors) if only_valid else set()
        return {name: value for name, value in values.items() if name not in wrong}

    def _names_class(self) -> bool:
        return self.member_class.data in {code for code, _label in self.member_class.choices if code}


class MessageForm(Form):
    """A message of the thread."""

    body = BlockField(_l("글"), required(_l("글을 써 주세요.")), limit=3000, rows=4)


class SupplementForm(Form):
    """What is missing, and until when it should come."""

    body = BlockField(
        _l("무엇이 더 필요한가요?"), required(_l("글을 써 주세요.")), limit=3000, rows=4,
        description=_l("그대로 신청한 기관에 보입니다."),
    )  # fmt: skip
    due_on = DayField(_l("언제까지"), default=lambda: clock.today() + timedelta(days=14))


class RefusalForm(Form):
    """Why an application is turned down."""

    ground = ChoiceField(
        _l("이유"), required(_l("이유를 골라 주세요.")), blank=_l("고르기"),
        choices=lambda: [(ground.value, str(GROUND_LABELS[ground])) for ground in REFUSAL_GROUNDS],
    )  # fmt: skip
    note = BlockField(_l("기관에 남길 말"), required(_l("이유를 써 주세요. 상대방이 읽습니다.")), limit=1000, rows=3)


class EndingForm(Form):
    """Why and from when a membership is suspended or ends."""

    ground = ChoiceField(_l("이유"), required(_l("이유를 골라 주세요.")), blank=_l("고르기"), choices=list)
    note = BlockField(_l("자세한 이유"), required(_l("이유를 써 주세요. 상대방이 읽습니다.")), limit=1000, rows=3)
    on = DayField(
        _l("시행일"), required(_l("날짜를 골라 주세요.")), default=clock.today,
        description=_l("오늘이면 바로, 뒤의 날이면 그날 새벽에 시행됩니다."),
    )  # fmt: skip

    @classmethod
    def of(cls, action: str) -> "EndingForm":
        """Return the form with the grounds of an action."""
        form = cls()
        grounds = [(ground.value, str(GROUND_LABELS[ground])) for ground in ENDING_GROUNDS[action]]
        form.ground.choices = [("", _("고르기")), *grounds]
        return form

    def chosen(self) -> Ground:
        """Return the ground."""
        return Ground(self.ground.data)

    def day(self) -> date:
        """Return the effective date of a checked form, which has one."""
        if self.on.data is None:
            raise ValueError("no date")
        return self.on.data


class RenewalForm(Form):
    """Agreement to the present by-laws for another year."""

    agreed = BooleanField(_l("회원 규약을 읽었고 동의합니다"))


class DuesForm(Form):
    """Until when the dues are paid, and how that is known."""

    dues_until = DayField(_l("언제까지 냈나요?"), required(_l("날짜를 골라 주세요.")))
    dues_note = LineField(_l("근거"), required(), limit=300, description=_l("예: 10월 2일 입금, 세금계산서 번호"))


class AssignForm(Form):
    """Who is responsible for an application."""

    assignee = ChoiceField(_l("담당"), choices=list)


class BallotForm(Form):
    """To whom an application is put, and by which rule the vote counts."""

    electorate = ChoiceField(
        _l("투표할 명부"), choices=lambda: [(one.code, str(one.label)) for one in electorates()],
        description=_l("지금의 명부로 정해지고, 나중에 들어온 회원은 투표하지 못합니다."),
    )  # fmt: skip
    quorum = NumberField(_l("정족수(%)"), required(), low=1, high=100, default=50)
    closes_on = DayField(
        _l("마지막 날"), required(_l("날짜를 골라 주세요.")), default=lambda: clock.today() + timedelta(days=7)
    )


class VoteForm(Form):
    """The one vote of an organisation."""

    choice = RadioField(
        _l("우리 기관의 뜻"), required(_l("하나를 골라 주세요.")),
        choices=lambda: [(choice.value, str(label)) for choice, label in CHOICE_LABELS.items()],
    )  # fmt: skip

    def chosen(self) -> Choice:
        """Return the choice."""
        return Choice(self.choice.data)
