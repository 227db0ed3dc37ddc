// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/knownpatterns.h"
#include "models/domain/queryparser.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

using namespace waldesk::domain;

namespace
{

QByteArray raised(const QByteArray &last)
{
    return "Traceback (most recent call last):\n  File \"/o/site-packages/waldur_site_agent/common/processors.py\", "
           "line 5, in process\n    self.run()\n" +
           last;
}

QByteArray sdk(int status, const QByteArray &path)
{
    return "Unexpected status code: " + QByteArray::number(status) + "\n\nResponse content:\n{}\n\nURL:\nhttps://h" +
           path;
}

} // namespace

class TestKnownPatterns : public QObject
{
    Q_OBJECT

private slots:
    void explains_data();
    void explains();
    void errorsOfTheField_data();
    void errorsOfTheField();
    void theMostTellingWins();
    void everyPatternIsWhole();
    void userPatternsComeFirst();
    void damagedFilesAreOneSentence_data();
    void damagedFilesAreOneSentence();
    void namesWhoActs();
};

void TestKnownPatterns::explains_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("last");
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("who");
    const auto row = [](const QByteArray &message, const QByteArray &last, const char *id, WhoActs who) {
        QTest::newRow((QByteArray(id) + ' ' + message.left(30)).constData())
            << message << last << QString::fromLatin1(id) << int(who);
    };
    const WhoActs site = WhoActs::SiteOperator;
    const WhoActs manager = WhoActs::OfferingManager;
    const WhoActs waldur = WhoActs::WaldurOperator;
    row("sacctmgr: error: Problem talking to the database: Connection refused", "x.BackendError: ", "slurmdbd-down",
        site);
    row("Command not found: [Errno 2] No such file or directory: '/usr/bin/sacctmgr'",
        "x.BackendError: ", "binary-missing", site);
    row("",
        "subprocess.CalledProcessError: Command 'x' returned non-zero exit status 1.\n\nThe above exception was the "
        "direct cause of the following exception:\n\nTraceback (most recent call last):\n  File \"a.py\", line 1, in "
        "b\nx.BackendError",
        "silent-command", site);
    row("slurmrestd request failed (GET /slurmdb/v0.0.43/accounts/): [Errno 111] Connection refused",
        "x.BackendError: ", "slurmrestd-down", site);
    row("slurmrestd error (GET /slurmdb/v0.0.43/accounts/): Authentication failure",
        "x.BackendError: ", "slurmrestd-token", site);
    row("Cannot read slurmrestd token file /etc/x: [Errno 13] Permission denied",
        "x.BackendError: ", "slurmrestd-token-file", site);
    row("mam-list-accounts: Unable to connect to MAM server at mam01:7112 (timeout)", "x.BackendError: ", "moab-down",
        site);
    row("Failed to list VDCs: [one.vdcpool.info] User couldn't be authenticated, aborting call.",
        "x.BackendError: ", "opennebula-login", manager);
    row("Failed to list OKD projects: OKD API request failed: Client error '401 Unauthorized' for url 'https://x'",
        "x.BackendError: ", "okd-token-401", manager);
    row("Failed to list OKD projects: Authentication failed and token refresh unsuccessful: x",
        "x.BackendError: ", "okd-token", manager);
    row("API request failed: The read operation timed out. Headers: {}", "x.MUPError: ", "timeout", site);
    row("Unable to authenticate you", "x.UnauthorizedError: ", "digitalocean-login", manager);
    row(sdk(403, "/api/x/"), "waldur_api_client.errors.UnexpectedStatus: ", "agent-permission", manager);
    row(sdk(409, "/api/backend-resource-requests/5/start_processing/"),
        "waldur_api_client.errors.UnexpectedStatus: ", "delivered-twice", WhoActs::Nobody);
    row(sdk(401, "/api/x/"), "waldur_api_client.errors.UnexpectedStatus: ", "agent-token", manager);
    row(sdk(502, "/api/x/"), "waldur_api_client.errors.UnexpectedStatus: ", "waldur-proxy", waldur);
    row(sdk(504, "/api/x/"), "", "waldur-proxy", waldur);
    row("'organization'", "KeyError: ", "plugin-bug", waldur);
    row("list index out of range", "IndexError: ", "plugin-bug", waldur);
    row("'NoneType' object is not iterable", "TypeError: ", "cannot-list", waldur);
    row("x has no attribute 'y'", "AttributeError: ", "plugin-bug", waldur);
    row("Internal backend error. Please contact the service provider.", "", "redacted", manager);
    row("[Errno -2] Name or service not known", "httpx.ConnectError: ", "name-resolution", site);
    row("[Errno 111] Connection refused", "httpx.ConnectError: ", "connection-refused", site);
    row("[SSL: CERTIFICATE_VERIFY_FAILED] x", "ssl.SSLError: ", "tls", site);
    row("[Errno 28] No space left on device", "OSError: ", "disk-full", site);
    row("", "", "no-text", site);
    row("Not picked up: the agent was offline", "", "closed-by-operator", WhoActs::Nobody);
    row("Not finished: this request was started 3 h ago and has not ended since.", "", "closed-by-operator",
        WhoActs::Nobody);
    row("Agent died: no sign of it for 3 h", "", "closed-by-operator", WhoActs::Nobody);
    row("Agent host retired.", "", "closed-by-operator", WhoActs::Nobody);
    row("Asked twice", "", "closed-by-operator", WhoActs::Nobody);
    row("Cancelled by operator: agent host decommissioned", "", "closed-by-operator", WhoActs::Nobody);
    row("host moved \xE2\x80\x94 Ada, HD-4821", "", "closed-by-operator", WhoActs::Nobody);
    row("something else", "", "", WhoActs::Unknown);
}

void TestKnownPatterns::explains()
{
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, last);
    QFETCH(QString, id);
    QFETCH(int, who);
    const QByteArray text =
        last.isEmpty() ? QByteArray() : raised(last + (last.endsWith(": ") ? message : QByteArray()));
    const CauseFacts facts = causeFacts({message, text}, KnownPatterns::builtIn());
    QCOMPARE(facts.pattern, id);
    QCOMPARE(int(facts.who), who);
    QCOMPARE(facts.closedByOperator, id == QLatin1String(ClosedByOperatorId));
    QCOMPARE(facts.fingerprint.normal, fingerprint({message, text}).normal);
}

void TestKnownPatterns::errorsOfTheField_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("who");
    QFile file(QFINDTESTDATA("data/who.jsonl"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    while (!file.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
        const auto value = [&line](const char *name) {
            return line.value(QLatin1String(name)).toString();
        };
        QTest::newRow(qPrintable(value("fault")))
            << value("message").toUtf8() << value("traceback").toUtf8() << value("who").split(u'|');
    }
}

/// One error of each fault, with those who can be right about it.
void TestKnownPatterns::errorsOfTheField()
{
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, text);
    QFETCH(QStringList, who);
    const CauseFacts facts = causeFacts({message, text}, KnownPatterns::builtIn());
    QVERIFY2(who.contains(whoWord(facts.who)), qPrintable(facts.pattern));
}

void TestKnownPatterns::theMostTellingWins()
{
    const auto both = KnownPatterns::parse(R"({"patterns":[
        {"id":"words","pill":"p","who":"nobody","explanation":"e","todo":"t","match":{"anyText":["refused"]}},
        {"id":"code","pill":"p","who":"nobody","explanation":"e","todo":"t","match":{"codes":["errno ECONNREFUSED"]}},
        {"id":"kind","pill":"p","who":"nobody","explanation":"e","todo":"t","match":{"codes":["errno"],"through":["sdk"]}},
        {"id":"set","pill":"p","who":"nobody","explanation":"e","todo":"t","rank":90,"match":{"anyText":["Slurm"]}}
        ]})");
    QVERIFY2(both.has_value(), both.has_value() ? "" : qPrintable(both.error()));
    const auto idOf = [&both](const QByteArray &message, const QByteArray &text = {}) {
        return causeFacts({message, text}, *both).pattern;
    };
    QCOMPARE(idOf("[Errno 111] Connection refused"), QStringLiteral("code"));
    QCOMPARE(idOf("the log-in was refused"), QStringLiteral("words"));
    QCOMPARE(idOf("slurm: [Errno 111] Connection refused"), QStringLiteral("set"));
    const QByteArray frame =
        "  File \"/o/site-packages/waldur_api_client/client.py\", line 5, in send\n    self.run()\n";
    QCOMPARE(
        idOf("[Errno 111] Connection refused", raised(frame + "httpx.ConnectError: [Errno 111] Connection refused")),
        QStringLiteral("kind"));
}

void TestKnownPatterns::everyPatternIsWhole()
{
    const std::vector<KnownPattern> &all = KnownPatterns::builtIn().all();
    QVERIFY(all.size() > 30);
    QSet<QString> ids;
    for (const KnownPattern &pattern : all) {
        QVERIFY2(!ids.contains(pattern.id), qPrintable(pattern.id));
        ids.insert(pattern.id);
        QVERIFY(!pattern.todo.isEmpty());
        QVERIFY(!pattern.explanation.contains(u'\n'));
        QVERIFY2(pattern.pill.size() <= 30, qPrintable(pattern.pill));
        QCOMPARE(KnownPatterns::builtIn().find(pattern.id), &pattern);
    }
    QCOMPARE(KnownPatterns::builtIn().find(QStringLiteral("none")), nullptr);
}

void TestKnownPatterns::userPatternsComeFirst()
{
    const auto own = KnownPatterns::parse(R"({"patterns":[{"id":"ours","pill":"our router","who":"nobody",
        "explanation":"It restarts at night.","match":{"regex":"refused$","types":["ConnectError"]}}]})");
    QVERIFY(own.has_value());
    KnownPatterns all = KnownPatterns::builtIn();
    all.prepend(*own);
    const QByteArray message = "[Errno 111] Connection refused";
    QCOMPARE(causeFacts({message, raised("httpx.ConnectError: " + message)}, all).pattern, QStringLiteral("ours"));
    QCOMPARE(causeFacts({message, {}}, all).pattern, QStringLiteral("connection-refused"));
}

void TestKnownPatterns::damagedFilesAreOneSentence_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char *json :
         {"", "{", "[]", "{}", "{\"patterns\":[1]}", "{\"patterns\":[{\"id\":\"a\"}]}",
          "{\"patterns\":[{\"id\":\"a\",\"pill\":\"b\",\"explanation\":\"c\",\"who\":\"me\",\"match\":{\"regex\":\"x\"}"
          "}]}",
          "{\"patterns\":[{\"id\":\"a\",\"pill\":\"b\",\"explanation\":\"c\",\"who\":\"nobody\",\"match\":{}}]}",
          "{\"patterns\":[{\"id\":\"a\",\"pill\":\"b\",\"explanation\":\"c\",\"who\":\"nobody\",\"match\":{\"x\":1}}]}",
          "{\"patterns\":[{\"id\":\"a\",\"pill\":\"b\",\"explanation\":\"c\",\"who\":\"nobody\",\"match\":{\"through\":"
          "[\"x\"]}}]}",
          "{\"patterns\":[{\"id\":\"a\",\"pill\":\"b\",\"explanation\":\"c\",\"who\":\"nobody\",\"match\":{\"regex\":"
          "\"(\"}}]}"})
        QTest::newRow(json) << QByteArray(json);
}

void TestKnownPatterns::damagedFilesAreOneSentence()
{
    QFETCH(QByteArray, json);
    const auto parsed = KnownPatterns::parse(json);
    QVERIFY(!parsed.has_value());
    QVERIFY2(parsed.error().endsWith(u'.') && !parsed.error().contains(u'\n'), qPrintable(parsed.error()));
}

void TestKnownPatterns::namesWhoActs()
{
    QCOMPARE(whoName(WhoActs::SiteOperator), QStringLiteral("Site operator"));
    QCOMPARE(whoWord(WhoActs::WaldurOperator), QStringLiteral("waldur-operator"));
    QCOMPARE(queryWhoNames(), (QStringList{whoWord(WhoActs::SiteOperator), whoWord(WhoActs::OfferingManager),
                                           whoWord(WhoActs::WaldurOperator), whoWord(WhoActs::Nobody)}));
    QVERIFY(whoWord(WhoActs::Unknown).isEmpty());
}

QTEST_APPLESS_MAIN(TestKnownPatterns)
#include "tst_knownpatterns.moc"
