"""The approval letter and the certificate of membership as PDF, set with the fonts of the site (SIL OFL)."""

from dataclasses import dataclass

from fpdf import FPDF

from openlab.config import RESOURCES
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.i18n.formats import format_date
from openlab.kit import clock
from openlab.membership.certificates import spelled
from openlab.membership.labels import CLASS_LABELS
from openlab.membership.models import MembershipCertificate

FONTS = RESOURCES / "static" / "vendor" / "krds"
FAMILY = "Pretendard"
MARGIN = 25  # millimetres


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs, and where the certificate can be checked."""

    name: str
    check_url: str


def certificate_pdf(certificate: MembershipCertificate, issuer: Issuer) -> bytes:
    """Return the certificate in the reader's language."""
    page = _page(_("회원증"))
    page.ln(18)
    _centred(page, _("회원증"), 30, bold=True)
    page.ln(10)
    _centred(page, _name(certificate), 20, bold=True)
    page.ln(10)
    _facts(page, certificate)
    page.ln(8)
    _centred(page, _("위 기관이 스마트시티 융합 얼라이언스의 회원임을 증명합니다."), 13)
    _signature(page, certificate, issuer)
    return bytes(page.output())


def approval_pdf(certificate: MembershipCertificate, issuer: Issuer) -> bytes:
    """Return the approval letter in the reader's language."""
    page = _page(_("회원 가입 승인"))
    _line(page, _("받음: %(name)s", name=_name(certificate)))
    _line(page, _("제목: 회원 가입 승인"), bold=True)
    page.ln(6)
    _line(page, _("귀 기관의 가입 신청을 %(day)s에 승인했음을 알려 드립니다.", day=format_date(certificate.joined_on)))
    page.ln(2)
    _facts(page, certificate)
    page.ln(6)
    _line(page, _("회비는 납부 대기입니다. 내는 방법은 따로 알려 드립니다. 회원 기간은 해마다 갱신합니다."))
    _signature(page, certificate, issuer)
    return bytes(page.output())


def _page(title: str) -> FPDF:
    page = FPDF(format="A4")
    for style, weight in (("", "Regular"), ("B", "Bold")):
        page.add_font(FAMILY, style, FONTS / f"PretendardGOV-{weight}.subset.woff2")
    page.set_lang(current_locale())
    page.set_title(title)
    page.set_margin(MARGIN)
    page.set_creation_date(clock.now())
    page.add_page()
    return page


def _facts(page: FPDF, certificate: MembershipCertificate) -> None:
    pairs = (
        (_("회원 번호"), certificate.member_number),
        (_("회원 구분"), str(CLASS_LABELS[certificate.member_class])),
        (_("가입일"), format_date(certificate.joined_on)),
        (_("회원 기간"), _("%(day)s까지", day=format_date(certificate.valid_until))),
    )
    for label, value in pairs:
        page.set_font(FAMILY, "", 12)
        page.cell(40, 9, label)
        page.set_font(FAMILY, "B", 12)
        page.multi_cell(0, 9, value, new_x="LMARGIN", new_y="NEXT")


def _signature(page: FPDF, certificate: MembershipCertificate, issuer: Issuer) -> None:
    page.ln(16)
    _centred(page, format_date(clock.in_seoul(certificate.issued_at).date()), 13)
    page.ln(4)
    _centred(page, issuer.name, 18, bold=True)
    page.set_y(-52)
    _line(page, _("확인 부호: %(code)s", code=spelled(certificate.code)), bold=True)
    _line(page, _("누구나 %(url)s 에서 이 문서가 지금도 유효한지 확인할 수 있습니다.", url=issuer.check_url), size=10)


def _name(certificate: MembershipCertificate) -> str:
    return (current_locale() == "en" and certificate.name_en) or certificate.name


def _centred(page: FPDF, text: str, size: int, *, bold: bool = False) -> None:
    page.set_font(FAMILY, "B" if bold else "", size)
    page.multi_cell(0, size * 0.55, text, align="C", new_x="LMARGIN", new_y="NEXT")


def _line(page: FPDF, text: str, *, bold: bool = False, size: int = 12) -> None:
    page.set_font(FAMILY, "B" if bold else "", size)
    page.multi_cell(0, size * 0.6, text, new_x="LMARGIN", new_y="NEXT")
