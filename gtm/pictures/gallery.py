"""All the pictures, by the name that their files have."""

from gtm.pictures import coordination, money, periods, requests, roles, statuses

# Of the table as far as somebody sees it, in the order of the page.
OF_THE_TABLE = {
    "axes": statuses.axes,
    "leads": statuses.leads,
    "roles": roles.roles,
    "matrix": roles.matrix,
    "timeline": periods.timeline,
    "editions": statuses.editions,
    "regions": statuses.regions,
    "funding": money.funding,
    "requests": requests.requests,
}
# Of all the partners, for those who see the whole table.
OF_COORDINATION = {"encounters": coordination.meetings, "network": coordination.graph}
# The most telling ones.
ON_THE_DESK = ["axes", "leads"]


def of_the_table(sight):
    return [draw(sight) for draw in OF_THE_TABLE.values()]


def of_the_desk(sight):
    return [OF_THE_TABLE[name](sight) for name in ON_THE_DESK]


def of_coordination(sight, encounters):
    return [draw(sight, encounters) for draw in OF_COORDINATION.values()]


def named(name, sight):
    """The picture of this name that the person may see, or None."""
    draw = OF_THE_TABLE.get(name) or (OF_COORDINATION.get(name) if sight.reads_everything else None)
    return draw(sight) if draw else None
