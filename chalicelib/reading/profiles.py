"""The short name of the profile a file claims (BT-24): `en16931`, `factur-x:basic`, `zugferd-1.0:comfort`."""

import re

_NAMES = (
    (r"urn:ferd:CrossIndustryDocument:invoice:1p0:(\w+)", "zugferd-1.0:{}"),
    (r"factur-x\.eu:1p0:(\w+)", "factur-x:{}"),
    (r"zugferd\.de:2p0:(\w+)", "zugferd-2.0:{}"),
    (r"xrechnung_([0-9.]+)", "xrechnung:{}"),
    (r"peppol\.eu:2017:poacc:(\w+)", "peppol:{}"),
    (r"cpro\.gouv\.fr:1p0:([\w-]+)", "fr:{}"),
    (r"^urn:cen\.eu:en16931:2017$", "en16931"),
)


def profile(identifier: str | None) -> str | None:
    """The short name, or the beginning of the identifier itself when it is none of those we know.

    >>> profile("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended")
    'factur-x:extended'
    """
    if identifier is None:
        return None
    for pattern, name in _NAMES:
        if found := re.search(pattern, identifier):
            return name.format(*found.groups())
    return identifier[:80]
