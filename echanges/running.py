"""One run over a source's file: what it finds, creates, changes, closes and puts aside, with a report that adds up."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Protocol, TypeVar

from core.text import fold
from emplois.deadlines import has_passed
from emplois.models import Offre

from .bulk import Record, Writer, in_batches
from .employers import Employers, first_line
from .mapping import Content
from .models import Motif, Quarantaine

FEW_TO_CLOSE = 20
LARGEST_SHARE_TO_CLOSE = 0.5
"""Of the public offers of the source: a file that would close more is taken for a broken one."""


class CannotRead(Exception):
    """The file is not one that can be imported; the message says why and where."""


class Quarantined(Exception):
    """A row that cannot become an offer as it is: why, and what about it."""

    def __init__(self, motif: Motif, label: str = "") -> None:
        super().__init__(motif.label)
        self.motif, self.label = motif, label[:300]


class Row(Protocol):
    """What a source tells of one offer."""

    @property
    def cells(self) -> dict:
        """As it came, in a form that JSON keeps."""

    @property
    def reference(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def posted_on(self) -> dt.date | None: ...

    @property
    def employers(self) -> tuple[str, ...]:
        """What names the entity that recruits, the most telling first."""

    @property
    def recency(self) -> tuple:
        """Of rows with the same reference, the greatest counts. Raises Quarantined."""


SourceRow = TypeVar("SourceRow", bound=Row)


class Source(Protocol[SourceRow]):
    """A kind of file."""

    name: str

    def read(self, raw: Iterable[bytes], told: Callable[[int], object] | None) -> Iterator[SourceRow | None]:
        """Its rows; None for each that is no digital work. Raises CannotRead."""

    def row(self, cells: dict) -> SourceRow:
        """The row that was kept as `cells`."""

    def content(self, row: SourceRow) -> Content:
        """What the offer of `row` says. Raises Quarantined."""


@dataclass
class Report:
    """How many rows were read, and what became of them: all but `fermees`, which counts offers, add up to `lues`."""

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
    """Of the rows in quarantine, how many for each reason."""

    def as_dict(self) -> dict:
        return asdict(self)

    @property
    def adds_up(self) -> bool:
        parts = (self.hors_perimetre, self.perimees, self.doublons, self.quarantaine, self.creees, self.modifiees)
        return self.lues == sum(parts) + self.inchangees


class Run:
    """A run over one file. Killed, it leaves whole batches behind; the next one does the rest."""

    def __init__(self, source: Source, *, dry: bool = False, force: bool = False) -> None:
        self.source, self.dry, self.force = source, dry, force
        self.report = Report()
        self._employers, self._writer = Employers(), Writer(source.name, dry=dry)
        self._aside: dict[str, Quarantaine] = {}

    def over(self, raw: Iterable[bytes], *, told: Callable[[int], object] | None = None) -> Report:
        """Import the file `raw`; `told` hears how many bytes have been read.

        Raises CannotRead, before anything is written, for a file that is not one or would close most offers.
        """
        chosen = self._read(raw, told)
        gone = self._gone(chosen)
        self._take(chosen.values())
        self.report.fermees = self._writer.close(gone)
        self._keep_aside()
        return self.report

    def again(self, waiting: list[Quarantaine]) -> Report:
        """Take rows that were put aside once more, after what was wrong with them has been put right."""
        self.report.lues = len(waiting)
        self._take([self.source.row(aside.row) for aside in waiting])
        resolved = [aside.pk for aside in waiting if aside.digest not in self._aside]
        Quarantaine.objects.filter(pk__in=resolved).delete()
        return self.report

    def _read(self, raw: Iterable[bytes], told: Callable[[int], object] | None) -> dict[str, Row]:
        """The rows within scope by reference: of several with the same, the one with the newest dates."""
        chosen: dict[str, Row] = {}
        nameless = 0
        for row in self.source.read(raw, told):
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

    def _gone(self, chosen: dict[str, Row]) -> list[str]:
        """The references that the source no longer tells. Raises CannotRead where they are most of what it told."""
        shown = set(Offre.objects.public().filter(source=self.source.name).values_list("reference", flat=True))
        gone = shown - chosen.keys()
        if len(gone) > FEW_TO_CLOSE and len(gone) > LARGEST_SHARE_TO_CLOSE * len(shown) and not self.force:
            raise CannotRead(
                f"Ce fichier fermerait {len(gone)} offres sur {len(shown)} : il est sans doute incomplet. "
                "Rien n’est changé. Si c’est voulu, relancez en l’acceptant (--force, ou la case du formulaire)."
            )
        return sorted(gone)

    def _take(self, found: Iterable[Row]) -> None:
        records = [record for row in found if (record := self._record(row))]
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
        for record, why in written.refused:
            self._put_aside(self.source.row(record.received), Quarantined(Motif.REFUS, why))
        self.report.inchangees += len(batch) - written.created - written.changed - len(written.refused)

    def _record(self, row: Row) -> Record | None:
        """What `row` tells; None for one that is counted and left: expired and unknown, or put aside."""
        try:
            content = self.source.content(row)
            if has_passed(content.fields["deadline"]) and row.reference not in self._writer.known:
                self.report.perimees += 1
                return None
            if self._writer.is_here_already(row.reference):
                self.report.inchangees += 1
                return None
            vitrine = self._employers.find(*row.employers)
            if vitrine is None:
                raise Quarantined(Motif.ENTITE, next(filter(None, map(first_line, row.employers)), ""))
            if not vitrine.live:
                raise Quarantined(Motif.HORS_LIGNE, vitrine.title)
            return Record(row.reference, vitrine.pk, content, row.cells, row.posted_on)
        except Quarantined as reason:
            self._put_aside(row, reason)
            return None

    def _put_aside(self, row: Row, reason: Quarantined) -> None:
        self.report.quarantaine += 1
        self.report.motifs[reason.motif.value] = self.report.motifs.get(reason.motif.value, 0) + 1
        told = json.dumps([reason.motif.value, row.cells], sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(told.encode()).hexdigest()
        self._aside[digest] = Quarantaine(
            source=self.source.name,
            motif=reason.motif,
            key=key_of(reason),
            label=reason.label,
            reference=row.reference[:100],
            title=row.title[:250],
            row=row.cells,
            digest=digest,
        )

    def _keep_aside(self) -> None:
        """Keep what is put aside now, and forget what no longer is; nothing is written where both are the same."""
        if self.dry:
            return
        waiting = set(Quarantaine.objects.filter(source=self.source.name).values_list("digest", flat=True))
        if left := waiting - self._aside.keys():
            Quarantaine.objects.filter(source=self.source.name, digest__in=left).delete()
        new = [aside for digest, aside in self._aside.items() if digest not in waiting]
        Quarantaine.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)


def key_of(reason: Quarantined) -> str:
    """What rows have in common that are resolved at once."""
    return fold(reason.label)[:300] if reason.motif in (Motif.ENTITE, Motif.HORS_LIGNE) else ""


def _recency(row: Row) -> tuple:
    try:
        return row.recency
    except Quarantined:
        return ()
