"""Is this paper the one that was issued? Signed cards, visible digital seals and revocations.

Cards are COSE (RFC 9052) over CBOR; seals of other issuers are ICAO's VDS (Doc 9303-13, BSI
TR-03137) and VDS-NC. None of them proves anybody's nationality.
"""
