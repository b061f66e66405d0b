"""Finding a person or group by whatever is at hand: number, name, document, token, phone."""
