"""Who crossed: counts, crossings of groups and persons, entry decisions.

The counting rule: arrivals are the persons of tallies that no correction replaced. A group or a
person registered belongs to a tally, made for it when there was none; groups never exceed their
tally nor persons their group. So one arrival is counted once, however far its registration gets.
"""
