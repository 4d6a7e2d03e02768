"""Minutes in which every part that there may be says something, to try out how they are written."""

from datetime import date

from meetings.minutes.contents import Decision, Minutes, Participant, Point, Statement

SAMPLE = Minutes(
    title="Réunion du groupe thématique migration (GTM) avec les partenaires nationaux",
    date=date(2008, 12, 24),
    place="Siège du Ministère des Affaires Etrangères et de la Coopération (MAEC)",
    author="Naïma Senhadji, GTM",
    participants=[
        Participant("MAEC", "national"),
        Participant("Ministère de la Santé", "national", "excused"),
        Participant("OIM", "gtm_member"),
        Participant("Coordonnateur Résident du SNU – Maroc", "coordination"),
        Participant("AMERM", "guest", "absent"),
    ],
    statements=[
        Statement("opening", "Ouverture de la réunion", "M. A", "Secrétaire Général du MAEC", "Il a dit ceci.\nEt ça."),
        Statement("presentation", "Présentation du cadre", "M. B", "Président du GTM", "M. B, Président du GTM a dit."),
        Statement("other", "", "Mme C", "", "أهداف المشروع"),
    ],
    points=[Point("Accord des partenaires nationaux ;"), Point("Élargissement du dialogue")],
    decisions=[
        Decision("Le GTM actualise le tableau", "Le GTM", date(2009, 1, 31)),
        Decision("Les réunions sont périodiques"),
    ],
)
