# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The typed list of Waldur's Python SDK, timed without its imports. Usage: sdk_list.py URL"""

import importlib.metadata
import json
import sys
import time

from waldur_api_client import AuthenticatedClient
from waldur_api_client.api.backend_resource_requests import backend_resource_requests_list

with AuthenticatedClient(base_url=sys.argv[1].rstrip("/"), token="a" * 40) as client:
    begin = time.perf_counter()
    rows = backend_resource_requests_list.sync_all(client=client)
    spent = (time.perf_counter() - begin) * 1000
print(json.dumps({"ms": spent, "rows": len(rows), "version": importlib.metadata.version("waldur-api-client")}))
