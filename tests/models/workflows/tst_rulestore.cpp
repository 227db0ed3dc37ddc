// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/rulestore.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace waldesk;
using workflows::RuleStore;

/// What the configuration folder may hold instead of rules.
class TestRuleStore : public QObject
{
    Q_OBJECT
private slots:
    void aFileThatIsNoneIsLeftAloneAndSaid_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<qint64>("size"); // -1: that of the content
        QTest::addColumn<QString>("says");
        const QString rules = QStringLiteral("cause-rules.json");
        const QString patterns = QStringLiteral("patterns/own.json");
        QTest::newRow("rules, no JSON") << rules << QByteArray("hello") << qint64(-1) << QStringLiteral("no JSON");
        QTest::newRow("rules, other JSON") << rules << QByteArray("{}") << qint64(-1) << QStringLiteral("no rules");
        // Sparse: chosen by mistake, such a file would otherwise be read into memory.
        QTest::newRow("rules, 8 GB") << rules << QByteArray("{") << (qint64(8) << 30) << QStringLiteral("larger than");
        QTest::newRow("patterns, no JSON")
            << patterns << QByteArray("hello") << qint64(-1) << QStringLiteral("no JSON");
        QTest::newRow("patterns, 8 GB") << patterns << QByteArray("{") << (qint64(8) << 30)
                                        << QStringLiteral("larger than");
    }

    void aFileThatIsNoneIsLeftAloneAndSaid()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(qint64, size);
        QFETCH(QString, says);
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("patterns")));
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        QVERIFY(size < 0 || file.resize(size));
        file.close();
        const qint64 before = file.size();
        const RuleStore store(folder.path());
        QVERIFY2(store.trouble().contains(says), qPrintable(store.trouble()));
        QVERIFY(store.trouble().contains(QFileInfo(name).fileName()));
        QVERIFY(store.rules().isEmpty());
        QVERIFY(store.classifierRules().ownPatterns.all().empty());
        QCOMPARE(file.size(), before);
    }

    void rulesOfAnotherWindowCome()
    {
        const QTemporaryDir folder;
        RuleStore one(folder.path());
        RuleStore other(folder.path());
        domain::CauseRules rules;
        rules.rules.push_back({QStringLiteral("Database"), domain::RuleField::Message, false, QStringLiteral("*"), {}});
        QSignalSpy changed(&one, &RuleStore::changed);
        QCOMPARE(other.setRules(rules), QString());
        QTRY_COMPARE(changed.size(), 1);
        QVERIFY(one.rules() == rules);
        // A file that is damaged while the window is open takes nothing away.
        QFile file(one.file());
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("hello") > 0);
        file.close();
        one.reload();
        QVERIFY(one.rules() == rules);
        QVERIFY(file.remove());
        QTRY_COMPARE(changed.size(), 2);
        QVERIFY(one.rules().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestRuleStore)
#include "tst_rulestore.moc"
