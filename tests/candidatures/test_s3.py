"""CVs in a bucket: the purge and the rest of a CV's life, against a server that speaks S3."""

import datetime as dt
import uuid

import boto3
import pytest
import time_machine
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone
from moto.server import ThreadedMotoServer

from candidatures.models import Piece
from candidatures.models.dossier import private_storage
from candidatures.retention import UPLOADS_FOR
from candidatures.sending import keep_upload

from .documents import upload

pytestmark = pytest.mark.django_db
BUCKET = "cv-prives"
KEYS = {"access_key": "essai", "secret_key": "essai", "region_name": "eu-west-3"}


@pytest.fixture(scope="module")
def server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(server):
    client = boto3.client("s3", endpoint_url=server, region_name=KEYS["region_name"],
                          aws_access_key_id="essai", aws_secret_access_key="essai")  # fmt: skip
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": KEYS["region_name"]})
    options = {"bucket_name": BUCKET, "endpoint_url": server, "default_acl": "private", "file_overwrite": False} | KEYS
    private = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    field = Piece._meta.get_field("file")
    before = field.storage
    with override_settings(STORAGES=settings.STORAGES | {"candidatures": private}):
        field.storage = private_storage()
        yield client
    storages._storages["candidatures"] = field.storage = before  # As it was: Django forgets what it had made.
    for found in client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client.delete_object(Bucket=BUCKET, Key=found["Key"])
    client.delete_bucket(Bucket=BUCKET)


def names(client) -> set[str]:
    return {found["Key"] for found in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])}


def test_the_purge_sweeps_what_no_piece_names_and_nothing_else(bucket):
    """`storage.exists("")` made it crash at every run, so that orphan CVs stayed."""
    kept = keep_upload(upload(), key=uuid.uuid4(), pages=1)
    storages["candidatures"].save("orpheline.pdf", ContentFile(b"%PDF-1.7"))
    assert names(bucket) == {kept.file.name, "orpheline.pdf"}
    call_command("purge_candidatures")
    assert names(bucket) == {kept.file.name, "orpheline.pdf"}, "younger than a day"
    Piece.objects.update(created_at=timezone.now() + dt.timedelta(days=10))
    with time_machine.travel(timezone.now() + UPLOADS_FOR + dt.timedelta(hours=1)):
        call_command("purge_candidatures")
    assert names(bucket) == {kept.file.name}


def test_an_empty_bucket_is_purged_without_a_word(bucket, capsys):
    call_command("purge_candidatures")
    assert names(bucket) == set()


def test_a_file_goes_with_its_piece(bucket, django_capture_on_commit_callbacks):
    piece = keep_upload(upload(), key=uuid.uuid4(), pages=1)
    with piece.file.open("rb") as file:
        assert file.read(5) == b"%PDF-"
    with django_capture_on_commit_callbacks(execute=True):
        Piece.objects.all().delete()
    assert names(bucket) == set()
