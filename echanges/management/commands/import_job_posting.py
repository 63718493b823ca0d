from echanges.commands import ImportCommand
from echanges.job_posting import JobPosting


class Command(ImportCommand):
    help = "Importe les offres numériques d’un fichier JSON d’annonces schema.org/JobPosting. Rejouable."
    source = JobPosting
