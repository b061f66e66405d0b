"""Pictures of papers kept with a record until an officer confirmed what was read from them."""
