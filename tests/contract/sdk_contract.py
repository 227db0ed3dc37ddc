# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The official SDK's typed calls for every operation, against the embedded service.

Reads WALDESK_URL and WALDESK_TOKEN_STAFF / _SUPPORT / _MANAGER. Every call goes through the SDK's own models, which
insist on each field, so a key that is missing or misspelt fails here.
"""

import datetime
import os
import unittest
import uuid

from waldur_api_client import AuthenticatedClient
from waldur_api_client.api.backend_resource_requests import (
    backend_resource_requests_count as count,
    backend_resource_requests_create as create,
    backend_resource_requests_list as listing,
    backend_resource_requests_retrieve as retrieve,
    backend_resource_requests_set_done as set_done,
    backend_resource_requests_set_erred as set_erred,
    backend_resource_requests_start_processing as start_processing,
)
from waldur_api_client.api.marketplace_provider_offerings import marketplace_provider_offerings_list
from waldur_api_client.api.users import users_me_retrieve
from waldur_api_client.errors import UnexpectedStatus
from waldur_api_client.models import (
    BackendResourceReqOEnum as Order,
    BackendResourceReqStateEnum as State,
    BackendResourceRequestSetErredRequest,
    BackendResourceReqRequest,
)

URL = os.environ["WALDESK_URL"].rstrip("/")


def client_of(role):
    token = os.environ["WALDESK_TOKEN_" + role.upper()]
    return AuthenticatedClient(base_url=URL, token=token, prefix="Token", timeout=20.0)


class SdkContract(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.staff = client_of("staff")
        cls.support = client_of("support")
        cls.manager = client_of("manager")
        cls.offering = listing.sync(client=cls.staff, page_size=1)[0].offering

    def new_request(self):
        return create.sync(client=self.staff, body=BackendResourceReqRequest(offering=self.offering))

    def test_all_pages_hold_every_request_once(self):
        everything = listing.sync_all(client=self.staff)
        self.assertEqual(len(everything), count.sync(client=self.staff))
        self.assertEqual(len({one.uuid for one in everything}), len(everything))

    def test_newest_come_first_and_oldest_when_asked(self):
        newest = listing.sync(client=self.staff, page_size=50)
        self.assertEqual([one.created for one in newest], sorted((one.created for one in newest), reverse=True))
        oldest = listing.sync(client=self.staff, page_size=50, o=[Order.CREATED])
        self.assertEqual([one.created for one in oldest], sorted(one.created for one in oldest))

    def test_states_are_joined_by_or(self):
        both = count.sync(client=self.staff, state=[State.ERRED, State.SENT])
        each = [count.sync(client=self.staff, state=[one]) for one in (State.ERRED, State.SENT)]
        self.assertEqual(both, sum(each))
        erred = listing.sync_all(client=self.staff, state=[State.ERRED])
        self.assertTrue(erred and all(one.state == State.ERRED for one in erred))

    def test_bounds_are_inclusive(self):
        middle = listing.sync(client=self.staff, page_size=100)[57]
        since = listing.sync_all(client=self.staff, created=middle.created)
        self.assertIn(middle.uuid, {one.uuid for one in since})
        self.assertTrue(all(one.created >= middle.created for one in since))
        changed = listing.sync_all(client=self.staff, modified=middle.modified)
        self.assertTrue(all(one.modified >= middle.modified for one in changed))
        started = listing.sync_all(client=self.staff, started=middle.created)
        self.assertTrue(all(one.started is not None and one.started >= middle.created for one in started))
        finished = listing.sync_all(client=self.staff, finished=middle.created)
        self.assertTrue(all(one.finished is not None and one.finished >= middle.created for one in finished))
        before = listing.sync_all(client=self.staff, created_before=middle.created)
        self.assertTrue(all(one.created <= middle.created for one in before))

    def test_an_offering_filters(self):
        of_one = listing.sync_all(client=self.staff, offering_uuid=self.offering)
        self.assertTrue(of_one and all(one.offering == self.offering for one in of_one))
        self.assertEqual(listing.sync_all(client=self.staff, offering_uuid=uuid.uuid4()), [])

    def test_a_request_goes_from_sent_to_done(self):
        made = self.new_request()
        self.assertEqual((made.state, made.started, made.finished), (State.SENT, None, None))
        self.assertTrue(start_processing.sync(client=self.staff, uuid=made.uuid.hex).status)
        working = retrieve.sync(client=self.staff, uuid=made.uuid.hex)
        self.assertEqual(working.state, State.PROCESSING)
        self.assertGreater(working.modified, made.modified)
        self.assertTrue(set_done.sync(client=self.staff, uuid=made.uuid.hex).status)
        done = retrieve.sync(client=self.staff, uuid=made.uuid.hex)
        self.assertEqual(done.state, State.DONE)
        self.assertIsNotNone(done.finished)

    def test_set_erred_works_from_every_state_and_overwrites(self):
        made = self.new_request()
        for text in ("first", "second"):
            body = BackendResourceRequestSetErredRequest(error_message="  %s " % text, error_traceback="line\n")
            set_erred.sync(client=self.staff, uuid=made.uuid.hex, body=body)
            row = retrieve.sync(client=self.staff, uuid=made.uuid.hex)
            self.assertEqual((row.state, row.error_message, row.error_traceback), (State.ERRED, text, "line"))
        self.assertIsNone(row.started)

    def test_a_transition_that_is_not_legal_is_409(self):
        made = self.new_request()
        with self.assertRaises(UnexpectedStatus) as refused:
            set_done.sync(client=self.staff, uuid=made.uuid.hex)
        self.assertEqual(refused.exception.status_code, 409)

    def test_roles_see_and_may_what_is_theirs(self):
        everything = count.sync(client=self.staff)
        self.assertEqual(count.sync(client=self.support), everything)
        self.assertLess(count.sync(client=self.manager), everything)
        for who in (self.support, self.manager):
            with self.assertRaises(UnexpectedStatus) as refused:
                create.sync(client=who, body=BackendResourceReqRequest(offering=self.offering))
            self.assertEqual(refused.exception.status_code, 403)

    def test_me_and_offerings_are_typed_answers(self):
        me = users_me_retrieve.sync(client=self.staff)
        self.assertTrue(me.is_staff)
        offerings = marketplace_provider_offerings_list.sync(client=self.staff, page_size=50)
        self.assertIn(self.offering, {one.uuid for one in offerings})


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
