// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/copyas.h"
#include "tests/support/startdemo.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace waldesk;
using namespace waldesk::domain;
using namespace Qt::StringLiterals;

/// What is copied for other tools, run by these tools against the embedded service. A tool that is not here is named
/// and skipped.
class TestCopyAsTools : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_demo = testsupport::startDemo(200);
        QVERIFY(m_demo);
    }

    void everyToolMakesTheSameCalls_data()
    {
        QTest::addColumn<int>("format");
        QTest::newRow("httpie") << int(CopyFormat::Httpie);
        QTest::newRow("curl") << int(CopyFormat::Curl);
        QTest::newRow("Python SDK") << int(CopyFormat::PythonSdk);
    }

    void everyToolMakesTheSameCalls()
    {
        QFETCH(int, format);
        m_format = CopyFormat(format);
        if (const QString missing = missingTool(); !missing.isEmpty())
            QSKIP(qPrintable(missing));
        ApiCall list = call(ApiCall::Kind::List);
        list.filter.states = {State::Done, State::Erred};
        list.filter.createdFrom = Timestamp::tryParse("2020-01-01T00:00:00Z");
        QVERIFY2(run(list).contains("Erred") || run(list).contains("ERRED"), m_output.constData());

        const QJsonObject first = readRows(u"state=Erred"_s).first().toObject();
        ApiCall create = call(ApiCall::Kind::Create);
        create.offering = *Uuid::tryParse(first.value("offering"_L1).toString().toLatin1());
        const qsizetype before = readRows({}).size();
        run(create);
        QCOMPARE(m_exit, 0);
        const QJsonArray rows = readRows(u"o=-created"_s);
        QCOMPARE(rows.size(), before + 1);
        const Uuid made = *Uuid::tryParse(rows.first().toObject().value("uuid"_L1).toString().toLatin1());

        for (const ApiCall::Kind kind : {ApiCall::Kind::Retrieve, ApiCall::Kind::Start, ApiCall::Kind::SetDone}) {
            ApiCall step = call(kind);
            step.uuid = made;
            run(step);
            QVERIFY2(m_exit == 0, m_output.constData());
        }
        QCOMPARE(readOne(made).value("state"_L1).toString(), u"Done"_s);

        ApiCall erred = call(ApiCall::Kind::SetErred);
        erred.uuid = made;
        erred.text = {"it's `not` $(here) \"\\ \n %1 \xc3\xb5 \xf0\x9f\x92\xa5 @x", "line 1\n  line 2 'x'"};
        run(erred);
        QVERIFY2(m_exit == 0, m_output.constData());
        const QJsonObject row = readOne(made);
        QCOMPARE(row.value("state"_L1).toString(), u"Erred"_s);
        QCOMPARE(row.value("error_message"_L1).toString().toUtf8(), erred.text.message);
        QCOMPARE(row.value("error_traceback"_L1).toString().toUtf8(), erred.text.traceback);
    }

private:
    ApiCall call(ApiCall::Kind kind) const
    {
        ApiCall made;
        made.kind = kind;
        made.root = m_demo->url();
        return made;
    }

    QString missingTool() const
    {
        if (m_format == CopyFormat::PythonSdk)
            return python().isEmpty() ? u"no Python environment with waldur_api_client here"_s : QString();
        const QString tool = m_format == CopyFormat::Curl ? u"curl"_s : u"http"_s;
        return QStandardPaths::findExecutable(tool).isEmpty() ? tool + u" is not installed"_s : QString();
    }

    /// The environment that the contract test made, when it ran before. Where it could not fetch the packages, the
    /// environment is there without them and without this mark.
    static QString python()
    {
        const QString given = qEnvironmentVariable("WALDESK_SDK_PYTHON");
        const QString made = QStringLiteral(WALDESK_SDK_PYTHON);
        const bool isWhole = QFile::exists(QFileInfo(made).dir().filePath(u"../installed.txt"_s));
        const QString found = given.isEmpty() && isWhole ? made : given;
        return QFile::exists(found) ? found : QString();
    }

    QByteArray run(const ApiCall &made)
    {
        const QString text = copyAs(made, m_format);
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"WALDUR_TOKEN"_s, QString::fromLatin1(m_demo->tokens().staff));
        environment.insert(u"HOME"_s, m_home.path()); // httpie does not run without one that it can write to
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        if (m_format == CopyFormat::PythonSdk)
            process.start(python(), {u"-c"_s, text});
        else
            process.start(u"/bin/sh"_s, {u"-c"_s, text});
        m_exit = process.waitForFinished(60'000) ? process.exitCode() : -1;
        return m_output = process.readAllStandardOutput();
    }

    QByteArray read(const QString &path) const
    {
        QProcess process;
        process.start(u"curl"_s,
                      {u"-sS"_s, u"-H"_s, u"Authorization: Token "_s + QString::fromLatin1(m_demo->tokens().staff),
                       m_demo->url().toString() + u"api/backend-resource-requests/"_s + path});
        process.waitForFinished(30'000);
        return process.readAllStandardOutput();
    }
    QJsonArray readRows(const QString &query) const
    {
        QJsonArray all;
        for (int page = 1; page < 20; ++page) {
            const QJsonDocument document =
                QJsonDocument::fromJson(read(u"?page_size=100&page=%1&%2"_s.arg(page).arg(query)));
            if (!document.isArray() || document.array().isEmpty())
                break;
            for (const QJsonValue &row : document.array())
                all.append(row);
        }
        return all;
    }
    QJsonObject readOne(const Uuid &uuid) const
    {
        return QJsonDocument::fromJson(read(uuid.toString() + u'/')).object();
    }

    QTemporaryDir m_home;
    std::unique_ptr<demo::DemoService> m_demo;
    CopyFormat m_format = CopyFormat::Curl;
    QByteArray m_output;
    int m_exit = 0;
};

QTEST_GUILESS_MAIN(TestCopyAsTools)
#include "tst_copyastools.moc"
