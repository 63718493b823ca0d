"""Print the judgement of the demonstration that the environment names: `python -m tests.judged`."""

import django

django.setup()

from statistics import mean  # noqa: E402

from .judging import judgements  # noqa: E402

judged = judgements()
print(f"nDCG@10 de {len(judged)} recherches\t{mean(judgement.ndcg for judgement in judged):.3f}")
print(f"rappel\t{mean(judgement.recall for judgement in judged):.3f}")
for judgement in sorted(judged, key=lambda judgement: judgement.ndcg)[:3]:
    print(f"la moins bonne : {judgement.query}\t{judgement.ndcg:.2f}")
