"""What the queues and the things that can be done to many at once are called."""

from openlab.i18n import lazy_gettext as _l

QUEUE_LABELS = {
    "members": _l("회원 가입 신청"),
    "listings": _l("심사를 기다리는 솔루션"),
    "organisations": _l("확인할 기관"),
    "proofs": _l("기관 확인 신청"),
    "joins": _l("기관 참여 요청"),
    "reports": _l("신고"),
    "jobs": _l("실패한 작업"),
}
QUEUE_PAGES = {
    "members": ("members.queue", {}),
    "listings": ("admin.queue", {}),
    "organisations": ("desk.organisations", {"verified": "no"}),
    "proofs": ("profiles.queue", {}),
    "joins": ("desk.joins", {}),
    "reports": ("abuse.queue", {}),
    "jobs": ("admin.jobs", {}),
}
USER_STATES = {"active": _l("쓰는 계정"), "inactive": _l("멈춘 계정"), "unconfirmed": _l("이메일 확인 전")}
USER_ACTIONS = {"deactivate": _l("계정 멈추기"), "reactivate": _l("계정 다시 열기")}
USER_EFFECTS = {
    "deactivate": _l("이 계정들은 로그인할 수 없게 되고, 지금 로그인한 곳도 모두 끝납니다. 쓴 글은 그대로 남습니다."),
    "reactivate": _l("이 계정들은 다시 로그인할 수 있게 됩니다. 끝난 로그인은 되살아나지 않습니다."),
}
VERIFIED_LABELS = {"yes": _l("확인한 기관"), "no": _l("확인 전")}
