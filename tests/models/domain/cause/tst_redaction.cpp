// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/redaction.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace waldesk::domain;

class TestRedaction : public QObject
{
    Q_OBJECT

private slots:
    void masksSecrets_data();
    void masksSecrets();
    void leavesTheRestAlone_data();
    void leavesTheRestAlone();
    void countsByRuleWithoutShowingMuch();
    void survivesHostileText();
    void masksKnownValuesInEveryForm_data();
    void masksKnownValuesInEveryForm();
};

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
    row("https://x/?api_key=abc&y=1", "abc", SecretKind::Token);
    row("x-api-key: k3y5ecret99", "k3y5ecret99", SecretKind::Token);
    row("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", "wJalrXUtnFEMI/K7MDENG", SecretKind::Token);
    row("key AKIAIOSFODNN7EXAMPLE used", "AKIAIOSFODNN7EXAMPLE", SecretKind::AccessKey);
    row("glpat-abcdefghijklmnopqrst", "glpat-abcdefghij", SecretKind::AccessKey);
    row("token 0123456789abcdef0123456789abcdef01234567 used", "0123456789abcdef", SecretKind::Authorization);
    row("used 0123456789abcdef0123456789abcdef01234567.", "0123456789abcdef", SecretKind::Token);
    row("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln done", "eyJzdWIiOiIxIn0", SecretKind::Jwt);
    row("https://user:hunter2@host/x", "hunter2", SecretKind::UrlCredentials);
    row("postgres://user:hun/ter2@host/x", "hun/ter2", SecretKind::UrlCredentials);
    row("https://oauthtoken@host/x", "oauthtoken", SecretKind::UrlCredentials);
    row("Cookie: sessionid=abc; csrftoken=def", "csrftoken=def", SecretKind::Cookie);
    row("'set-cookie': 'sid=abc; Path=/'", "abc", SecretKind::Cookie);
    row("mail to mari.tamm@example.org now", "mari.tamm@example.org", SecretKind::Email);
    row("-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nx", "MIIE", SecretKind::PrivateKey);
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

QTEST_APPLESS_MAIN(TestRedaction)
#include "tst_redaction.moc"
