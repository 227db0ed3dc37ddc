// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/waldeskstyle.h"
#include "ui/panels/reasonpanel.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QFile>
#include <QInputDialog>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace waldesk;
using namespace waldesk::ui;
using namespace Qt::StringLiterals;
using domain::OwnReason;

/// A person's own templates: kept in the settings, written to a file for others, taken from one.
class TestReasonPanel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { WaldeskStyle::install(*qApp, WaldeskStyle::Scheme::Light); }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatOneWritesAnotherTakes()
    {
        const std::vector<OwnReason> own{{u"Moved & gone"_s, u"Moved to {offering}\nsee {ticket}"_s},
                                         {u"\u0160iauliai"_s, u"\u201Equoted\u201C \\ \"and\" \U0001F6D1"_s}};
        const auto one = panel(u"one.ini"_s, own);
        const QString said = one->exportTo(file());
        QVERIFY2(said.contains(file()), qPrintable(said));

        const auto another = panel(u"another.ini"_s, {{u"Mine"_s, u"of mine"_s}, {own[1].name, u"an older text"_s}});
        QCOMPARE(another->importFrom(file()), u"2 template(s) taken from the file."_s);
        const std::vector<OwnReason> expected{{u"Mine"_s, u"of mine"_s}, own[1], own[0]};
        QVERIFY(kept(u"another.ini"_s) == expected);
        QCOMPARE(namesOfButtons(*another), (QStringList{u"Mine"_s, own[1].name, own[0].name}));
        another->choose(FirstOwn + 2);
        QCOMPARE(another->text(), own[0].text);
        QVERIFY(kept(u"one.ini"_s) == own);
    }

    void aFileThatIsNotTakenChangesNothingAndSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("why");
        const QString none = u"This is no list of templates."_s;
        const QString broken = u"A template in it has no name or no text, or is too long."_s;
        QTest::newRow("empty") << QByteArray() << none;
        QTest::newRow("cut off") << QByteArray("[{\"name\":\"a\",\"text\":\"b\"}") << none;
        QTest::newRow("rules of the grouping") << QByteArray("{\"waldesk\":\"cause-rules\",\"version\":1}") << none;
        QTest::newRow("no UTF-8") << QByteArray("[{\"name\":\"\xff\xfe\",\"text\":\"b\"}]") << none;
        QTest::newRow("one good, one without a text")
            << QByteArray("[{\"name\":\"a\",\"text\":\"b\"},{\"name\":\"c\"}]") << broken;
        QTest::newRow("a text that is too long")
            << QByteArray("[{\"name\":\"a\",\"text\":\"") + QByteArray(20'001, 't') + QByteArray("\"}]") << broken;
        QTest::newRow("too large") << QByteArray((4 << 20) + 1, ' ') << u"at most 4 MiB"_s;
        QTest::newRow("good, with too much behind it")
            << QByteArray("[{\"name\":\"a\",\"text\":\"b\"}]") + QByteArray(4 << 20, ' ') << u"at most 4 MiB"_s;
        QByteArray many = "[";
        for (int i = 0; i < 200; ++i)
            many += (i > 0 ? "," : "") + QByteArray("{\"name\":\"") + QByteArray::number(i) +
                    QByteArray("\",\"text\":\"b\"}");
        QTest::newRow("more together than are kept") << many + ']' << u"More than 200 templates"_s;
    }
    void aFileThatIsNotTakenChangesNothingAndSaysWhy()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, why);
        const std::vector<OwnReason> own{{u"Mine"_s, u"of mine"_s}};
        const auto tested = panel(u"window.ini"_s, own);
        QVERIFY(write(bytes));
        const QString said = tested->importFrom(file());
        QVERIFY2(said.startsWith(file()) && said.contains(why), qPrintable(said));
        QVERIFY(kept(u"window.ini"_s) == own);
        QCOMPARE(namesOfButtons(*tested), QStringList{u"Mine"_s});
    }

    void whatCanNotBeOpenedIsTold_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("not there") << u"nowhere/templates.json"_s;
        QTest::newRow("a folder") << u"."_s;
    }
    void whatCanNotBeOpenedIsTold()
    {
        QFETCH(QString, name);
        const auto tested = panel(u"window.ini"_s, {{u"Mine"_s, u"of mine"_s}});
        const QString path = m_folder->filePath(name);
        for (const QString &said : {tested->importFrom(path), tested->exportTo(path)}) {
            const qsizetype reason = said.lastIndexOf(u": ");
            QVERIFY2(said.contains(path) && reason > 0 && said.size() > reason + 5, qPrintable(said));
        }
    }

    void theLargestFileIsTaken()
    {
        const auto tested = panel(u"window.ini"_s, {});
        QByteArray json = QByteArray("[{\"name\":\"a\",\"text\":\"b\"}]");
        QVERIFY(write(json + QByteArray((4 << 20) - json.size(), ' ')));
        QCOMPARE(tested->importFrom(file()), u"1 template(s) taken from the file."_s);
    }

    void settingsThatCanNotBeWrittenAreTold()
    {
        const auto one = panel(u"window.ini"_s, {{u"Mine"_s, u"of mine"_s}});
        one->exportTo(file());
        ReasonPanel tested(file() + u"/window.ini"_s); // below a file
        const QString said = tested.importFrom(file());
        QVERIFY2(said.contains(u"can not be written"), qPrintable(said));
        QCOMPARE(namesOfButtons(tested), QStringList{u"Mine"_s}); // there for as long as this window is open
    }

    /// Through the menu and its dialogs, as a person does.
    void theMenuKeepsWritesTakesAndRemoves()
    {
        const auto tested = panel(u"window.ini"_s, {});
        QSignalSpy noted(tested.get(), &ReasonPanel::noted);
        QVERIFY(!action(*tested, u"Write your templates"_s)->isEnabled());
        tested->findChild<QPlainTextEdit *>(u"plan.reason"_s)->setPlainText(u"Closed for {ticket}"_s);
        action(*tested, u"Keep this text"_s)->trigger();
        auto *naming = tested->findChild<QInputDialog *>();
        QVERIFY(naming);
        naming->setTextValue(u"  Closed  "_s);
        naming->accept();
        QCOMPARE(noted.takeLast().at(0).toString(), u"The template \"Closed\" was kept."_s);
        const std::vector<OwnReason> own{{u"Closed"_s, u"Closed for {ticket}"_s}};
        QVERIFY(kept(u"window.ini"_s) == own);

        QVERIFY(chooseFile(*tested, u"Write your templates"_s, "reasons.exportDialog"));
        QVERIFY(QFile::exists(file()));
        for (QAction *each : tested->findChild<QPushButton *>(u"plan.templates"_s)->menu()->actions()) {
            if (each->menu())
                each->menu()->actions().constFirst()->trigger();
        }
        QTRY_VERIFY(kept(u"window.ini"_s).empty());
        QTRY_VERIFY(namesOfButtons(*tested).isEmpty());

        QVERIFY(chooseFile(*tested, u"Take templates"_s, "reasons.importDialog"));
        QCOMPARE(noted.takeLast().at(0).toString(), u"1 template(s) taken from the file."_s);
        QVERIFY(kept(u"window.ini"_s) == own);
    }

private:
    static constexpr int FirstOwn = int(domain::ErrorTemplate::Kinds.size());

    [[nodiscard]] QString file() const { return m_folder->filePath(u"templates.json"_s); }
    [[nodiscard]] bool write(const QByteArray &bytes) const
    {
        QFile out(file());
        return out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size();
    }
    [[nodiscard]] std::unique_ptr<ReasonPanel> panel(const QString &settings, const std::vector<OwnReason> &own) const
    {
        const QString name = m_folder->filePath(settings);
        QSettings(name, QSettings::IniFormat).setValue(u"plan/reasons"_s, domain::reasonsToJson(own));
        auto made = std::make_unique<ReasonPanel>(name);
        made->begin({}, {});
        return made;
    }
    [[nodiscard]] std::vector<OwnReason> kept(const QString &settings) const
    {
        const QSettings read(m_folder->filePath(settings), QSettings::IniFormat);
        const auto own = domain::reasonsFromJson(read.value(u"plan/reasons"_s).toByteArray());
        return own ? *own : std::vector<OwnReason>{{u"broken"_s, own.error()}};
    }
    static QStringList namesOfButtons(const ReasonPanel &panel)
    {
        QStringList names;
        for (int i = FirstOwn;; ++i) {
            const auto *button = panel.findChild<QPushButton *>(u"plan.reason%1"_s.arg(i + 1));
            if (!button)
                return names;
            names += button->accessibleName();
        }
    }
    static QAction *action(const ReasonPanel &panel, const QString &start)
    {
        const QList<QAction *> all = panel.findChild<QPushButton *>(u"plan.templates"_s)->menu()->actions();
        const auto found =
            std::ranges::find_if(all, [&](const QAction *each) { return each->text().startsWith(start); });
        return found == all.end() ? nullptr : *found;
    }
    [[nodiscard]] bool chooseFile(const ReasonPanel &panel, const QString &command, const char *dialogName) const
    {
        action(panel, command)->trigger();
        auto *dialog = panel.findChild<QDialog *>(QLatin1String(dialogName));
        return dialog && QMetaObject::invokeMethod(dialog, "fileSelected", Q_ARG(QString, file())) && dialog->close();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_MAIN(TestReasonPanel)
#include "tst_reasonpanel.moc"
