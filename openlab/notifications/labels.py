"""How the kinds of mail are called, with what they are."""

from openlab.i18n import lazy_gettext as _l
from openlab.notifications.states import MailKind

KIND_LABELS = {
    MailKind.ACCOUNT: _l("내 계정과 신청"),
    MailKind.RIGHTS: _l("우리 기관의 자격"),
    MailKind.DUTY: _l("내 차례인 일"),
    MailKind.OUTCOME: _l("내 글의 진행"),
}
KIND_HELP = {
    MailKind.ACCOUNT: _l("메일 확인, 비밀번호와 보안, 계정 삭제, 내가 낸 신청의 결과. 늘 보냅니다."),
    MailKind.RIGHTS: _l("솔루션 게시 중지, 얼라이언스 가입과 갱신처럼 우리 기관의 자격에 관한 결정. 늘 보냅니다."),
    MailKind.DUTY: _l("승인, 심사, 참여 신청, 회의, 파트너 요청처럼 내 차례일 때. 꺼도 화면에는 나옵니다."),
    MailKind.OUTCOME: _l("내가 쓴 수요나 솔루션이 공개되거나 되돌아왔을 때."),
}
