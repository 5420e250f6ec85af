"""What somebody chooses and writes about a match."""

from wtforms import HiddenField

from openlab.fields import BlockField, ChoiceField, Form, required
from openlab.i18n import lazy_gettext as _l
from openlab.matching.feedback.labels import OPINION_LABELS, WHY_LABELS
from openlab.matching.feedback.service import NOTE_LIMIT
from openlab.matching.feedback.states import REASONS


class FeedbackForm(Form):
    """An opinion, a reason from the closed list and a few words; `shown` is the signed token of the match."""

    shown = HiddenField(validators=required())
    opinion = ChoiceField(
        _l("의견"),
        required(_l("맞는지 골라 주세요.")),
        choices=lambda: [(one.value, label) for one, label in OPINION_LABELS.items()],
    )
    why = ChoiceField(
        _l("이유"),
        choices=lambda: {
            str(OPINION_LABELS[opinion]): [
                (f"{opinion.value}.{why.value}", WHY_LABELS[why]) for why in REASONS[opinion]
            ]
            for opinion in REASONS
        },
        blank=_l("고르지 않음"),
    )
    note = BlockField(_l("덧붙일 말"), limit=NOTE_LIMIT, rows=2)
