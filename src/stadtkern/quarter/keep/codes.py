"""Codes that people read from a sheet and type, and tokens that browsers keep."""

from __future__ import annotations

import hashlib
import re
import secrets

# No vowels but for E and A meant by 3 and 4; none of 0 O, 1 I L, 2 Z, 5 S, 8 B, 6 G, U V: nobody mixes them up.
ALPHABET = "CDFGHJKMNPQRTWXY3479"
LENGTH = 6
# Read with 3 as E, 4 as A, 7 as T, 9 as G; "." stands for any sign. German and English, and marks of hatred.
_RUDE = re.compile(
    "FCK|FKK|FKN|F.CK|WTF|KKK|NG+R|N.GG|N.GR|NPD|AFD|HTR|HJ|NN|HH|DCK|D.CK|C.CK|CNT|C.NT|PRN|P.RN|FAG|FGT|CRAP|CRP|KCK|K.CK|"
    "NACK|HATE|TWAT|TWT|WANK|WNK|RAPE|DEAD|DEPP|DPP|GAY|GEY|HEXE|H.RE|PENN|MRD|M.RD|NEG|AFFE|FETT|FTT|P.CK|DR.?CK|XXX"
)
_LEET = str.maketrans("3479", "EATG")


def new_code() -> str:
    """Give a code of six letters and digits without look-alikes or rude words; 20^6 are possible."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if is_polite(code):
            return code


def is_polite(code: str) -> bool:
    """Say whether nobody reads a rude word in a code."""
    return not _RUDE.search(code.translate(_LEET)) and not _RUDE.search(re.sub(r"\d", "", code))


def tidy_code(typed: str) -> str:
    """Give a code as it was meant: capitals, without spaces and dashes."""
    return re.sub(r"[\s\-–.]", "", typed).upper()


def new_token() -> str:
    """Give a token that a browser keeps; the store knows only its hash."""
    return secrets.token_urlsafe(24)


def token_hash(token: str) -> str:
    """Give what the store keeps of a token. Tokens are long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
