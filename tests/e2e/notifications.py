# SPDX-FileCopyrightText: Waldesk contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A notification service on the session bus of a test: it writes down what it is asked, and clicks when it is told.

As a program: owns org.freedesktop.Notifications, prints a JSON line for each call, and reads lines `click ID` from
standard input. As a module: Notifications, which runs that program.
"""

import json
import subprocess
import sys
import threading

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
INTERFACE = """
<node><interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
  <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
</interface></node>
"""


class Notifications:
    """The service as a process of its own."""

    def __init__(self):
        self.process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.calls = []
        assert json.loads(self.process.stdout.readline())["call"] == "ready", "no notification service"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.calls.append(json.loads(line))

    def shown(self):
        return [call for call in self.calls if call["call"] == "Notify"]

    def click(self, notification):
        self.process.stdin.write("click %d\n" % notification["id"])
        self.process.stdin.flush()

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)


def serve():
    from gi.repository import Gio, GLib

    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    last = 0

    def tell(**what):
        print(json.dumps(what), flush=True)

    def on_call(_bus, _sender, _path, _interface, method, parameters, invocation):
        nonlocal last
        given = parameters.unpack()
        if method == "GetCapabilities":
            invocation.return_value(GLib.Variant("(as)", (["body", "body-markup", "actions"],)))
        elif method == "Notify":
            last = given[1] or last + 1
            tell(call=method, id=last, replaces=given[1], summary=given[3], body=given[4], actions=given[5])
            invocation.return_value(GLib.Variant("(u)", (last,)))
        else:
            tell(call=method, id=given[0])
            invocation.return_value(None)

    def on_line(channel, _condition):
        words = channel.readline().split()
        if not words:
            return False
        bus.emit_signal(None, PATH, NAME, "ActionInvoked", GLib.Variant("(us)", (int(words[1]), "default")))
        return True

    bus.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], on_call)
    Gio.bus_own_name_on_connection(bus, NAME, Gio.BusNameOwnerFlags.NONE, lambda *_: tell(call="ready"), None)
    GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, on_line)
    GLib.MainLoop().run()


if __name__ == "__main__":
    serve()
