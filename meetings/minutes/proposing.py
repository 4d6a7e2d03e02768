"""What the form says at first of minutes that were read: each participant with the partner that the name stands for."""

from dataclasses import asdict

SAID = ("introductions", "unplaced")


def propose(minutes, directory):
    """{part of the form: its first values}"""
    return {
        "meeting": {
            "title": minutes.title,
            "date": minutes.date,
            "place": minutes.place,
            "minutes_author": minutes.author,
            **{name: "\n".join(getattr(minutes, name)) for name in SAID},
        },
        "participants": [_participant(one, directory) for one in minutes.participants],
        "statements": [_statement(one, directory) for one in minutes.statements],
        "points": [
            {"text": point.text, "partners": [partner.pk for partner in directory.named_in(point.text)]}
            for point in minutes.points
        ],
        "decisions": [asdict(decision) for decision in minutes.decisions],
    }


def _participant(participant, directory):
    partner, _doubt = directory.find(participant.name)
    return {
        "written": participant.name,
        "partner": partner and partner.pk,
        "capacity": participant.capacity or directory.capacity(partner),
        "presence": participant.presence,
    }


def _statement(statement, directory):
    partner = directory.spoken_for(statement.speaker_function)
    return asdict(statement) | {"partner": partner and partner.pk}
