"""Pushes people from one node to another by Morango, each a process with a file of its own.

``PYTHON run.py push FOLDER RECORDS`` prints one JSON object: records, seconds, CPU seconds of both.
"""

import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from importlib import import_module
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

PROFILE, PASSWORD, SCOPE, SUBSET = "facilitydata", "correct horse battery", "root", "subset"


def set_up(folder, name):
    """Django with one database; the tables are made when there are none."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    os.environ["MORANGO_SYSTEM_ID"] = name
    settings = import_module("django.conf").settings
    settings.configure(
        SECRET_KEY="benchmark",
        ALLOWED_HOSTS=["127.0.0.1"],
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "rest_framework",
            "morango",
            "morango_peer",
        ],
        AUTH_USER_MODEL="morango_peer.Officer",
        ROOT_URLCONF="morango.urls",
        MIDDLEWARE=[],
        USE_TZ=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(Path(folder) / f"{name}.sqlite3"),
                "OPTIONS": {"timeout": 60},
            }
        },
    )
    import_module("django").setup()
    import_module("django.core.management").call_command("migrate", run_syncdb=True, verbosity=0)


def make_scopes(certificates):
    common = {"profile": PROFILE, "version": 1}
    certificates.ScopeDefinition.objects.create(
        id=SCOPE, primary_scope_param_key="user", description="", read_filter_template="",
        write_filter_template="", read_write_filter_template="${user}", **common,
    )  # fmt: skip
    certificates.ScopeDefinition.objects.create(
        id=SUBSET, primary_scope_param_key="", description="", read_filter_template="${user}",
        write_filter_template="${user}:${sub}", read_write_filter_template="", **common,
    )  # fmt: skip


def serve(folder, port):
    """The centre: serves until it is told to end, then says how much CPU it took."""
    set_up(folder, "centre")
    certificates = import_module("morango.models.certificates")
    models = import_module("morango_peer.models")
    make_scopes(certificates)
    root = certificates.Certificate.generate_root_certificate(SCOPE)
    officer = models.Officer.objects.create(id=root.id, username="officer")
    officer.set_password(PASSWORD)
    officer.save()
    application = import_module("django.core.handlers.wsgi").WSGIHandler()

    class Server(ThreadingMixIn, WSGIServer):
        daemon_threads = True

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args):
            """Nothing: only the figures are printed."""

    server = make_server("127.0.0.1", int(port), application, Server, Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"officer": officer.id}), flush=True)
    before = time.process_time()
    sys.stdin.readline()
    held = models.Person.objects.count()
    print(json.dumps({"records": held, "cpu": time.process_time() - before}), flush=True)


def push(folder, records):
    """The post: registers people, then sends them all."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    centre = subprocess.Popen(
        [sys.executable, __file__, "serve", folder, str(port)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    officer_id = json.loads(centre.stdout.readline())["officer"]
    set_up(folder, "post")
    certificates = import_module("morango.models.certificates")
    controllers = import_module("morango.sync.controller")
    models = import_module("morango_peer.models")
    make_scopes(certificates)
    controller = controllers.MorangoProfileController(PROFILE)
    connection = controller.create_network_connection(f"http://127.0.0.1:{port}")
    theirs = connection.get_remote_certificates(officer_id, SCOPE)[0]
    own = connection.certificate_signing_request(
        theirs, SUBSET, {"user": officer_id, "sub": "user"}, userargs="officer", password=PASSWORD
    )
    register(models, officer_id, records)
    client = connection.create_sync_session(own, theirs)
    began, cpu = time.monotonic(), time.process_time()
    client.initiate_push(certificates.Filter(f"{officer_id}:user:person"))
    seconds, cpu = time.monotonic() - began, time.process_time() - cpu
    centre.stdin.write("end\n")
    centre.stdin.flush()
    told = json.loads(centre.stdout.readline())
    centre.wait()
    print(json.dumps({"records": told["records"], "seconds": seconds, "cpu": cpu + told["cpu"]}))


def register(models, officer_id, records):
    rng = random.Random(records)
    for _ in range(records):
        models.Person.objects.create(
            officer=officer_id,
            name=f"Vymyslena Osoba {rng.randrange(10**6)}",
            sex=rng.choice("MF"),
            birth=f"{rng.randint(1940, 2020)}-{rng.randint(1, 12):02}",
            document=f"F{rng.randrange(10**8):08}",
        )


if __name__ == "__main__":
    {"serve": serve, "push": lambda folder, count: push(folder, int(count))}[sys.argv[1]](
        *sys.argv[2:]
    )
