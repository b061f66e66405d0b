"""Papers that another post can check: keys of this node, cards issued, what was revoked.

Here and not with partners or replication: a card is a paper of a person, is printed beside the
others, and no later app has to be asked whether it stands.
"""
