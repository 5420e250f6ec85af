import pytest

from openlab.i18n import use_locale
from openlab.taxonomy import UnknownTermError, Vocabulary, find_term, get_term, term_label, terms


@pytest.mark.parametrize(
    ("vocabulary", "codes"),
    [
        (Vocabulary.POLICY_TAG, {"CLIMATE", "INCLUSION", "DEPOPULATION"}),
        (Vocabulary.MATURITY, {"PROTOTYPE", "PILOT_PROVEN", "COMMERCIAL", "MULTI_ADOPTED"}),
        (Vocabulary.TRL, set("123456789")),
        (Vocabulary.SIZE_CLASS, {"LARGE", "MID", "SME", "VENTURE", "STARTUP"}),
    ],
)
def test_closed_lists_hold_exactly_the_codes_of_the_data_shapes(vocabulary, codes):
    assert {term.code for term in terms(vocabulary)} == codes


@pytest.mark.parametrize(
    ("vocabulary", "codes"),
    [
        (
            Vocabulary.CERTIFICATION,
            {
                "INNOVATION_PRODUCT",
                "EXCELLENT_PRODUCT",
                "SMARTCITY_SERVICE_CERT",
                "GS_CERT",
                "DIRECT_PRODUCTION",
                "CSAP",
            },
        ),
        (Vocabulary.FUNDING, {"LOCAL", "MATCH_50"}),
        (
            Vocabulary.COMPLIANCE,
            {
                "PERSONAL_DATA",
                "PERSONAL_VIDEO",
                "PERSONAL_LOCATION",
                "SENSITIVE_DATA",
                "MINORS",
                "SECURITY_REVIEW",
                "PIA_CHECK",
                "PRIOR_CONSULT",
                "POLICE_CONSULT",
                "ROAD_OCCUPANCY",
                "OUTDOOR_AD_ACT",
                "DRONE_APPROVAL",
                "PASSENGER_TRANSPORT_ACT",
                "MEDICAL_ACT",
                "CRIMINAL_RECORD_CHECK",
                "SANDBOX_LIKELY",
            },
        ),
    ],
)
def test_open_lists_hold_at_least_the_codes_in_use(vocabulary, codes):
    assert codes <= {term.code for term in terms(vocabulary)}


@pytest.mark.parametrize("vocabulary", list(Vocabulary))
def test_every_term_is_named_in_both_languages_and_found_by_each_name(vocabulary):
    for term in terms(vocabulary):
        assert bool(term.meaning_ko) == bool(term.meaning_en)
        assert {find_term(vocabulary, name) for name in (term.code, term.ko, term.en, *term.aliases)} == {term}


@pytest.mark.parametrize("vocabulary", [Vocabulary.POLICY_TAG, Vocabulary.CERTIFICATION, Vocabulary.COMPLIANCE])
def test_lists_that_need_explaining_have_a_meaning_for_every_term(vocabulary):
    assert all(term.meaning("ko") and term.meaning("en") for term in terms(vocabulary))


@pytest.mark.parametrize(
    ("vocabulary", "text", "code"),
    [
        (Vocabulary.CERTIFICATION, "GS인증", "GS_CERT"),
        (Vocabulary.CERTIFICATION, "innovation product", "INNOVATION_PRODUCT"),
        (Vocabulary.MATURITY, "상용화", "COMMERCIAL"),
        (Vocabulary.SIZE_CLASS, "start-up", "STARTUP"),
        (Vocabulary.POLICY_TAG, "climate", "CLIMATE"),
    ],
)
def test_finds_a_term_by_what_files_write(vocabulary, text, code):
    assert find_term(vocabulary, text).code == code


def test_unknown_terms_are_none_raise_or_stand_as_they_are():
    assert find_term(Vocabulary.MATURITY, "nope") is None
    assert find_term(Vocabulary.MATURITY, None) is None
    assert term_label(Vocabulary.MATURITY, "NOPE") == "NOPE"
    with pytest.raises(UnknownTermError):
        get_term(Vocabulary.MATURITY, "NOPE")


def test_trl_takes_a_number_and_labels_follow_the_language():
    assert get_term(Vocabulary.TRL, 7).ko == "실제 환경 시제품 시연"
    with use_locale("en"):
        assert term_label(Vocabulary.TRL, 9) == "Proven in regular operation"
    assert get_term(Vocabulary.POLICY_TAG, "CLIMATE").label("ko") == "기후위기 대응"
