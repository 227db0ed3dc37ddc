// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/copyas.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace waldesk::domain;
using namespace Qt::StringLiterals;

namespace
{

const Uuid Row = *Uuid::tryParse("8f01c2aa8f01c2aa8f01c2aa8f01c2aa");

/// Everything that a shell, a language or a terminal may take for its own.
QByteArray hostile()
{
    return QByteArrayLiteral(
        "it's \"quoted\" `id` $(id) $HOME ${x} %s %1 \\n \\ !! * ? ~ # ; | & > < \n\r\t\x1b[31m\x7f "
        "\xc3\xb5\xc3\xa4 \xe2\x80\xae\xe2\x80\xa8 \xf0\x9f\x92\xa5 @file 'end\\");
}

ApiCall callTo(ApiCall::Kind kind)
{
    ApiCall call;
    call.kind = kind;
    call.root = QUrl(u"https://waldur.example.org/"_s);
    call.uuid = Row;
    call.offering = Row;
    call.text = {hostile(), hostile()};
    call.filter.states = {State::Erred, State::Sent};
    call.filter.offering = Row;
    call.filter.createdFrom = Timestamp::tryParse("2026-11-01T10:00:00.123456Z");
    return call;
}

} // namespace

class TestCopyAs : public QObject
{
    Q_OBJECT

private slots:
    void aListIsTheVeryCallOfTheView()
    {
        const QString url = callTo(ApiCall::Kind::List).url().toString(QUrl::FullyEncoded);
        QCOMPARE(url, u"https://waldur.example.org/api/backend-resource-requests/?state=Erred&state=Sent&offering_uuid="
                      "8f01c2aa8f01c2aa8f01c2aa8f01c2aa&created=2026-11-01T10:00:00.123456Z&o=-created&page=1"
                      "&page_size=100"_s);
        const QString line = copyAs(callTo(ApiCall::Kind::List), CopyFormat::Curl);
        QVERIFY(line.contains(u'\'' + url + u'\''));
        QVERIFY(line.contains(u"\"Authorization: Token $WALDUR_TOKEN\""_s));
    }

    void aServerBelowAPathKeepsIt()
    {
        ApiCall call = callTo(ApiCall::Kind::Start);
        call.root = QUrl(u"https://h:8443/portal"_s);
        QCOMPARE(call.url(), QUrl(u"https://h:8443/portal/api/backend-resource-requests/%1/start_processing/"_s.arg(
                                 Row.toString())));
        QVERIFY(copyAs(call, CopyFormat::PythonSdk).contains(u"base_url=\"https://h:8443/portal\""_s));
    }

    void setErredAlwaysSendsBothKeys()
    {
        ApiCall call = callTo(ApiCall::Kind::SetErred);
        call.text = {"only a message", {}};
        const QJsonObject body = QJsonDocument::fromJson(call.body().toUtf8()).object();
        QCOMPARE(body.keys(), (QStringList{u"error_message"_s, u"error_traceback"_s}));
        QCOMPARE(body.value("error_traceback"_L1).toString(u"x"_s), QString());
    }

    void hostileTextStaysText()
    {
        const ApiCall call = callTo(ApiCall::Kind::SetErred);
        const QJsonObject body = QJsonDocument::fromJson(call.body().toUtf8()).object();
        QCOMPARE(body.value("error_message"_L1).toString().toUtf8(), hostile());
        for (const CopyFormat format : AllCopyFormats) {
            const QString text = copyAs(call, format);
            for (const QChar character : text)
                QVERIFY2(character == u'\n' || character.isPrint() || character.isSurrogate(),
                         qPrintable(copyFormatName(format)));
            QVERIFY(!text.contains(QChar(0x202e)));
        }
    }

    void theShellHandsTheArgumentsOverUntouched()
    {
        const ApiCall call = callTo(ApiCall::Kind::SetErred);
        for (const CopyFormat format : {CopyFormat::Httpie, CopyFormat::Curl}) {
            QString line = copyAs(call, format);
            line.replace(0, line.indexOf(u' '), u"printf '%s\\n'"_s);
            QProcess shell;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(u"WALDUR_TOKEN"_s, u"secret"_s);
            shell.setProcessEnvironment(environment);
            shell.start(u"/bin/sh"_s, {u"-c"_s, line});
            QVERIFY(shell.waitForFinished());
            QCOMPARE(shell.exitCode(), 0);
            const QStringList words = QString::fromUtf8(shell.readAllStandardOutput()).split(u'\n');
            QVERIFY(words.contains(call.body()));
            QVERIFY(words.contains(u"Authorization: Token secret"_s));
            QVERIFY(words.contains(call.url().toString(QUrl::FullyEncoded)));
        }
    }

    void pythonReadsTheTextAsItWas()
    {
        const QString python = QStandardPaths::findExecutable(u"python3"_s);
        if (python.isEmpty())
            QSKIP("no python3 here");
        const QString source = copyAs(callTo(ApiCall::Kind::SetErred), CopyFormat::PythonSdk);
        QProcess process;
        // The literals as Python's own parser sees them; nothing is imported.
        process.start(python, {u"-c"_s, uR"(import ast, sys
tree = ast.parse(sys.stdin.buffer.read().decode("utf-8"))
for node in ast.walk(tree):
    if isinstance(node, ast.keyword) and node.arg == "error_message":
        sys.stdout.buffer.write(ast.literal_eval(node.value).encode("utf-8"))
)"_s});
        process.write(source.toUtf8());
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
        QCOMPARE(process.readAllStandardOutput(), hostile());
    }

    void javaScriptIsJavaScript_data()
    {
        QTest::addColumn<int>("kind");
        for (int kind = int(ApiCall::Kind::List); kind <= int(ApiCall::Kind::SetErred); ++kind)
            QTest::addRow("%d", kind) << kind;
    }

    void javaScriptIsJavaScript()
    {
        QFETCH(int, kind);
        const QString node = QStandardPaths::findExecutable(u"node"_s);
        if (node.isEmpty())
            QSKIP("no node here");
        QTemporaryDir folder;
        QFile file(folder.filePath(u"call.mjs"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(copyAs(callTo(ApiCall::Kind(kind)), CopyFormat::JavaScript).toUtf8());
        file.close();
        QProcess process;
        process.start(node, {u"--check"_s, file.fileName()});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.readAllStandardError(), QByteArray());
        QCOMPARE(process.exitCode(), 0);
    }

    void commandsAreTheirCalls()
    {
        Request request;
        request.uuid = Row;
        request.offering = *Uuid::tryParse("00000000000000000000000000000001");
        QCOMPARE(callOf(Action::Start, request).kind, ApiCall::Kind::Start);
        QCOMPARE(callOf(Action::SetDone, request).kind, ApiCall::Kind::SetDone);
        QCOMPARE(callOf(Action::SetErred, request, {"m", "t"}).text.traceback, QByteArray("t"));
        const ApiCall create = callOf(Action::AskAgain, request);
        QCOMPARE(create.kind, ApiCall::Kind::Create);
        QCOMPARE(create.body(), u"{\"offering\": \"00000000000000000000000000000001\"}"_s);
    }
};

QTEST_GUILESS_MAIN(TestCopyAs)
#include "tst_copyas.moc"
