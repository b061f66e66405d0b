"""Messages to biometric engines of others. Nothing is matched here.

An engine is asked who else may be the same person; its answer is a proposal beside those of names,
and a person judges it.
"""
