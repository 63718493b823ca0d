"""One run of an import: reads a file, writes offers in batches, closes missing ones, quarantines invalid rows."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Protocol, TypeVar

from core.text import fold
from emplois.deadlines import has_passed
from emplois.models import Offre

from .bulk import OfferWriter, Record, in_batches
from .employers import Employers, first_line
from .mapping import OfferContent
from .models import MotifQuarantaine, Quarantaine

FEW_TO_CLOSE = 20
LARGEST_SHARE_TO_CLOSE = 0.5
"""Maximum share of the public offers of a source that a file may close; a file that closes more is refused."""


class CannotRead(Exception):
    """The file cannot be imported. The message, in French, gives the reason and the place."""


class Quarantined(Exception):
    """A row cannot become an offer: the reason, and the value in question."""

    def __init__(self, motif: MotifQuarantaine, label: str = "") -> None:
        super().__init__(motif.label)
        self.motif, self.label = motif, label[:300]


class ImportRow(Protocol):
    """One row of a source, which describes one offer."""

    @property
    def cells(self) -> dict:
        """The raw values, serialisable as JSON."""

    @property
    def reference(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def posted_on(self) -> dt.date | None: ...

    @property
    def employers(self) -> tuple[str, ...]:
        """The texts that name the recruiting entity, by descending precision."""

    @property
    def recency(self) -> tuple:
        """Sort key among rows with the same reference: the greatest wins. Raises Quarantined if a date is invalid."""


SourceRow = TypeVar("SourceRow", bound=ImportRow)


class ImportSource(Protocol[SourceRow]):
    """A kind of imported file, with its reader."""

    name: str

    def read(self, raw: Iterable[bytes], on_progress: Callable[[int], object] | None) -> Iterator[SourceRow | None]:
        """Yield the rows of `raw`; None for a row that is not digital work. Raises CannotRead."""

    def row(self, cells: dict) -> SourceRow:
        """Rebuild a row from its stored `cells`."""

    def content(self, row: SourceRow) -> OfferContent:
        """The field values of the offer in `row`. Raises Quarantined."""


@dataclass
class Report:
    """The counts of a run. All counts of rows add up to `lues`; `fermees` counts offers."""

    lues: int = 0
    hors_perimetre: int = 0
    perimees: int = 0
    doublons: int = 0
    quarantaine: int = 0
    creees: int = 0
    modifiees: int = 0
    inchangees: int = 0
    fermees: int = 0
    motifs: dict[str, int] = field(default_factory=dict)
    """Number of rows in quarantine by reason."""

    def as_dict(self) -> dict:
        return asdict(self)

    @property
    def adds_up(self) -> bool:
        parts = (self.hors_perimetre, self.perimees, self.doublons, self.quarantaine, self.creees, self.modifiees)
        return self.lues == sum(parts) + self.inchangees


class Run:
    """A run over one file. If it is killed, committed batches remain and the next run continues."""

    def __init__(self, source: ImportSource, *, dry: bool = False, force: bool = False) -> None:
        self.source, self.dry, self.force = source, dry, force
        self.report = Report()
        self._employers, self._writer = Employers(), OfferWriter(source.name, dry=dry)
        self._quarantined: dict[str, Quarantaine] = {}

    def over(self, raw: Iterable[bytes], *, on_progress: Callable[[int], object] | None = None) -> Report:
        """Import the file `raw`. `on_progress`, if given, is called with the number of bytes read so far.

        Raises:
            CannotRead: the file is invalid or would close most offers of the source; nothing is written.
        """
        chosen = self._read(raw, on_progress)
        gone = self._gone(chosen)
        self._take(chosen.values())
        self.report.fermees = self._writer.close(gone)
        self._save_quarantine()
        return self.report

    def again(self, waiting: list[Quarantaine]) -> Report:
        """Import rows of the quarantine again, after their problem was solved. Imported rows leave the quarantine."""
        self.report.lues = len(waiting)
        self._take([self.source.row(aside.row) for aside in waiting])
        resolved = [aside.pk for aside in waiting if aside.digest not in self._quarantined]
        Quarantaine.objects.filter(pk__in=resolved).delete()
        return self.report

    def _read(self, raw: Iterable[bytes], on_progress: Callable[[int], object] | None) -> dict[str, ImportRow]:
        """The rows of digital work by reference; of several with the same reference, the most recent."""
        chosen: dict[str, ImportRow] = {}
        nameless = 0
        for row in self.source.read(raw, on_progress):
            self.report.lues += 1
            if row is None:
                self.report.hors_perimetre += 1
                continue
            if not row.reference:
                nameless += 1
                chosen[f"\n{nameless}"] = row
            elif row.reference not in chosen:
                chosen[row.reference] = row
            else:
                self.report.doublons += 1
                if _recency(row) > _recency(chosen[row.reference]):
                    chosen[row.reference] = row
        return chosen

    def _gone(self, chosen: dict[str, ImportRow]) -> list[str]:
        """The references missing from the file. Raises CannotRead if they are most of the source's public offers."""
        public = set(Offre.objects.public().filter(source=self.source.name).values_list("reference", flat=True))
        gone = public - chosen.keys()
        if len(gone) > FEW_TO_CLOSE and len(gone) > LARGEST_SHARE_TO_CLOSE * len(public) and not self.force:
            raise CannotRead(
                f"Ce fichier fermerait {len(gone)} offres sur {len(public)} : il est sans doute incomplet. "
                "Rien n’est changé. Si c’est voulu, relancez en l’acceptant (--force, ou la case du formulaire)."
            )
        return sorted(gone)

    def _take(self, rows: Iterable[ImportRow]) -> None:
        records = [record for row in rows if (record := self._record(row))]
        changed = []
        for record in records:
            if self._writer.is_unchanged(record):
                self.report.inchangees += 1
            else:
                changed.append(record)
        in_batches(changed, self._write)

    def _write(self, batch: list[Record]) -> None:
        written = self._writer.write(batch)
        self.report.creees += written.created
        self.report.modifiees += written.changed
        for record, reason in written.refused:
            self._quarantine(self.source.row(record.received), Quarantined(MotifQuarantaine.REFUS, reason))
        self.report.inchangees += len(batch) - written.created - written.changed - len(written.refused)

    def _record(self, row: ImportRow) -> Record | None:
        """The record of `row`; None, after counting it, if it is expired and new, a duplicate, or quarantined."""
        try:
            content = self.source.content(row)
            if has_passed(content.fields["deadline"]) and row.reference not in self._writer.known:
                self.report.perimees += 1
                return None
            if self._writer.is_duplicate(row.reference):
                self.report.inchangees += 1
                return None
            vitrine = self._employers.find(*row.employers)
            if vitrine is None:
                raise Quarantined(MotifQuarantaine.ENTITE, next(filter(None, map(first_line, row.employers)), ""))
            if not vitrine.live:
                raise Quarantined(MotifQuarantaine.HORS_LIGNE, vitrine.title)
            return Record(row.reference, vitrine.pk, content, row.cells, row.posted_on)
        except Quarantined as reason:
            self._quarantine(row, reason)
            return None

    def _quarantine(self, row: ImportRow, reason: Quarantined) -> None:
        self.report.quarantaine += 1
        self.report.motifs[reason.motif.value] = self.report.motifs.get(reason.motif.value, 0) + 1
        serialized = json.dumps([reason.motif.value, row.cells], sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(serialized.encode()).hexdigest()
        self._quarantined[digest] = Quarantaine(
            source=self.source.name,
            motif=reason.motif,
            key=key_of(reason),
            label=reason.label,
            reference=row.reference[:100],
            title=row.title[:250],
            row=row.cells,
            digest=digest,
        )

    def _save_quarantine(self) -> None:
        """Replace the stored quarantine of the source with the rows of this run; writes only the differences."""
        if self.dry:
            return
        waiting = set(Quarantaine.objects.filter(source=self.source.name).values_list("digest", flat=True))
        if left := waiting - self._quarantined.keys():
            Quarantaine.objects.filter(source=self.source.name, digest__in=left).delete()
        new = [aside for digest, aside in self._quarantined.items() if digest not in waiting]
        Quarantaine.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)


def key_of(reason: Quarantined) -> str:
    """The key shared by the rows that one decision resolves: the normalized employer, else empty."""
    return fold(reason.label)[:300] if reason.motif in (MotifQuarantaine.ENTITE, MotifQuarantaine.HORS_LIGNE) else ""


def _recency(row: ImportRow) -> tuple:
    try:
        return row.recency
    except Quarantined:
        return ()
