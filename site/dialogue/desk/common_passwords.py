"""What passwords are most often made of: words, names, years and rows of the keyboard.

Longest first, so that a part does not hide the whole. A password of which these leave fewer than
six characters is refused.
"""

from __future__ import annotations

from typing import Final

_WORDS: Final = """
    password passw0rd p@ssw0rd p@ssword admin administrator root test guest user login welcome
    letmein changeme default secret master monkey dragon football baseball superman batman sunshine
    princess iloveyou trustno1 shadow michael jennifer hello freedom whatever computer internet
    server system office secure security temp temporary qazwsx qwerty qwertyuiop asdf asdfgh
    asdfghjkl zxcvbn zxcvbnm zaq12wsx 1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 3edc4rfv q1w2e3r4 a1b2c3
    a123456 abc123 abcd1234 abcdef abcdefgh abcdefghijkl aa123456 woaini woaini1314 5201314 1314520
    520520 iloveyou1314 wang zhang chen huang zhao zhou wusong mima woshi nihao haoma zhongguo china
    beijing shanghai xianwei jiwei jianwei xinfang zhengfu gongan lightwell tianjing transparency
    0123456789 1234567890 123456789 12345678 1234567 123456 12345 1234 987654321 0987654321 654321
    54321 4321 112233 123123 123321 147258369 147258 159753 789456123 666666 888888 111111 000000
    66666 88888 666 888 2020 2021 2022 2023 2024 2025 2026 2027 2028 2029 2030
"""

COMMON: Final = tuple(sorted(set(_WORDS.split()), key=lambda word: (-len(word), word)))
