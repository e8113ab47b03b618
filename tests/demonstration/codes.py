"""Unified social credit codes (GB 32100) with valid check characters for invented bodies."""

REGION = "999921"
"""A region code that GB/T 2260 does not assign."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(kind: str, number: int) -> str:
    """The code of the numbered body of a kind ("11" state organ, "91" enterprise, …).

    The body part starts with two letters, as those issued since 2015 do; so no code can be
    taken for an identity number.
    """
    letters = "MA" if kind == "91" else "MB"
    body = f"{letters}{number:06d}"
    remainder = sum(int(c, 36) * w for c, w in zip(body, BODY_WEIGHTS, strict=True)) % 11
    check = "0X987654321"[remainder]
    code = f"{kind}{REGION}{body}{check}"
    total = sum(ALPHABET.index(c) * w for c, w in zip(code, WEIGHTS, strict=True))
    return code + ALPHABET[-total % 31]
