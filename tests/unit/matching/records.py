"""Needs and solutions as plain records, with every attribute that matching reads."""

from types import SimpleNamespace


def need(**values):
    base = {
        "id": "N1", "lang": "ko", "title": "지하차도 침수", "problem": "비가 오면 지하차도가 잠깁니다.",
        "affected": "", "site": "", "desired_outcome": "물이 차기 전에 알고 싶습니다.", "constraints": "",
        "translation": {}, "category": "SAFETY.FLOOD", "region_code": "41290",
        "budget_min": None, "budget_max": 180_000_000, "period_months": 8, "min_trl": 7,
        "keywords": [], "required_certifications": [], "needs_data_hub": False, "status": "PUBLISHED",
        "published_at": None,
    }  # fmt: skip
    return SimpleNamespace(**(base | values))


def solution(**values):
    base = {
        "id": "S1", "lang": "ko", "title": "도로 수위 감지와 자동 차단", "summary": "침수 센서가 물을 먼저 압니다.",
        "description": "수위계와 차단기를 잇습니다.", "translation": {},
        "category": "SAFETY.FLOOD", "technologies": ["수위계"], "keywords": [],
        "region_codes": [], "nationwide": True, "price_min": 60_000_000, "price_max": 260_000_000,
        "trl": 8, "delivery_weeks": 14, "certifications": [], "data_hub": None, "references": [{}, {}],
        "size_class": "STARTUP", "listed_at": None,
    }  # fmt: skip
    return SimpleNamespace(**(base | values))
