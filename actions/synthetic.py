"""Plausible rows for demonstrations of scale and for benchmarks: each says that it is synthetic, none has a history."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

from django.db.models.functions import Length

from actions.models import JointAction, Participation

MARK = "[Synthétique]"
# References of real actions begin with A and the number of their axis: these can never meet them.
PREFIX = "S-"
BATCH = 1000

Status, Role = JointAction.Status, Participation.Role

ACTIVITIES = [
    "Atelier régional",
    "Base de données partagée",
    "Campagne d’information",
    "Cycle de formation des agents publics",
    "Étude qualitative",
    "Guichet d’accueil et d’orientation",
    "Mission d’échange Sud-Sud",
    "Module d’enseignement universitaire",
    "Plaidoyer auprès des départements",
    "Projet pilote de co-développement",
    "Recueil de données statistiques",
    "Réseau d’associations",
]
SUBJECTS = [
    "pour l’accès des migrants et des réfugiés aux services sociaux de base",
    "pour la promotion de la migration régulière",
    "pour la protection des mineurs non accompagnés",
    "pour la réinsertion des personnes de retour volontaire",
    "pour le retour des compétences",
    "sur genre et migration",
    "sur la lutte contre la traite des êtres humains",
    "sur la préservation des droits sociaux acquis des retraités",
    "sur la santé des populations mobiles",
    "sur les droits des migrants et des réfugiés",
    "sur les liens entre migration et développement",
    "sur les transferts de fonds et l’investissement local",
]
PLACES = [
    "Rabat",
    "Tanger, Tétouan",
    "Oujda, poste frontière de Zouj Bghal",
    "Casablanca",
    "Béni Mellal, Khouribga",
    "Agadir",
    "Fès",
    "Nador",
    "الرباط، سلا",
    "وجدة",
    "طنجة – تطوان",
    "",
]
BENEFICIARIES = [
    "Femmes migrantes et leurs enfants",
    "Mineurs non accompagnés",
    "Agents des collectivités locales",
    "Étudiants subsahariens",
    "Retraités de retour au Maroc",
    "Réfugiés et demandeurs d’asile",
    "Associations de migrants",
]
RESULTS = [
    "Les départements disposent d’une référence commune.",
    "Les personnes visées connaissent leurs droits et savent où s’adresser.",
    "Les agents formés appliquent la procédure convenue.",
    "Les projets retenus sont financés par les communes et la diaspora.",
    "Les données sont publiées et mises à jour chaque semestre.",
]
INDICATORS = [
    "Nombre de personnes accueillies, par sexe et par âge",
    "Part des agents formés (objectif : 80 %)",
    "Nombre de conventions signées",
    "Délai moyen d’orientation < 5 jours",
    "Rapport publié (oui / non)",
]
SOURCES = ["Budget national", "Fonds commun des Nations Unies", "Commission européenne", "Coopération bilatérale", ""]
REMARKS = [
    "À confirmer lors de la prochaine réunion.",
    "Complète une action déjà engagée avec l’Entraide Nationale.",
    "- financement à rechercher ;\n- comité de suivi à constituer.",
    "تمت المصادقة على هذا المشروع خلال الاجتماع الأخير.",
    "",
    "",
]
WEIGHTS = {
    Status.PROPOSED: 25,
    Status.AGREED: 20,
    Status.ONGOING: 30,
    Status.COMPLETED: 15,
    Status.SUSPENDED: 6,
    Status.ABANDONED: 4,
}
# How many partners take part in each role: one of these, at random.
CASTING = {
    Role.LEAD: (1, 1, 1, 1, 0),
    Role.CO_LEAD: (0, 0, 0, 1),
    Role.IMPLEMENTING: (1, 1, 2, 2),
    Role.TECHNICAL_SUPPORT: (0, 0, 1),
    Role.FUNDING: (0, 1),
    Role.TO_BE_INVOLVED: (0, 0, 1),
}
MANY = {"orientations": (1, 1, 2), "themes": (0, 1, 1, 2), "regions": (0, 1, 1, 2)}


def next_number():
    """The first number that no synthetic action has."""
    last = JointAction.objects.filter(reference__startswith=PREFIX).order_by(Length("reference"), "reference").last()
    return int(last.reference.removeprefix(PREFIX)) + 1 if last else 1


def create(count, *, axes, partners, many, random, today):
    """Add `count` actions with their participations; `many` holds the rows to draw from by name of the field.

    The same `random` seed, `today` and reference data give the same rows.
    """
    first = next_number()
    actions = (_action(number, random, axes, today) for number in range(first, first + count))
    while made := JointAction.objects.bulk_create(islice(actions, BATCH)):
        Participation.objects.bulk_create(part for action in made for part in _participations(action, partners, random))
        for name, choices in MANY.items():
            _link(name, made, many[name], choices, random)


def _action(number, random, axes, today):
    status = random.choices(list(WEIGHTS), WEIGHTS.values())[0]
    start = end = None
    if random.random() < 0.85:
        start = date(today.year, 1, 1) + timedelta(random.randint(-700, 300))
        end = start + timedelta(random.randint(60, 720))
    budget = Decimal(random.randint(40, 4000)) * 1250 if random.random() < 0.7 else None
    activity, subject = random.choice(ACTIVITIES), random.choice(SUBJECTS)
    return JointAction(
        reference=f"{PREFIX}{number:06}",
        title=f"{MARK} {activity} {subject}",
        description=f"{activity} {subject}, avec les partenaires nationaux et les agences concernées.\n"
        f"{random.choice(RESULTS)} Durée prévue : {random.randint(2, 24)} mois.",
        axis=random.choice(axes),
        status=status,
        progress=_progress(status, random),
        start=start,
        end=end,
        places=random.choice(PLACES),
        beneficiaries=random.choice(BENEFICIARIES),
        expected_results=random.choice(RESULTS),
        indicators=random.choice(INDICATORS),
        budget=budget,
        currency=random.choice(JointAction.Currency.values) if budget else "",
        funding_source=random.choice(SOURCES),
        funding_secured=random.choice([True, False, None]),
        remarks=random.choice(REMARKS),
        internal_notes=f"{MARK} note interne {number}",
        is_synthetic=True,
    )


def _progress(status, random):
    match status:
        case Status.COMPLETED:
            return 100
        case Status.ONGOING | Status.SUSPENDED:
            return random.randrange(5, 100, 5)
        case Status.AGREED:
            return 0
    return None


def _participations(action, partners, random):
    for role, sizes in CASTING.items():
        size = min(random.choice(sizes), len(partners))
        for partner in random.sample(partners, size):
            yield Participation(action=action, partner=partner, role=role)


def _link(name, actions, rows, sizes, random):
    relation = JointAction._meta.get_field(name)
    through, row_id = relation.remote_field.through, f"{relation.m2m_reverse_field_name()}_id"
    through.objects.bulk_create(
        through(jointaction=action, **{row_id: row.pk})
        for action in actions
        for row in random.sample(rows, min(random.choice(sizes), len(rows)))
    )
