# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real site agent's own handler takes one request from Sent to Done and another to Erred, with a traceback it made.

Reads WALDESK_URL, WALDESK_TOKEN_STAFF and WALDESK (the binary). Only the backend is ours: a site without a cluster.
"""

import abc
import json
import os
import subprocess
import unittest

import stomp.utils
from waldur_api_client.api.backend_resource_requests import (
    backend_resource_requests_create as create,
    backend_resource_requests_list as listing,
    backend_resource_requests_retrieve as retrieve,
)
from waldur_api_client.models import BackendResourceReqRequest, BackendResourceReqStateEnum as State
from waldur_site_agent.backend import backends, clients, exceptions, structures as backend_structures
from waldur_site_agent.common import agent_identity_management, structures, utils
from waldur_site_agent.event_processing import handlers
from waldur_api_client.models import ObservableObjectTypeEnum

URL = os.environ["WALDESK_URL"].rstrip("/")
TOKEN = os.environ["WALDESK_TOKEN_STAFF"]
FAILS = "Cannot reach the accounting daemon of site Ж: [Errno 111] Connection refused"


class SiteClient(clients.BaseClient):
    """Lists two accounts, or fails the way a dead daemon makes a plugin fail."""

    broken = False

    def list_resources(self):
        if SiteClient.broken:
            try:
                raise ConnectionRefusedError(111, "Connection refused")
            except ConnectionRefusedError as error:
                raise exceptions.BackendError(FAILS) from error
        return [
            backend_structures.ClientResource(name="hpc_alpha", organization="alpha"),
            backend_structures.ClientResource(name="hpc_beta", organization="beta"),
        ]

    def get_resource_limits(self, resource_id):
        return {"cpu": 10}


class SiteBackend(backends.BaseBackend):
    def __init__(self, backend_settings, backend_components):
        super().__init__(backend_settings, backend_components)
        self.backend_type = "lab"
        self.client = SiteClient()


def make_concrete(cls):
    """The methods of other modes of the agent are never called here: give each that is still abstract an empty body."""
    for name in list(getattr(cls, "__abstractmethods__", ())):
        setattr(cls, name, lambda self, *args, **kwargs: None)
    abc.update_abstractmethods(cls)


make_concrete(SiteClient)
make_concrete(SiteBackend)
utils.BACKENDS["lab"] = (SiteBackend, "waldesk-lab", "1.0")


class AgentContract(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sample = utils.get_client(URL + "/api/", TOKEN)
        first = listing.sync(client=sample, page_size=1)[0]
        cls.offering = structures.Offering(
            name=first.offering_name,
            waldur_api_url=URL + "/api/",
            waldur_api_token=TOKEN,
            waldur_offering_uuid=first.offering.hex,
            backend_type="lab",
            order_processing_backend="lab",
            stomp_enabled=True,
            websocket_use_tls=False,
            resource_import_enabled=True,
            backend_components={
                "cpu": {"measured_unit": "k-Hours", "unit_factor": 1, "accounting_type": "limit", "label": "CPU"}
            },
        )
        cls.client = utils.get_client_for_offering(cls.offering, "waldur-site-agent-event_process/1.0.7")
        manager = agent_identity_management.AgentIdentityManager(cls.offering, cls.client)
        cls.identity = manager.register_identity("agent-%s" % cls.offering.uuid)
        cls.queue = manager.register_queue(cls.identity, [ObservableObjectTypeEnum.IMPORTABLE_RESOURCES])

    def deliver(self, broken):
        SiteClient.broken = broken
        made = create.sync(client=self.client, body=BackendResourceReqRequest(offering=self.offering.uuid))
        body = {
            "object_type": "importable_resources",
            "backend_resource_request_uuid": made.uuid.hex,
            "offering_uuid": self.offering.uuid,
        }
        frame = stomp.utils.Frame("MESSAGE", {"destination": "/amq/queue/consumer"}, json.dumps(body))
        handlers.on_importable_resources_message_stomp(frame, self.offering, "waldur-site-agent-event_process/1.0.7")
        return retrieve.sync(client=self.client, uuid=made.uuid.hex), frame

    def console(self, *arguments):
        environment = dict(os.environ, WALDESK_TOKEN=TOKEN)
        return subprocess.run([os.environ["WALDESK"], "--server", URL, *arguments], env=environment, timeout=60,
                              capture_output=True, text=True)

    def test_restart_updates_the_same_identity(self):
        manager = agent_identity_management.AgentIdentityManager(self.offering, self.client)
        again = manager.register_identity("agent-%s" % self.offering.uuid)
        self.assertEqual(again.uuid, self.identity.uuid)
        self.assertTrue(self.queue.queue_name)

    def test_a_request_ends_done(self):
        row, _ = self.deliver(broken=False)
        self.assertEqual(row.state, State.DONE)
        self.assertIsNotNone(row.started)
        self.assertEqual(row.error_message, "")

    def test_a_request_ends_erred_and_the_console_shows_the_agents_traceback(self):
        row, _ = self.deliver(broken=True)
        self.assertEqual(row.state, State.ERRED)
        self.assertEqual(row.error_message, FAILS)
        self.assertIn("The above exception was the direct cause", row.error_traceback)
        shown = self.console("show", row.uuid.hex)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn(FAILS, shown.stdout)
        for line in row.error_traceback.splitlines():
            self.assertIn(line.strip(), shown.stdout)

    def test_a_second_delivery_flips_done_to_erred(self):
        row, frame = self.deliver(broken=False)
        handlers.on_importable_resources_message_stomp(frame, self.offering, "waldur-site-agent-event_process/1.0.7")
        again = retrieve.sync(client=self.client, uuid=row.uuid.hex)
        self.assertEqual(again.state, State.ERRED)
        self.assertIn("Unexpected status code: 409", again.error_message)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
