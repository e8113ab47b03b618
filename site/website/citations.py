"""What rules, checks and duties rest on, as the reader's language cites laws and sources."""

from __future__ import annotations

import re
from collections.abc import Mapping

from publisher.languages import Message, message

TAG = re.compile(r"\s*\[[VPM](?:, local effect M)?\]")
ARTICLE = re.compile(r"\s*art\.\s*(\d+(?:\(\d+\))?(?:,\s*\d+(?:\(\d+\))?)*)")
ASIDE = re.compile(r"\s*\([A-Za-z][A-Za-z ,-]*\)")
SETTING = "local setting"
"""Part of a source that pages say in words of their own."""

TITLES: Mapping[str, Message] = {
    "Rounding of the published tables": message("Rounding of the published tables"),
    "Yuan and 10,000 yuan": message("Yuan and 10,000 yuan"),
    "Disclosure practice of pre-festival notices":
        message("Disclosure practice of pre-festival notices"),
    "Rule of five for chi-squared tests": message("Rule of five for chi-squared tests"),
    "the bands assume long lists": message("the bands assume long lists"),
    "set by the province": message("set by the province"),
    "Length of a short festival's time": message("Length of a short festival's time"),
    "Receptions and vehicles": message("Receptions and vehicles"),
    "gifts have no national code": message("gifts have no national code"),
    "Same-same-same test": message("Same-same-same test"),
    "Number duplication and last-two-digits tests, Nigrini, Forensic Analytics":
        message("Number duplication and last-two-digits tests, Nigrini, Forensic Analytics"),
    "cross-table rules BUD-C001–C010 and V33-CROSS-SAN-GONG-ECON":
        message("cross-table rules BUD-C001–C010 and V33-CROSS-SAN-GONG-ECON"),
    "compare OCP R068": message("compare OCP R068"),
    "policy on audits of leaders": message("policy on audits of leaders"),
    "local limits for ceremonies": message("local limits for ceremonies"),
    "inspection of government websites": message("inspection of government websites"),
    "OCDS amendments": message("OCDS amendments"),
    "list of summaries": message("list of summaries"),
    "threshold": message("threshold set here"),
    "disclosures catalogue": message("disclosures catalogue"),
    "local setting": message("a local setting"),
    "Local setting": message("a local setting"),
    "Tukey": message("Tukey"),
    "Open Contracting, cardinal": message("Open Contracting, cardinal"),
}  # fmt: skip
"""Sources that have no name in the law."""


def basis(source: str, lang: str) -> str:
    """What something rests on, without our tags for how sure we are of it."""
    text = TAG.sub("", source)
    if not lang.startswith("zh"):
        return text
    return "；".join(_part(part, lang) for part in text.split("; "))


def without_setting(source: str) -> str:
    """A source without the words that it is a local setting."""
    parts = source.split("; ")
    return "; ".join(part for part in parts if part.lower() != SETTING)


def _part(part: str, lang: str) -> str:
    text = ASIDE.sub("", part)
    if text in TITLES:
        return TITLES[text].text(lang)
    return ARTICLE.sub(lambda found: f"第{found[1].replace(', ', '、')}条", text)
