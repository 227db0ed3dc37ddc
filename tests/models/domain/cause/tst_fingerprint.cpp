// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/fingerprint.h"
#include "models/domain/cause/sdkfailure.h"

#include <QCryptographicHash>
#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QSet>
#include <QTest>

using namespace waldesk::domain;

namespace
{

struct Labelled {
    QByteArray fault;
    ErrorText error;
};

std::vector<Labelled> faults()
{
    QFile file(QStringLiteral(WALDESK_SOURCE_DIR "/tests/models/domain/cause/data/faults.jsonl"));
    std::vector<Labelled> found;
    if (!file.open(QIODevice::ReadOnly))
        return found;
    while (!file.atEnd()) {
        const QJsonObject one = QJsonDocument::fromJson(file.readLine()).object();
        found.push_back(
            {one.value(u"fault").toString().toUtf8(),
             {one.value(u"error_message").toString().toUtf8(), one.value(u"error_traceback").toString().toUtf8()}});
    }
    return found;
}

QByteArray sdkMessage(int status, const QByteArray &body, const QByteArray &url)
{
    return "Unexpected status code: " + QByteArray::number(status) + "\n\nResponse content:\n" + body + "\n\nURL:\n" +
           url;
}

QByteArray keyOf(const QByteArray &message, const QByteArray &traceback = {})
{
    return fingerprint({message, traceback}).normal;
}

QByteArray templateOf(const QByteArray &line)
{
    return messageTemplate(line, FingerprintRules::defaultKeptWords(), KeyRule::W1).key;
}

QByteArray newTemplateOf(const QByteArray &line)
{
    return messageTemplate(line, FingerprintRules::defaultKeptWords()).key;
}

QByteArray raised(const QByteArray &last, const QByteArray &source = "self.run()")
{
    return "Traceback (most recent call last):\n  File \"/o/site-packages/waldur_site_agent/common/processors.py\", "
           "line 5, in process\n    " +
           source + '\n' + last;
}

/// A list a fault: its texts differ in names and numbers alone, and have one key of their own, with and without a
/// traceback. The first two texts of which that is not so; empty where it is.
QByteArray mistakenIn(const QList<QByteArrayList> &faults)
{
    for (const bool traced : {false, true}) {
        QHash<QByteArray, QByteArray> faultOf;
        for (const QByteArrayList &texts : faults) {
            QByteArray first;
            for (const QByteArray &message : texts) {
                const QByteArray key =
                    keyOf(message, traced ? raised("waldur_site_agent.backend.exceptions.BackendError: " + message)
                                          : QByteArray());
                first = first.isEmpty() ? key : first;
                if (key != first)
                    return "two keys: " + texts.front() + " | " + message + " | " + newTemplateOf(message);
            }
            if (faultOf.contains(first))
                return "one key: " + texts.front() + " | " + faultOf.value(first);
            faultOf.insert(first, texts.front());
        }
    }
    return {};
}

} // namespace

class TestFingerprint : public QObject
{
    Q_OBJECT

private slots:
    void makesOneGroupOfEachFault();
    void refinesFromCoarseToExact();
    void doesNotCareHowTheTextTravelled();
    void masksWhatVaries_data();
    void masksWhatVaries();
    void masksNames_data();
    void masksNames();
    void readsTheRaiseLine_data();
    void readsTheRaiseLine();
    void countsTheMessageOfTheRaiser();
    void readsOnWhereTheFirstLineDoesNotTell();
    void keepsTheKeysOfTheOlderRule();
    void decidesGroupsByTheirLeaves();
    void readsOtherScripts();
    void readsLatinLanguages_data();
    void readsLatinLanguages();
    void readsEnglishAsBefore_data();
    void readsEnglishAsBefore();
    void keepsTheKeysOfEnglishFaults();
    void keepsWhatMatters_data();
    void keepsWhatMatters();
    void tellsMissingNamesOfTheCodeApart();
    void takesApartWhatTheSdkSays();
    void groupsSdkFailuresByStatusPathAndDetail();
    void showsTitleAndRootCause();
    void titlesWhatHasNoMessage();
    void marksVariablePartsOfTheTitle();
    void obeysItsSettings();
    void findsSimilarCauses();
    void survivesHostileText();
};

void TestFingerprint::makesOneGroupOfEachFault()
{
    const std::vector<Labelled> all = faults();
    QVERIFY(all.size() > 500);
    QHash<QByteArray, QByteArray> faultOf;
    QHash<QByteArray, QByteArray> keyOfFault;
    for (const Labelled &one : all) {
        const Fingerprint print = fingerprint(one.error);
        const QByteArray json = canonicalJson(print.components, GroupingLevel::Normal);
        QVERIFY2(faultOf.value(print.normal, one.fault) == one.fault, (one.fault + json).constData());
        QVERIFY2(keyOfFault.value(one.fault, print.normal) == print.normal, (one.fault + json).constData());
        faultOf.insert(print.normal, one.fault);
        keyOfFault.insert(one.fault, print.normal);
    }
    QVERIFY(faultOf.size() >= 70);
}

void TestFingerprint::refinesFromCoarseToExact()
{
    QHash<QByteArray, QByteArray> coarse;
    QHash<QByteArray, QByteArray> normal;
    for (const Labelled &one : faults()) {
        const Fingerprint print = fingerprint(one.error);
        QVERIFY(print.coarse.startsWith("c1:") && print.normal.startsWith("w2:") && print.exact.startsWith("x1:"));
        QCOMPARE(print.normal.size(), qsizetype(19));
        QCOMPARE(coarse.value(print.normal, print.coarse), print.coarse);
        QCOMPARE(normal.value(print.exact, print.normal), print.normal);
        coarse.insert(print.normal, print.coarse);
        normal.insert(print.exact, print.normal);
    }
}

void TestFingerprint::doesNotCareHowTheTextTravelled()
{
    const QByteArray message = "Failed  to list:\n  odd";
    const QByteArray text = raised("waldur_site_agent.backend.exceptions.BackendError: " + message);
    const Fingerprint plain = fingerprint({message, text});
    const Fingerprint windows = fingerprint({message, QByteArray(text).replace('\n', "\r\n") + "\r\n"});
    const Fingerprint blanks = fingerprint({message + "  \n", QByteArray(text).replace('\n', " \n") + "\n\n"});
    const Fingerprint colours =
        fingerprint({message, QByteArray(text).replace("File", "\x1b[35mFile").replace("5,", "5\x1b[0m,")});
    QCOMPARE(windows.normal, plain.normal);
    QCOMPARE(blanks.normal, plain.normal);
    QCOMPARE(colours.normal, plain.normal);
    QCOMPARE(windows.exact, plain.exact);
    QCOMPARE(blanks.exact, plain.exact);
    QCOMPARE(colours.exact, plain.exact);
}

void TestFingerprint::masksWhatVaries_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("key");
    const auto row = [](const char *line, const char *key) {
        QTest::newRow(line) << QByteArray(line) << QByteArray(key);
    };
    row("open https://a.example:443/x?y=1, please", "open *, please");
    row("mail to a.b+c@example.org failed", "mail to * failed");
    row("row 0b5cf5a2-3c33-4c11-9c4c-0a8a4c2b1d11 gone", "row * gone");
    row("row 0b5cf5a23c334c119c4c0a8a4c2b1d11 gone", "row * gone");
    row("row 17 gone", "row * gone");
    row("row 412 not found", "row * not found");
    row("resource 404 not found", "resource * not found");
    row("project 409 conflicts", "project * conflict");
    row("expected 500 rows, got 417", "expected * row, got *");
    row("returned 503 rows", "returned * row");
    row("member (4711, 'x')", "member (*)");
    row("at 2026-11-01T10:00:00.123456Z", "at *");
    row("at 2026-11-01 10:00:00,123 +0200", "at * +*");
    row("Date: Mon, 23 Nov 2026 17:32:45 GMT", "Date: *");
    row("to 10.1.2.3:6819: no", "to *: no");
    row("to [fe80::1]:6819: no", "to *: no");
    row("to host:db01.example.org:6819: no", "to host:*: no");
    row("to slurmdbd:6819: no", "to *: no");
    row("to login.hpc.example.org failed", "to * failed");
    row("object at 0x7f3acd", "object at *");
    row("in /etc/agent/x.yaml: no", "in *: no");
    row("in C:\\agent\\x.yaml: no", "in *: no");
    row("uid=5628, name='x y' state=OK", "uid=*, name=* state=*");
    row("Failed to list VDCs: 'vdc'", "Failed to list VDC: *");
    row("account acct_17 and acct_18 missing", "account * missing");
    row("unknown: a1, b2, c3", "unknown: *");
    row("after 30 seconds", "after *");
    row("after 1.5s", "after *");
    row("used 1.5 TiB of 2TB", "used * of *");
    row("1 account was lost", "* account was lost");
    row("3 accounts were lost", "* account was lost");
    row("denied for user mari (uid=7)", "denied for user * (uid=*)");
    row("cluster puhti: down", "cluster *: down");
    row("project alpha is closed", "project * is closed");
    row("project limit exceeded", "project limit exceeded");
    row("nodes cn[1-4,7] down", "node * down");
    row("couldn't read users' quota", "couldn't read user' quota");
    row("Command '['sacctmgr', '-n']' failed", "Command * failed");
    row("sha256 of ipv6 and s3", "sha256 of ipv6 and s3");
    row("Client.list() got it", "list() got it");
    row("<x.Y object at 0x7f> died", "* died");
    row("Pool(host='a', port=1): gone", "*: gone");
}

void TestFingerprint::masksWhatVaries()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, key);
    QCOMPARE(templateOf(line), key);
}

void TestFingerprint::masksNames_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("key");
    const auto row = [](const char *line, const char *key) {
        QTest::newRow(line) << QByteArray(line) << QByteArray(key);
    };
    row("Unable to create the resource anna", "Unable to create the resource *");
    row("Failed to get or create group M\xC3\xBCller", "Failed to get or create group *");
    row("User alice not found on Waldur B", "User * not found on Waldur B");
    row("No quota found for project Physics", "No quota found for project *");
    row("Project x_lee not found", "Project * not found");
    row("Project hpc-bio not found", "Project * not found");
    row("Project uni.tartu.ai not found", "Project * not found");
    row("Failed to get ManagedNamespace HPC: timed out", "Failed to get ManagedNamespace *: timed out");
    row("Model image named 'default' not found", "Model image named * not found");
    row("slug fields. customer_slug: fusion, project_slug: weather.", "slug field. customer_slug: *, project_slug: *.");
    row("sacctmgr: error: Account fusion not found", "sacctmgr: error: Account * not found");
    row("sacctmgr: error: Munge decode failed: Rewound credential",
        "sacctmgr: error: Munge decode failed: Rewound credential");
    row("[Errno 111] Connexion refus\xC3\xA9"
        "e",
        "[Errno 111]*");
    row("[Errno 111] Connection refused: 'x'", "[Errno 111]*: *");
}

void TestFingerprint::masksNames()
{
    QFETCH(QByteArray, line);
    QTEST(newTemplateOf(line), "key");
}

void TestFingerprint::readsTheRaiseLine_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    QTest::addColumn<bool>("together");
    const auto row = [](const char *name, const char *source, const char *one, const char *other, bool together) {
        QTest::newRow(name) << QByteArray(source) << QByteArray(one) << QByteArray(other) << together;
    };
    row("f-string", "raise BackendError(f\"No {kind} for {user}\")", "No quota for service", "No limit for storage",
        true);
    row("percent", "raise BackendError('No %s for %(user)s' % x)", "No quota for service", "No limit for storage",
        true);
    row("format", "raise BackendError('No {} for {0}'.format(x))", "No quota for service", "No limit for storage",
        true);
    row("two literals", "raise BackendError(f\"No {kind} \" f\"for {user}\")", "No quota for a service",
        "No limit for b storage", true);
    row("a part cut off", "raise BackendError(f\"No {kind} for \"", "No quota for service", "No limit for service",
        true);
    row("an exception keeps its words", "raise BackendError(f\"No list: {e}\")", "No list: database is down",
        "No list: access denied", false);
    row("no literal", "raise BackendError(msg)", "No quota for service", "No limit for storage", false);
    row("a message of another line", "raise BackendError(f\"Bad {kind}\")", "No quota for service",
        "No limit for storage", false);
}

void TestFingerprint::readsTheRaiseLine()
{
    QFETCH(QByteArray, source);
    QFETCH(QByteArray, one);
    QFETCH(QByteArray, other);
    QFETCH(bool, together);
    const QByteArray type = "waldur_site_agent.backend.exceptions.BackendError: ";
    QCOMPARE(keyOf(one, raised(type + one, source)) == keyOf(other, raised(type + other, source)), together);
}

void TestFingerprint::countsTheMessageOfTheRaiser()
{
    const auto key = [](const QByteArray &type, const QByteArray &message, const QByteArray &source) {
        return keyOf(message, raised(type + ": " + message, source));
    };
    QVERIFY(key("ValueError", "No unit", "raise ValueError(msg)") !=
            key("ValueError", "No limit", "raise ValueError(msg)"));
    QCOMPARE(key("IndexError", "list index out of range", "x[1]"),
             key("IndexError", "string index out of range", "x[1]"));
    QVERIFY(key("IndexError", "No unit", "raise IndexError(m)") !=
            key("IndexError", "No limit", "raise IndexError(m)"));
}

void TestFingerprint::readsOnWhereTheFirstLineDoesNotTell()
{
    const auto answer = [](const QByteArray &text) {
        return "(404)\nReason: Not Found\nHTTP response body: {\"kind\":\"Status\",\"message\":\"" + text +
               "\",\"reason\":\"NotFound\"}";
    };
    const QByteArray one = keyOf(answer("namespaces \\\"a1\\\" not found"));
    QCOMPARE(keyOf(answer("namespaces \\\"fusion\\\" not found")), one);
    QVERIFY(keyOf(answer("the server could not find the requested resource")) != one);
    const auto settings = [](const QByteArray &field) {
        return "1 validation error for Settings\n" + field + "\n  Field required [type=missing, input_value={}]";
    };
    QVERIFY(keyOf(settings("api_url")) != keyOf(settings("token")));
    const Fingerprint print = fingerprint({settings("api_url"), {}});
    QCOMPARE(print.title, QStringLiteral("1 validation error for Settings: api_url"));
}

/// Notes and merges hang on these keys: whatever changes, they must not.
void TestFingerprint::keepsTheKeysOfTheOlderRule()
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const Labelled &one : faults())
        hash.addData(keyByW1(one.error) + '\n');
    QCOMPARE(hash.result().toHex(), QByteArray("129b7822b7ca1cec0f56c2db03876127582c42ab8b213fabfb95db0e784225a8"));
    FingerprintRules rules;
    rules.withOlderKey = true;
    const ErrorText error{"No list", raised("RuntimeError: No list")};
    QCOMPARE(fingerprint(error, rules).older, keyByW1(error));
    QVERIFY(fingerprint(error).older.isEmpty());
}

void TestFingerprint::decidesGroupsByTheirLeaves()
{
    const auto group = [](const QByteArray &members) {
        return QByteArray("  + Exception Group Traceback (most recent call last):\n"
                          "  |   File \"/o/site-packages/waldur_site_agent/a.py\", line 1, in all\n"
                          "  |     run()\n"
                          "  | ExceptionGroup: failed (2 sub-exceptions)\n") +
               members + "    +------------------------------------\n";
    };
    const auto member = [](const char *border, const QByteArray &error) {
        return border +
               QByteArray(" ----------------\n    | Traceback (most recent call last):\n"
                          "    |   File \"/o/site-packages/waldur_site_agent_x/b.py\", line 2, in one\n"
                          "    |     raise BackendError(out)\n    | ") +
               error + '\n';
    };
    const QByteArray denied = "waldur_site_agent.backend.exceptions.BackendError: access denied";
    const QByteArray quota = "waldur_site_agent.backend.exceptions.BackendError: storage quota exceeded";
    const char *const first = "  +-+---------------- 1";
    const char *const second = "    +---------------- 2";
    const QByteArray message = "failed (2 sub-exceptions)";
    const QByteArray both = group(member(first, denied) + member(second, denied));
    QCOMPARE(keyOf(message, both), keyOf("failed (1 sub-exception)",
                                         group(member(first, denied)).replace("2 sub-exceptions", "1 sub-exception")));
    QVERIFY(keyOf(message, both) != keyOf(message, group(member(first, quota) + member(second, quota))));
    const auto marked = parseTraceback(both, message).lastAgentFrame();
    QVERIFY(marked.has_value());
    QCOMPARE(marked->step, 1);
    // Leaves that failed in different lines have no line in common but the group's.
    const QByteArray apart = group(member(first, denied) + member(second, quota).replace("line 2", "line 3"));
    const auto begun = parseTraceback(apart, message).lastAgentFrame();
    QVERIFY(begun.has_value());
    QCOMPARE(begun->step, 0);
    const Fingerprint mixed = fingerprint({message, group(member(first, denied) + member(second, quota))});
    QCOMPARE(mixed.rootCause, QStringLiteral("BackendError: access denied; BackendError: storage quota exceeded"));
}

/// No two faults of one script are one cause.
void TestFingerprint::readsOtherScripts()
{
    const QList<QList<QByteArrayList>> scripts{
        {{"账户 bio12 不存在", "账户 chem7 不存在", "账户 x9 不存在"},
         {"权限不足：用户 phys3", "权限不足：用户 anna7"},
         {"连接被拒绝"},
         {"sacctmgr: error: 数据库不可用"},
         {"找不到文件“/etc/a”", "找不到文件“/etc/b”"},
         {"配额已满：3 个", "配额已满：17 个"},
         {"项目hpc-1没有配额", "项目hpc-22没有配额"}},
        {{"アカウント bio12 が存在しません", "アカウント x3 が存在しません"},
         {"接続が拒否されました"},
         {"タイムアウトしました"}},
        {{"계정 bio12이 없습니다", "계정 x3이 없습니다"}, {"연결이 거부됨"}, {"인증 실패"}},
        {{"Учётная запись bio12 не существует", "Учётная запись x3 не существует"},
         {"Соединение отклонено"},
         {"База данных недоступна"},
         {"Файл «/a» не найден", "Файл «/b» не найден"}},
        {{"Η σύνδεση απορρίφθηκε"}, {"Δεν επιτρέπεται"}},
        {{"تم رفض الاتصال"}, {"فشل التحقق"}},
        {{"החיבור נדחה"}, {"הגישה נדחתה"}},
        {{"कनेक्शन अस्वीकृत"}, {"समय समाप्त"}},
        {{"การเชื่อมต่อถูกปฏิเสธ"}, {"หมดเวลา"}}};
    for (const QList<QByteArrayList> &faults : scripts)
        QCOMPARE(mistakenIn(faults), QByteArray());
    QCOMPARE(newTemplateOf("Institution \xE7\x94\x9F\xE7\x89\xA9 of customer p7609 is unknown"),
             QByteArray("Institution * of customer * is unknown"));
}

void TestFingerprint::readsLatinLanguages_data()
{
    QTest::addColumn<QList<QByteArrayList>>("faults");
    QFile file(QFINDTESTDATA("data/latin.jsonl"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QMap<QString, QList<QByteArrayList>> languages;
    while (!file.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
        QByteArrayList texts;
        for (const QJsonValue &text : line.value(u"texts").toArray())
            texts.append(text.toString().toUtf8());
        languages[line.value(u"language").toString()].append(texts);
    }
    for (auto language = languages.cbegin(); language != languages.cend(); ++language)
        QTest::newRow(qPrintable(language.key())) << language.value();
    QVERIFY(languages.size() > 10);
}

/// No two faults of one language are one cause.
void TestFingerprint::readsLatinLanguages()
{
    QFETCH(QList<QByteArrayList>, faults);
    QCOMPARE(mistakenIn(faults), QByteArray());
}

void TestFingerprint::readsEnglishAsBefore_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("key");
    const auto row = [](const char *text, const char *key) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(key);
    };
    row("Project Universität der Künste Berlin not found", "Project * not found");
    row("Could not create project Lehrstuhl für Daten und Netzwerk", "Could not create project *");
    row("Failed to sync project: Instituto de Física da Universidade", "Failed to sync project: *");
    row("Failed to sync project: Tartu Ülikooli Füüsika Instituut", "Failed to sync project: *");
    row("Offering 'Kein Zugriff auf die Daten' not found", "Offering * not found");
    row("Failed to create account for Kein Zugriff auf die Daten on cluster hpc1",
        "Failed to create account for * on cluster *");
    row("User is not a member of Uniwersytet Adama Mickiewicza", "User is not a member of *");
    row("Resource “Projektet” of project \xE2\x80\x98x\xE2\x80\x99 failed to start",
        "Resource * of project * failed to start");
    row("l(ist) [first[, last]]", "l(*) [first[, last]]");
    row("Impossible to open the file", "Impossible to open the file");
    // The system's own words say the same in each language.
    row("[WinError 10061] No connection could be made because the target machine actively refused it",
        "[WinError 10061]*");
    row("[WinError 10061] Es konnte keine Verbindung hergestellt werden, da der Zielcomputer die Verbindung "
        "verweigerte",
        "[WinError 10061]*");
}

/// A name in another language makes no sentence of that language.
void TestFingerprint::readsEnglishAsBefore()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, key);
    QCOMPARE(newTemplateOf(text), key);
}

/// Notes hang on these keys as well: a word that is put into one of the lists must not change them.
void TestFingerprint::keepsTheKeysOfEnglishFaults()
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const Labelled &one : faults())
        hash.addData(fingerprint(one.error).normal + '\n');
    QCOMPARE(hash.result().toHex(), QByteArray("c387b844ac97c30f6a44bee594f3499339a7ed172c2e4d5b5a7f07493f6fe863"));
}

void TestFingerprint::keepsWhatMatters_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    const auto row = [](const char *one, const char *other) {
        QTest::newRow(one) << QByteArray(one) << QByteArray(other);
    };
    row("[Errno 111] refused", "[Errno 113] refused");
    row("[Errno -2] name", "[Errno -3] name");
    row("[WinError 10061] no", "[WinError 10060] no");
    row("returned non-zero exit status 1.", "returned non-zero exit status 2.");
    row("exited with code 1", "exited with code 2");
    row("died with <Signals.SIGKILL: 9>.", "died with <Signals.SIGSEGV: 11>.");
    row("killed by signal 9", "killed by signal 15");
    row("Client error '401 Unauthorized' for url 'http://x'", "Client error '403 Forbidden' for url 'http://x'");
    row("HTTP 502 from proxy", "HTTP 504 from proxy");
    row("status code: 409", "status code: 404");
    row("API returned 500 for x", "API returned 503 for x");
    row("failed: 404 Not Found", "failed: 410 Gone");
    row("HTTP/1.1 500 x", "HTTP/1.1 503 x");
    row("503 Server Error: x", "500 Server Error: x");
    row("(403)", "(404)");
    row("SQLSTATE[08006] x", "SQLSTATE[28000] x");
    row("ERROR 1045 (x)", "ERROR 2003 (x)");
    row("(2003, \"x\")", "(1045, \"x\")");
    row("ORA-12541: x", "ORA-12514: x");
    row("'errno': 107, 'x': 1", "'errno': 110, 'x': 1");
    row("no attribute 'split'", "no attribute 'strip'");
    row("No module named 'ldap'", "No module named 'httpx'");
    row("'NoneType' object is odd", "'str' object is odd");
    row("missing argument: 'email'", "missing argument: 'name'");
}

void TestFingerprint::keepsWhatMatters()
{
    QFETCH(QByteArray, one);
    QFETCH(QByteArray, other);
    QVERIFY2(templateOf(one) != templateOf(other), templateOf(one).constData());
    QVERIFY(keyOf(one) != keyOf(other));
}

void TestFingerprint::tellsMissingNamesOfTheCodeApart()
{
    const QByteArray one = keyOf("'organization'", raised("KeyError: 'organization'", "a = b['organization']"));
    const QByteArray other = keyOf("'limits'", raised("KeyError: 'limits'", "a = b[\"limits\"]"));
    const QByteArray data = keyOf("'hpc_kt'", raised("KeyError: 'hpc_kt'", "a = b[name]"));
    const QByteArray moreData = keyOf("'bio_lab'", raised("KeyError: 'bio_lab'", "a = b[name]"));
    QVERIFY(one != other);
    QCOMPARE(data, moreData);
}

void TestFingerprint::takesApartWhatTheSdkSays()
{
    const QByteArray message = sdkMessage(409, "{\"detail\":\"Valid states for operation: Sent.\"}",
                                          "https://h.example/portal/api/x/57d5e3be/start_processing/?a=1");
    const auto failure = parseSdkFailure(message);
    QVERIFY(failure.has_value());
    QCOMPARE(failure->status, 409);
    QCOMPARE(int(failure->bodyKind), int(BodyKind::Json));
    QCOMPARE(failure->path.of(message).toByteArray(), QByteArray("/api/x/57d5e3be/start_processing/"));
    QCOMPARE(failure->query.of(message).toByteArray(), QByteArray("a=1"));
    QCOMPARE(bodyGist(failure->body.of(message), failure->bodyKind), QByteArray("Valid states for operation: Sent."));
    QCOMPARE(methodOfSdkModule("waldur_api_client/api/x/x_start_processing"), QByteArray("POST"));
    QCOMPARE(methodOfSdkModule("waldur_api_client/api/x/projects_list"), QByteArray("GET"));
    QCOMPARE(bodyGist("<html><head><TITLE>502 Bad\nGateway</TITLE>", BodyKind::Html), QByteArray("502 Bad Gateway"));
    QCOMPARE(bodyGist("{\"b\":[1],\"a\":{}}", BodyKind::Json), QByteArray("{a, b}"));
    QVERIFY(!parseSdkFailure("Unexpected status code: x").has_value());
    const auto cut = parseSdkFailure("Unexpected status code: 500\n\nResponse content:\n<htm");
    QVERIFY(cut.has_value());
    QVERIFY(cut->url.isEmpty());
}

void TestFingerprint::groupsSdkFailuresByStatusPathAndDetail()
{
    const QByteArray detail = "{\"detail\":\"No.\"}";
    const QByteArray path = "https://a.example/api/x/0b5cf5a2-3c33-4c11-9c4c-0a8a4c2b1d11/go/?page=2";
    const QByteArray key = keyOf(sdkMessage(403, detail, path));
    QCOMPARE(keyOf(sdkMessage(403, detail, "http://10.0.0.1:80/portal/api/x/17/go/")), key);
    QVERIFY(keyOf(sdkMessage(401, detail, path)) != key);
    QVERIFY(keyOf(sdkMessage(403, "{\"detail\":\"Never.\"}", path)) != key);
    QVERIFY(keyOf(sdkMessage(403, detail, "https://a.example/api/y/17/go/")) != key);
    const QByteArray throttled = "{\"detail\":\"Throttled. Expected available in %1 seconds.\"}";
    QCOMPARE(keyOf(sdkMessage(429, QByteArray(throttled).replace("%1", "5"), path)),
             keyOf(sdkMessage(429, QByteArray(throttled).replace("%1 seconds", "1 second"), path)));
}

void TestFingerprint::showsTitleAndRootCause()
{
    const QByteArray link = "\n\nThe above exception was the direct cause of the following exception:\n\n";
    const QByteArray text = raised("subprocess.CalledProcessError: Command '['x']' returned non-zero exit status 1.") +
                            link + raised("waldur_site_agent.backend.exceptions.BackendError: db down\nmore");
    const Fingerprint print = fingerprint({"db down\nmore", text});
    QCOMPARE(print.title, QStringLiteral("db down"));
    QCOMPARE(print.quietType, QStringLiteral("BackendError"));
    QVERIFY(!print.typeTells);
    QCOMPARE(print.rootType, QStringLiteral("CalledProcessError"));
    QCOMPARE(print.rootCause, QStringLiteral("CalledProcessError: Command '['x']' returned non-zero exit status 1."));
    QCOMPARE(print.line(), QStringLiteral("db down \u2190 CalledProcessError: Command '['x']' returned non-zero exit "
                                          "status 1."));
    const Fingerprint sdk = fingerprint({sdkMessage(409, "{\"detail\":\"No.\"}", "https://a/api/x/17/go/"), {}});
    QCOMPARE(sdk.line(), QStringLiteral("HTTP 409 /api/x/17/go/ \u2014 No."));
    const Fingerprint bug = fingerprint({"'a'", raised("KeyError: 'a'")});
    QVERIFY(bug.typeTells);
    QCOMPARE(bug.line(), QStringLiteral("KeyError: 'a'"));
}

void TestFingerprint::titlesWhatHasNoMessage()
{
    QCOMPARE(fingerprint({}).title, QStringLiteral("(no error text)"));
    QCOMPARE(fingerprint({"", raised("RuntimeError:")}).line(), QStringLiteral("RuntimeError: (no message)"));
    QCOMPARE(fingerprint({"", "some text\nlast line\n"}).title, QStringLiteral("last line"));
    QCOMPARE(fingerprint({"", raised("ValueError: own")}).title, QStringLiteral("own"));
}

void TestFingerprint::marksVariablePartsOfTheTitle()
{
    const Fingerprint print = fingerprint({"account õ17 missing (uid=7)", {}});
    QCOMPARE(print.variableParts.size(), std::size_t(2));
    const auto text = [&print](const TextRange &range) {
        return print.title.mid(range.begin, range.length);
    };
    QCOMPARE(text(print.variableParts[0]), QStringLiteral("õ17"));
    QCOMPARE(text(print.variableParts[1]), QStringLiteral("7"));
    QCOMPARE(int(print.variableParts[1].kind), int(ValueKind::Value));
    const QByteArray longLine = QByteArray("x1 ").repeated(2000);
    const Fingerprint cut = fingerprint({longLine, {}});
    for (const TextRange &range : cut.variableParts)
        QVERIFY(range.begin + range.length <= cut.title.size());
}

void TestFingerprint::obeysItsSettings()
{
    FingerprintRules rules;
    rules.genericTypes.append("TypeError");
    const ErrorText one{"first", raised("TypeError: first")};
    const ErrorText other{"second", raised("TypeError: second")};
    QCOMPARE(fingerprint(one).normal, fingerprint(other).normal);
    QVERIFY(fingerprint(one, rules).normal != fingerprint(other, rules).normal);
    rules.keptWords.append("mam01");
    QVERIFY(fingerprint({"on mam01", {}}, rules).components.message == "on mam01");
    rules.places.appPrefixes = {"other_"};
    QVERIFY(fingerprint(one, rules).normal != fingerprint(one).normal);
}

void TestFingerprint::findsSimilarCauses()
{
    const auto of = [](const QByteArray &message) {
        return fingerprint({message, {}}).components;
    };
    const QByteArray words = "one two three four five six seven eight nine ";
    QVERIFY(areSimilar(of(words + "ten"), of(words + "else")));
    QVERIFY(!areSimilar(of(words + "ten"), of("none two three four five six seven eight nine else")));
    QVERIFY(!areSimilar(of(words + "ten"), of(words + "ten eleven")));
    QVERIFY(!areSimilar(of(""), of("")));
}

void TestFingerprint::survivesHostileText()
{
    const QByteArrayList hostile{QByteArray("a\0b", 3),
                                 "\xff\xfe\x80",
                                 QByteArray(3'000'000, 'x'),
                                 QByteArray(" '").repeated(300'000),
                                 QByteArray(" \"a").repeated(300'000),
                                 QByteArray("1:").repeated(100'000),
                                 QByteArray("a@").repeated(100'000),
                                 QByteArray("a=(").repeated(100'000),
                                 QByteArray("\n").repeated(1'000'000),
                                 "Unexpected status code: 500\n\nResponse content:\n" +
                                     QByteArray("[").repeated(100'000),
                                 "'",
                                 "=",
                                 "-1",
                                 "x=",
                                 "[",
                                 "<",
                                 "/",
                                 "\\\\"};
    for (const QByteArray &text : hostile) {
        const Fingerprint asMessage = fingerprint({text, {}});
        QCOMPARE(asMessage.normal, fingerprint({text, {}}).normal);
        const Fingerprint asBoth = fingerprint({text, raised("RuntimeError: " + text)});
        QCOMPARE(asBoth.normal.size(), qsizetype(19));
    }
}

QTEST_APPLESS_MAIN(TestFingerprint)
#include "tst_fingerprint.moc"
