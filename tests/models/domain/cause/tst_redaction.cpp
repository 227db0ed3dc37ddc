// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/redaction.h"

#include "models/domain/cause/secretrules.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <random>

using namespace waldesk::domain;

namespace
{

QByteArray jsonOf(const QByteArray &text)
{
    return QJsonDocument(QJsonObject{{QStringLiteral("log"), QString::fromUtf8(text)}}).toJson(QJsonDocument::Compact);
}

/// The text as it stands in what a logger, a page, a mail or a terminal made of it.
QByteArray putInside(const QByteArray &text, const QByteArray &shape)
{
    if (shape == "json")
        return jsonOf(text);
    if (shape == "json in json")
        return jsonOf(jsonOf(text));
    if (shape == "page") {
        QByteArray page = text;
        return page.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#x27;");
    }
    if (shape == "quotation")
        return "> " + QByteArray(text).replace('\n', "\n> ");
    const QByteArray escape = shape == "colours" ? QByteArray("\x1b") : QByteArray("\\x1b");
    QByteArray out = text;
    for (const char *const word : {"password", "Password", "token", "secret"})
        out.replace(word, escape + "[1;33m" + word + escape + "[0m");
    return out;
}

} // namespace

class TestRedaction : public QObject
{
    Q_OBJECT

private slots:
    void everyRuleHoldsItsExamples_data();
    void everyRuleHoldsItsExamples();
    void damagedTablesAreOneSentence_data();
    void damagedTablesAreOneSentence();
    void textsOfTheField_data();
    void textsOfTheField();
    void textsOfTheFieldInsideOfOthers_data();
    void textsOfTheFieldInsideOfOthers();
    void masksSecrets_data();
    void masksSecrets();
    void masksColumnsOfTables_data();
    void masksColumnsOfTables();
    void leavesTheRestAlone_data();
    void leavesTheRestAlone();
    void countsByRuleWithoutShowingMuch();
    void survivesHostileText();
    void floodsTakeFewSteps_data();
    void floodsTakeFewSteps();
    void masksKnownValuesInEveryForm_data();
    void masksKnownValuesInEveryForm();
    void masksHideNothing_data();
    void masksHideNothing();
};

void TestRedaction::everyRuleHoldsItsExamples_data()
{
    QTest::addColumn<QByteArray>("masks");
    QTest::addColumn<QByteArray>("keeps");
    QTest::addColumn<bool>("takes");
    for (const SecretRule &rule : SecretRules::builtIn().all()) {
        const bool takes =
            rule.place != RulePlace::Keep && rule.place != RulePlace::Harmless && rule.place != RulePlace::NotName;
        QTest::addRow("%s", qPrintable(rule.name)) << rule.masks << rule.keeps << takes;
    }
}

/// Each line of the table shows what it masks, between guillemets, and what it leaves alone.
void TestRedaction::everyRuleHoldsItsExamples()
{
    QFETCH(QByteArray, masks);
    QFETCH(QByteArray, keeps);
    QFETCH(bool, takes);
    QVERIFY(!keeps.isEmpty());
    QCOMPARE(redacted(keeps).text, keeps);
    QCOMPARE(takes, !masks.isEmpty());
    const QByteArray open = "\xC2\xAB";
    const QByteArray close = "\xC2\xBB";
    QCOMPARE(takes, masks.contains(open));
    QByteArray text = masks;
    text.replace(open, "").replace(close, "");
    const QByteArray out = redacted(text).text;
    for (qsizetype at = masks.indexOf(open); at >= 0; at = masks.indexOf(open, at + 2)) {
        const QByteArray secret = masks.mid(at + 2, masks.indexOf(close, at) - at - 2);
        QVERIFY2(!out.contains(secret), out.constData());
    }
}

void TestRedaction::damagedTablesAreOneSentence_data()
{
    QTest::addColumn<QByteArray>("table");
    QTest::newRow("five columns") << QByteArray("name\ttoken\tx\ty\tz");
    QTest::newRow("unknown place") << QByteArray("nowhere\ttoken\tx\ty\tz\tz");
    QTest::newRow("unknown kind") << QByteArray("name\tthing\tx\ty\tz\tz");
    QTest::newRow("broken expression") << QByteArray("name\ttoken\tx\t(\tz\tz");
}

void TestRedaction::damagedTablesAreOneSentence()
{
    QFETCH(QByteArray, table);
    const auto parsed = SecretRules::parse("# a comment\n" + table);
    QVERIFY(!parsed.has_value());
    QVERIFY2(parsed.error().startsWith(QStringLiteral("line 2")), qPrintable(parsed.error()));
}

void TestRedaction::textsOfTheField_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("secrets");
    QFile file(QFINDTESTDATA("data/redaction.jsonl"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    int number = 0;
    while (!file.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
        const QJsonValue secret = line.value(QLatin1String("secret"));
        QByteArrayList secrets;
        for (const QJsonValue &one : secret.isArray() ? secret.toArray() : QJsonArray{secret}) {
            if (one.isString())
                secrets.append(one.toString().toUtf8());
        }
        const QByteArray text = line.value(QLatin1String("text")).toString().toUtf8();
        QTest::addRow("%d %s", ++number, text.left(60).constData()) << text << secrets;
    }
    QVERIFY(number > 0);
}

/// One text a line; `secret` null: nothing in it may be masked.
void TestRedaction::textsOfTheField()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArrayList, secrets);
    const Redacted out = redacted(text);
    for (const QByteArray &secret : secrets)
        QVERIFY2(!out.text.contains(secret), out.text.constData());
    if (secrets.isEmpty())
        QCOMPARE(out.text, text);
    QCOMPARE(redacted(out.text).text, out.text);
}

void TestRedaction::textsOfTheFieldInsideOfOthers_data()
{
    QTest::addColumn<QByteArray>("shape");
    for (const char *const shape : {"json", "json in json", "page", "quotation", "colours", "escaped colours"})
        QTest::newRow(shape) << QByteArray(shape);
}

/// What is put around a text hides none of its secrets, and makes none of what is harmless.
void TestRedaction::textsOfTheFieldInsideOfOthers()
{
    QFETCH(QByteArray, shape);
    QFile file(QFINDTESTDATA("data/redaction.jsonl"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    int compared = 0;
    while (!file.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
        const QByteArray plain = line.value(QLatin1String("text")).toString().toUtf8();
        const QByteArray text = putInside(plain, shape);
        const QByteArray out = redacted(text).text;
        const QJsonValue secret = line.value(QLatin1String("secret"));
        for (const QJsonValue &one : secret.isArray() ? secret.toArray() : QJsonArray{secret}) {
            const QByteArray value = one.toString().toUtf8();
            // A secret that itself was changed by the shape is told by its parts nowhere.
            if (!value.isEmpty() && text.contains(value)) {
                ++compared;
                QVERIFY2(!out.contains(value), out.constData());
            }
        }
        if (secret.isNull())
            QCOMPARE(out, text);
        QCOMPARE(redacted(out).text, out);
    }
    QVERIFY(compared > 900);
}

void TestRedaction::masksSecrets_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<int>("kind");
    int n = 0;
    const auto row = [&n](const char *text, const char *secret, SecretKind kind) {
        QTest::newRow(qPrintable(QStringLiteral("%1 %2").arg(++n).arg(QString::fromUtf8(text).left(50))))
            << QByteArray(text) << QByteArray(secret) << int(kind);
    };
    row("Headers: {'X': 1, 'authorization': 'Basic dXNlcjpzZWNyZXQ='}, Body", "dXNlcjpzZWNyZXQ",
        SecretKind::Authorization);
    row("Authorization: Bearer abc-def", "abc-def", SecretKind::Authorization);
    row("AUTHORIZATION: Token 0123456789", "0123456789", SecretKind::Authorization);
    row("authorization=Basic dXNl", "dXNl", SecretKind::Authorization);
    row("{\"Authorization\": \"Token 9f8e\"}", "9f8e", SecretKind::Authorization);
    row("{\\\"Authorization\\\": \\\"Token 9f8e\\\"}", "9f8e", SecretKind::Authorization);
    row("[('Authorization', 'Bearer s3cr3t')]", "s3cr3t", SecretKind::Authorization);
    row("[(b'Authorization', b'Bearer s3cr3t')]", "s3cr3t", SecretKind::Authorization);
    row("curl -H 'Authorization: Token abcdef' https://x", "abcdef", SecretKind::Authorization);
    row("sent Bearer aGVsbG8td29ybGQ0 to it", "aGVsbG8td29ybGQ0", SecretKind::Authorization);
    row("with basic dXNlcjpwYXNz and", "dXNlcjpwYXNz", SecretKind::Authorization);
    row("Proxy-Authorization: Digest username=\"a\", nonce", "username=", SecretKind::Authorization);
    row("password=hunter2 x", "hunter2", SecretKind::Password);
    row("Password: hunter2", "hunter2", SecretKind::Password);
    row("'db_password': 'hun ter2',", "hun ter2", SecretKind::Password);
    row("\"OS_PASSWORD\": \"hun\\\"ter2\"", "ter2", SecretKind::Password);
    row("PGPASSWORD=hunter2", "hunter2", SecretKind::Password);
    row("host=x passwd = hunter2;", "hunter2", SecretKind::Password);
    row("['ldapsearch', '--password', 'hunter2']", "hunter2", SecretKind::Password);
    row("ldapsearch --password hunter2 -x", "hunter2", SecretKind::Password);
    row("<password>hunter2</password>", "hunter2", SecretKind::Password);
    row("user:pass pwd=hunter2&x=1", "hunter2", SecretKind::Password);
    row("client_secret=abc", "abc", SecretKind::Token);
    row("X-Auth-Token: 7hj3kq9w8e", "7hj3kq9w8e", SecretKind::Token);
    row("'private-token': 'abcdef'", "abcdef", SecretKind::Token);
    row("https://x/?api_key=abc&y=1", "abc", SecretKind::UrlCredentials);
    row("x-api-key: k3y5ecret99", "k3y5ecret99", SecretKind::Token);
    row("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", "wJalrXUtnFEMI/K7MDENG", SecretKind::Token);
    row("key AKIAIOSFODNN7EXAMPLE used", "AKIAIOSFODNN7EXAMPLE", SecretKind::AccessKey);
    row("glpat-abcdefghijklmnopqrst", "glpat-abcdefghij", SecretKind::AccessKey);
    row("token 0123456789abcdef0123456789abcdef01234567 used", "0123456789abcdef", SecretKind::Authorization);
    row("used 0123456789abcdef0123456789abcdef01234567.", "0123456789abcdef", SecretKind::Token);
    row("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln done", "eyJzdWIiOiIxIn0", SecretKind::Jwt);
    row("https://user:hunter2@host/x", "hunter2", SecretKind::UrlCredentials);
    row("postgres://user:hun/ter2@host/x", "hun/ter2", SecretKind::UrlCredentials);
    row("https://oauth7token42@host/x", "oauth7token42", SecretKind::UrlCredentials);
    row("Cookie: sessionid=abc; csrftoken=def", "csrftoken=def", SecretKind::Cookie);
    row("'set-cookie': 'sid=abc; Path=/'", "abc", SecretKind::Cookie);
    row("mail to mari.tamm@example.org now", "mari.tamm@example.org", SecretKind::Email);
    row("-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nx", "MIIE", SecretKind::PrivateKey);
    row("password&#61;hunter2horse", "hunter2horse", SecretKind::Password);
    row("password&#x3d;hunter2horse", "hunter2horse", SecretKind::Password);
    row("-----BEGIN OPENSSH PRIVATE KEY-----\\nMIIE", "MIIE", SecretKind::PrivateKey);
}

void TestRedaction::masksSecrets()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, secret);
    QFETCH(int, kind);
    const Redacted out = redacted(text);
    QVERIFY2(!out.text.contains(secret), out.text.constData());
    QVERIFY2(!out.masked.empty(), out.text.constData());
    QVERIFY2(std::any_of(out.masked.begin(), out.masked.end(),
                         [kind](const MaskedSecret &one) { return int(one.kind) == kind; }),
             out.text.constData());
    QCOMPARE(redacted(out.text).text, out.text);
}

/// What has to go stands between guillemets.
void TestRedaction::masksColumnsOfTables_data()
{
    QTest::addColumn<QByteArray>("marked");
    const auto row = [](const char *name, const char *marked) {
        QTest::newRow(name) << QByteArray(marked);
    };
    row("psql",
        " user  | password \n-------+----------\n admin | «hunter2»\n mari  | «correct»\n(2 rows)\nother | hunter3\n");
    row("psql, one column", " password \n----------\n «hunter2»\n «a b»\n(2 rows)\nhunter3\n");
    row("a line without a header", "  \n----\n x\n");
    row("an indented heading", "  Password\n  --------\n  hunter2 of x\n");
    row("psql with one column of another name", " user  | role \n-------+------\n admin | password\n");
    row("MySQL", "+-------+----------+\n| user  | password |\n+-------+----------+\n| admin | «hunter2»  |\n| mari  | "
                 "«abc»      |\n+-------+----------+\n2 rows in set\n");
    row("MySQL, one column",
        "+----------+\n| password |\n+----------+\n| «hunter2»  |\n| «abc»      |\n+----------+\n");
    row("MySQL, one table below another", "+-----+\n| pwd |\n+-----+\n| «abc» |\n+-----+\n+------+------+\n| user | "
                                          "role |\n+------+------+\n| x    | y    |\n+------+------+\n");
    row("Markdown", "| user | api key | role |\n|---|:---:|---|\n| admin | «abcd1234efgh» | none |\n| mari | "
                    "«zyxw9876» | staff |\n");
    row("Markdown with a bar in a cell", "| user | password |\n|---|---|\n| admin | «a\\|b» |\n");
    row("a schema", "| field | type |\n|---|---|\n| password | string |\n| name | integer |\n");
    row("box of a terminal", "┌───────┬──────────┐\n│ user  │ password │\n├───────┼──────────┤\n│ admin │ «hunter2»  "
                             "│\n└───────┴──────────┘\n");
    row("CSV", "user,password,role\nadmin,«hunter2»,staff\nmari,«abc»,guest\n");
    row("CSV with quotes", "\"user\",\"password\"\n\"ad,min\",\"«hun\"\"t,er2»\"\n\"x\",\"«a;b»\"\n");
    row("CSV with a break in a cell", "user,note,password\nx,\"a\nb\",«hunter2»\ny,c,«hunter3»\n");
    row("CSV with semicolons", "user;secret;role\nadmin;«abcd1234»;staff\n");
    row("CSV with tabs", "user\tPassword\trole\nadmin\t«hunter2»\tstaff\n");
    row("CSV with carriage returns", "user,password\r\nadmin,«hunter2»\r\nmari,«abc»\r\n");
    row("CSV with blanks", "user, password\nadmin, «hunter2»\n");
    row("CSV with a value that holds a comma", "user,password,role\nmari,«abc»,guest\nadmin,«hun,ter2»,staff\n");
    row("kubectl",
        "NAME    TOKEN              AGE\nagent   «abcd1234efgh5678»   5d\nother   «zyxw9876vuts5432»   6d\n");
    row("kubectl, names of secrets", "NAME      SECRETS   AGE\ndefault   1         5d\nbuilder   2         5d\n");
    row("columns with an empty cell", "NAME    PASSWORD   AGE\nagent   «hunter2»    5d\nother              6d\n");
    row("columns on the right", "    user   password\n   admin    «hunter2»\n       x         «yz»\n");
    row("sacctmgr", "      User   Password      Admin \n---------- ---------- ---------- \n     admin    «hunter2»     "
                    "  None \n      mari        «abc»       None \n");
    row("a sentence below drawn columns", "User       Password  \n---------- ----------\nadmin      "
                                          "«hunter2»\nsacctmgr: error: nothing of abcd1234 was changed\n");
    row("sacctmgr, full columns",
        "User       Password   Admin     \n---------- ---------- ----------\nadministra «hunter2hun» Operator  \n");
    row("openstack", "+-------+------------------+\n| Field | Value            |\n+-------+------------------+\n| name "
                     " | x                |\n+-------+------------------+\n");
    row("sacctmgr --parsable", "User|Password|\nadmin|«hunter2»|\nmari|«abc»|\n");
    row("sacctmgr --parsable2", "User|Password|Role\nadmin|«hunter2»|x\nmari||y\n");
    row("psql, expanded", "-[ RECORD 1 ]-----\nuser     | admin\npassword | «hunter2»\n-[ RECORD 2 ]-----\nuser     | "
                          "mari\npassword | «abc»\n\npassword | x\n");
    row("indented", "    user,password\n    admin,«hunter2»\n");
    row("behind an error", "RuntimeError: user,password\nadmin,«hunter2»\n");
    row("psql behind an error", "RuntimeError:  user  | password \n-------+----------\n admin | «hunter2»\n");
    row("in a string of Python", "CommandError(b'user,password\\nadmin,«hunter2»\\nmari,«abc»\\n')");
    row("in JSON", "{\"stderr\": \"NAME   PASSWORD\\nx      «hunter2»\\n\"}");
    row("behind a log prefix", "2026-11-27 10:00:01,123 INFO agent: user,password\n2026-11-27 10:00:01,124 INFO agent: "
                               "admin,«hunter2»\n2026-11-27 10:00:02,001 INFO agent: mari,«abc»\n2026-11-27 "
                               "10:00:02,001 ERROR agent: mari,abc\n");
    row("psql behind a log prefix", "2026-11-27 10:00:01 [12] INFO  user  | password\n2026-11-27 10:00:01 [12] INFO "
                                    "-------+----------\n2026-11-27 10:00:02 [12] INFO  admin | «hunter2»\n");
    row("MySQL behind a log prefix",
        "10:00:01 +-------+----------+\n10:00:01 | user  | password |\n10:00:01 +-------+----------+\n10:00:02 | admin "
        "| «hunter2»  |\n10:00:02 +-------+----------+\n");
    row("until an empty line", "user,password\nadmin,«hunter2»\n\nadmin,hunter3\n");
    row("until a line of other cells", "user,password\nadmin,«hunter2»\nthat is all\nmari,abc\n");
    row("values that are none", "user,password\na,\nb,****\nc,NULL\nd,None\ne,-\nf,<redacted>\n");
    row("columns of other names", "user,password_expires,password_file\nadmin,2026-11-27,x1y2z3\n");
    row("prose", "password, token and user are required\nthe agent, the site, the offering\n");
    row("prose of short words", "missing user, password\nplease retry, then stop\n");
    row("a list of names", "user, password\nname, must be set\n");
    row("prose with quotes", "'user', 'password'\nare needed, both of them\n");
    row("a heading", "Password\n--------\nhunter2, abc\n");
    row("one line", "user,password\n");
    row("a header without rows", "| user | password |\n|---|---|\n");
    row("fewer cells below", "user,password,role\nadmin,hunter2\n");
    row("counts", "model,tokens\nlarge,4096\nsmall,512\n");
    QByteArray many = "user,password\n";
    for (int i = 0; i < 500; ++i)
        many += "u" + QByteArray::number(i) + ",«pw" + QByteArray::number(i) + "»\n";
    QTest::newRow("500 lines") << many;
}

/// Exactly the values of secret columns are masked, also where the text stands in JSON.
void TestRedaction::masksColumnsOfTables()
{
    QFETCH(QByteArray, marked);
    const QByteArray open = "\xC2\xAB";
    const QByteArray close = "\xC2\xBB";
    const QByteArray mask = "\xE2\x80\xB9masked\xE2\x80\xBA";
    QByteArray text = marked;
    text.replace(open, "").replace(close, "");
    QByteArray expected;
    qsizetype end = 0;
    for (qsizetype at = marked.indexOf(open); at >= 0; at = marked.indexOf(open, end)) {
        expected += marked.mid(end, at - end) + mask;
        end = marked.indexOf(close, at) + close.size();
    }
    expected += marked.mid(end);
    const auto plain = [](QByteArray out) {
        for (const char *const kind : {"password ", "token "})
            out.replace(QByteArray("\xE2\x80\xB9") + kind, "\xE2\x80\xB9");
        return out;
    };
    const QByteArray out = redacted(text).text;
    QCOMPARE(plain(out), expected);
    QCOMPARE(redacted(out).text, out);
    QCOMPARE(plain(redacted(jsonOf(text)).text), jsonOf(expected));
}

void TestRedaction::leavesTheRestAlone_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"FATAL: password authentication failed for user",
                             "(using password: YES)",
                             "token = None",
                             "Authentication token error: No valid authentication token available",
                             "Basic authentication is off",
                             "Bearer token is missing",
                             "token_file=/etc/agent/token",
                             "https://a.example/x@y",
                             "https://a.example:443/@x",
                             "request 57d5e3be2361406a8acd9caac36f29b0 of 2026-11-01",
                             "raise errors.UnexpectedStatus(response.status_code)",
                             "  File \"/opt/x.py\", line 3, in password_of",
                             "invalid token: expired",
                             "-----BEGIN CERTIFICATE-----",
                             "sacctmgr: error: Access/permission denied for user svc81 (uid=5628)",
                             "",
                             "=",
                             ":",
                             "@",
                             "password",
                             "password="})
        QTest::newRow(text) << QByteArray(text);
}

void TestRedaction::leavesTheRestAlone()
{
    QFETCH(QByteArray, text);
    QCOMPARE(redacted(text).text, text);
}

void TestRedaction::countsByRuleWithoutShowingMuch()
{
    const Redacted out = redacted("a@b.ee c@d.ee password=verylongsecretvalue");
    QCOMPARE(out.masked.size(), std::size_t(2));
    QCOMPARE(out.masked.at(1).count, 2);
    QCOMPARE(int(out.masked.at(0).kind), int(SecretKind::Password));
    QCOMPARE(out.masked.at(0).preview, QStringLiteral("ve\u2026 (19)"));
    QVERIFY(!secretName(SecretKind::Email).isEmpty());
}

void TestRedaction::survivesHostileText()
{
    for (const QByteArray &part : {QByteArray("://"), QByteArray("a@"), QByteArray("password='"), QByteArray("eyJ."),
                                   QByteArray("-----BEGIN "), QByteArray("--password "), QByteArray("\xff\0", 2)})
        QVERIFY(!redacted(part.repeated(20'000)).text.isEmpty());
    std::mt19937 random(7);
    const QByteArray signs = "pasword=:'\"\\ @/.-eyJ{}[]()<>bearer\n0";
    for (int round = 0; round < 3000; ++round) {
        QByteArray text;
        for (std::size_t i = random() % 60; i > 0; --i)
            text += signs.at(qsizetype(random() % std::size_t(signs.size())));
        (void)redacted(text);
    }
    const QByteArrayList parts = {"user",
                                  "password",
                                  "token",
                                  " ",
                                  "  ",
                                  "|",
                                  ",",
                                  ";",
                                  "\t",
                                  "\n",
                                  "\n",
                                  "-",
                                  "---",
                                  "+",
                                  "\"",
                                  "'",
                                  "hunter2",
                                  "x1y2z3w4",
                                  " | ",
                                  "-[ RECORD 1 ]\n",
                                  "1: ",
                                  "\xE2\x94\x82",
                                  "\xE2\x80\xB9password masked\xE2\x80\xBA"};
    for (int round = 0; round < 10'000; ++round) {
        QByteArray text;
        for (std::size_t i = random() % 40; i > 0; --i)
            text += parts.at(qsizetype(random() % std::size_t(parts.size())));
        const QByteArray out = redacted(text).text;
        QCOMPARE(redacted(out).text, out);
    }
}

void TestRedaction::floodsTakeFewSteps_data()
{
    QTest::addColumn<QByteArray>("unit");
    const QByteArray open = "\xC2\xAB";
    QSet<QByteArray> units;
    const auto row = [&units](const QByteArray &unit) {
        if (unit.isEmpty() || units.contains(unit))
            return;
        units.insert(unit);
        QTest::newRow(unit.toPercentEncoding(" ='\":()|<>").constData()) << unit;
    };
    // What each rule of the table looks for, begun again and again: with and without what follows, and cut off in
    // front of the secret.
    for (const SecretRule &rule : SecretRules::builtIn().all()) {
        row(rule.keeps.left(rule.keeps.size() / 2));
        if (const qsizetype secret = rule.masks.indexOf(open); secret > 0)
            row(rule.masks.first(secret));
        QByteArray whole = rule.masks;
        row(whole.replace(open, "").replace("\xC2\xBB", "") + '\n');
    }
    for (const char *const unit : {"password ",
                                   "password\n",
                                   "password |",
                                   "| password | x |\n",
                                   "key=password value=",
                                   "password: |\n ",
                                   "<password>",
                                   "password=(",
                                   "password=[",
                                   "passwords=[",
                                   "passwords['a",
                                   "password for ",
                                   "password for a",
                                   "password for a b c ",
                                   "password for a is ",
                                   "password for 'a",
                                   "password (",
                                   "password:\n - ",
                                   "password:\n - a1\n",
                                   "password:\n  value: ",
                                   "- password\n- ",
                                   "--password, ",
                                   "{password, ",
                                   "password\xEF\xBC\x9A",
                                   "pass\xE2\x80\x8Bword: ",
                                   "\xE2\x80\x8B",
                                   "\xE2\x80\x9C",
                                   "&#61;",
                                   "\"kty\": \"d\": \"",
                                   "{\"k\": \"",
                                   "kind: Secret\n",
                                   "kind: Secret\ndata:\n a: b\n",
                                   "data:\n a: b\n",
                                   "\"kind\": \"Secret\"",
                                   "\"data\": {",
                                   "auth=('a', '",
                                   "('password', '",
                                   "Cookie: ",
                                   "cookie={",
                                   "cookie={'a': '",
                                   "login('a', ",
                                   "f(1, ",
                                   "mysql -p'",
                                   "mysql ",
                                   "['mysql', ",
                                   "\\",
                                   "\\\"",
                                   "&quot;",
                                   "%22",
                                   "'",
                                   "\"\"\"",
                                   "\xE2\x94\x94 ",
                                   "\xE2\x94\x82\n",
                                   "\xE2\x80\xB9",
                                   "://",
                                   "a@",
                                   "eyJ.",
                                   "-----BEGIN ",
                                   "a,password\n",
                                   "a,password\nb,\"",
                                   "a,password\nb,c\n",
                                   "a,'",
                                   "a,\"",
                                   "a,\"\"\"\n",
                                   "a|password|\n",
                                   "pw|",
                                   "pw,",
                                   "pw;",
                                   "pw\t",
                                   "pw  ",
                                   "pw  pw\n",
                                   "1: pw,pw\n",
                                   "-[ RECORD 1 ]\npassword | x\n",
                                   "-[ RECORD ",
                                   "| pw |\n|---|\n",
                                   "pw pw\n-- --\n",
                                   " pw\n----\n",
                                   " pw\n",
                                   "+---+\n",
                                   "a.",
                                   "a-",
                                   "a_"})
        row(unit);
    for (const char *const cell : {"pw,", "pw|", "pw  ", "\"pw\",", "pw "})
        row(QByteArray(cell).repeated(100) + '\n');
    row(QByteArray("pw ").repeated(100) + '\n' + QByteArray("-- ").repeated(100) + '\n' +
        QByteArray("x1 ").repeated(100) + '\n');
    QVERIFY(units.size() > 200);
}

/// Bytes that are looked at, held against the size of the text: the whole reading, twice, with all looks ahead and
/// back.
void TestRedaction::floodsTakeFewSteps()
{
    QFETCH(QByteArray, unit);
    // Large enough that a text is masked in two passes, as the largest ones are.
    constexpr qsizetype Size = 66 * 1024;
    const QByteArray once = unit.repeated(Size / unit.size() + 1);
    const QByteArray twice = once + once;
    const qint64 few = redacted(once).bytesRead;
    const qint64 many = redacted(twice).bytesRead;
    constexpr qint64 MostPerByte = 30;
    QVERIFY2(few <= MostPerByte * once.size(), QByteArray::number(double(few) / double(once.size())).constData());
    QVERIFY2(double(many) <= 2.2 * double(few) + double(Size),
             QByteArray::number(double(many) / double(few)).constData());
}

void TestRedaction::masksKnownValuesInEveryForm_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("gone");
    const QByteArray token = "plain words/and+signs";
    const auto row = [&token](const char *name, const QByteArray &text, const QByteArray &gone) {
        QTest::newRow(name) << token << text << gone;
    };
    row("as it is", "you sent " + token + " to us", token);
    row("percent-encoded", "?x=" + token.toPercentEncoding(), token.toPercentEncoding());
    row("base64 alone", "got " + token.toBase64(), token.toBase64().left(12));
    row("base64 behind a short name", "got " + QByteArray("a:" + token).toBase64(), token.mid(1).toBase64().left(12));
    row("base64 behind a longer name", "got " + QByteArray("ab:" + token + ":cd").toBase64(),
        token.toBase64().left(24));
    row("base64 behind four letters", "got " + QByteArray("abc:" + token).toBase64(), token.mid(2).toBase64().left(12));
    row("cut at the end", "you sent " + token.left(12), token.left(12));
    QTest::newRow("quotes escaped in JSON")
        << QByteArray("ab\"cd\\ef") << QByteArray("x ab\\\"cd\\\\ef y") << QByteArray("cd");
}

void TestRedaction::masksKnownValuesInEveryForm()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, gone);
    QVERIFY2(text.contains(gone), text.constData());
    const KnownSecrets known(value);
    const Redacted out = redacted(text, known);
    QVERIFY2(!out.text.contains(gone), out.text.constData());
    QCOMPARE(redacted(out.text, known).text, out.text);
    QVERIFY(KnownSecrets(QByteArray("abc")).isEmpty());
}

void TestRedaction::masksHideNothing_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("known");
    QTest::addColumn<QByteArray>("out");
    const QByteArray mask = "\xE2\x80\xB9password masked\xE2\x80\xBA";
    QTest::newRow("a secret between the signs of a mask")
        << QByteArray("password='\xE2\x80\xB9hunter masked\xE2\x80\xBA'") << QByteArray() << "password='" + mask + '\'';
    QTest::newRow("a secret behind the first sign of a mask")
        << QByteArray("password='\xE2\x80\xB9hunter2horse'") << QByteArray() << "password='" + mask + '\'';
    QTest::newRow("a known value that is a word of the masks")
        << "password='" + mask + "' of masked" << QByteArray("masked")
        << "password='" + mask + "' of \xE2\x80\xB9token masked\xE2\x80\xBA";
    QTest::newRow("a known value that begins like the end of a mask")
        << "password='" + mask << QByteArray("masked\xE2\x80\xBA and more") << "password='" + mask;
    QTest::newRow("a reply of a server that looks like one behind a mask")
        << "334 UGFzc3dvcmQ6\n" + mask << QByteArray() << "334 UGFzc3dvcmQ6\n" + mask;
}

/// A mask is one only as this program writes it, and stays as it is.
void TestRedaction::masksHideNothing()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, known);
    QFETCH(QByteArray, out);
    QCOMPARE(redacted(text, KnownSecrets(known)).text, out);
    QCOMPARE(redacted(out, KnownSecrets(known)).text, out);
}

QTEST_APPLESS_MAIN(TestRedaction)
#include "tst_redaction.moc"
