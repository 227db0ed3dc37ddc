// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/tracebackview.h"

#include "tests/ui/panels/samples.h"
#include "ui/base/waldeskstyle.h"
#include "ui/panels/rawtraceback.h"
#include "ui/panels/tracebackmodel.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/textlabel.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>

using namespace waldesk;
using namespace waldesk::ui;
using namespace Qt::StringLiterals;

class TestTracebackView : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TracebackView> made(const domain::ErrorText &error, QSize size = {600, 620})
    {
        auto view = std::make_unique<TracebackView>(nullptr);
        new QAbstractItemModelTester(view->model(), QAbstractItemModelTester::FailureReportingMode::Fatal, view.get());
        view->resize(size);
        view->setError(error);
        view->show();
        view->setFocus();
        view->activateWindow();
        (void)QTest::qWaitForWindowActive(view.get());
        return view;
    }
    static int current(const TracebackView &view) { return view.listView()->currentIndex().row(); }
    static void press(TracebackView &view, Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(view.isRaw() ? static_cast<QWidget *>(view.rawView()->editor()) : view.listView(), key,
                        modifiers);
    }
    static bool isSeen(const TracebackView &view, int row)
    {
        const QRect rect = view.listView()->visualRect(view.model()->index(row));
        return rect.isValid() && view.listView()->viewport()->rect().contains(rect);
    }
    void grab(TracebackView &view, const QString &name)
    {
        QApplication::sendPostedEvents();
        view.grab().save(QDir(QCoreApplication::applicationDirPath()).filePath(name));
    }

private slots:
    void initTestCase() { m_style = WaldeskStyle::install(*qApp, WaldeskStyle::Scheme::Light); }
    void cleanup() { m_style->setScheme(WaldeskStyle::Scheme::Light); }

    void itIsDrawnInBothSchemes_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("text");
        const auto add = [](const QString &name, const domain::ErrorText &error) {
            QTest::addRow("%s", qPrintable(name)) << name << error.message << error.traceback;
        };
        add(u"chain"_s, samples::slurmrestd());
        add(u"answer"_s, samples::sdkFailure(409, "{\"detail\":\"Valid states for operation: Sent.\",\"code\":[1,2]}"));
        add(u"group"_s, samples::golden("nested_group-3.13.0").error);
        add(u"notes"_s, samples::golden("notes-3.13.0").error);
        add(u"recursion"_s, samples::golden("recursion-3.13.0").error);
        add(u"colours"_s, samples::golden("multi_line-3.13.0-colours").error);
        add(u"rich"_s, samples::richBox());
        add(u"remote"_s, samples::remote());
        add(u"hidden"_s, {"Internal backend error. Please contact the service provider.", {}});
    }

    void itIsDrawnInBothSchemes()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, text);
        const auto view = made({message, text}, {600, 520});
        QTRY_VERIFY(current(*view) >= 0);
        view->listView()->clearFocus();
        grab(*view, u"traceback-%1-light.png"_s.arg(name));
        const QImage light = view->grab().toImage();
        m_style->setScheme(WaldeskStyle::Scheme::Dark);
        grab(*view, u"traceback-%1-dark.png"_s.arg(name));
        QVERIFY(view->grab().toImage() != light);
    }

    void theAgentsLastLineIsInSight_data()
    {
        QTest::addColumn<int>("height");
        for (const int height : {150, 240, 320, 620})
            QTest::addRow("%d px", height) << height;
    }

    void theAgentsLastLineIsInSight()
    {
        QFETCH(int, height);
        const auto view = made(samples::slurmrestd(), {600, height});
        QTRY_COMPARE(current(*view), 3);
        QTRY_VERIFY(isSeen(*view, 3));
        // What is read does not move when the same error comes again.
        view->listView()->verticalScrollBar()->setValue(0);
        press(*view, Qt::Key_Home);
        view->setError(samples::slurmrestd());
        QCoreApplication::sendPostedEvents();
        QCOMPARE(current(*view), 0);
    }

    void nothingWaitsForATimerToBeSeen()
    {
        const auto view = made(samples::golden("three-3.13.0").error);
        QTRY_VERIFY(current(*view) >= 0);
        view->setError(samples::slurmrestd());
        QCOMPARE(current(*view), 3);
        QVERIFY(isSeen(*view, 3));
        const int height = view->listView()->visualRect(view->model()->index(5)).height();
        view->resize(300, 620);
        QVERIFY(view->listView()->visualRect(view->model()->index(5)).height() > height);
    }

    void tShowsTheRawTextAndBack()
    {
        const auto view = made(samples::slurmrestd());
        QSignalSpy changed(view.get(), &TracebackView::rawChanged);
        QTRY_COMPARE(current(*view), 3);
        press(*view, Qt::Key_T);
        QVERIFY(view->isRaw());
        QCOMPARE(changed.count(), 1);
        QCOMPARE(view->rawView()->text(), samples::slurmrestd().traceback);
        QCOMPARE(view->rawView()->editor()->accessibleName(), u"Traceback"_s);
        QCOMPARE(view->listView()->accessibleName(), u"Traceback"_s);
        QTRY_VERIFY(view->rawView()->editor()->hasFocus());
        QVERIFY(view->rawView()->editor()->textCursor().block().text().contains(u"rest_client.py"_s));
        press(*view, Qt::Key_T);
        QVERIFY(!view->isRaw());
        QTRY_VERIFY(view->listView()->hasFocus());
    }

    void keysFoldAndUnfold()
    {
        const auto view = made(samples::slurmrestd());
        QTRY_COMPARE(current(*view), 3);
        const int closed = view->model()->rowCount();
        view->listView()->setCurrentIndex(view->model()->index(1));
        press(*view, Qt::Key_Space);
        QCOMPARE(view->model()->rowCount(), closed + 4);
        press(*view, Qt::Key_Space);
        QCOMPARE(view->model()->rowCount(), closed);
        press(*view, Qt::Key_Right);
        QCOMPARE(view->model()->rowCount(), closed + 4);
        press(*view, Qt::Key_Down);
        press(*view, Qt::Key_Down);
        QCOMPARE(current(*view), 3);
        press(*view, Qt::Key_Left);
        QCOMPARE(view->model()->rowCount(), closed);
        QCOMPARE(current(*view), 1);
        press(*view, Qt::Key_Return);
        QCOMPARE(view->model()->rowCount(), closed + 4);
        const QRect fold = view->listView()->visualRect(view->model()->index(1));
        QTest::mouseClick(view->listView()->viewport(), Qt::LeftButton, {}, fold.center());
        QCOMPARE(view->model()->rowCount(), closed);
    }

    void aLongMessageIsThreeLinesUntilAsked()
    {
        QByteArray text =
            "Traceback (most recent call last):\n  File \"/a/waldur_site_agent/b.py\", line 1, in f\nValueError: ";
        for (int i = 0; i < 40; ++i)
            text += "line " + QByteArray::number(i) + " of it\n";
        const auto view = made({text.mid(text.indexOf("line 0")).trimmed(), text});
        QTRY_VERIFY(current(*view) >= 0);
        const int height = view->listView()->visualRect(view->model()->index(0)).height();
        view->listView()->setCurrentIndex(view->model()->index(0));
        press(*view, Qt::Key_Space);
        QTRY_VERIFY(view->listView()->visualRect(view->model()->index(0)).height() > 5 * height);
        press(*view, Qt::Key_Left);
        QTRY_COMPARE(view->listView()->visualRect(view->model()->index(0)).height(), height);
    }

    void findOpensWhatHidesAMatch()
    {
        const auto view = made(samples::slurmrestd());
        QTRY_COMPARE(current(*view), 3);
        view->setQueryWords({u"create_connection"_s});
        QCOMPARE(view->model()->rowAt(1).matches, 3);
        press(*view, Qt::Key_N, Qt::ShiftModifier);
        QVERIFY(view->model()->isOpen(1));
        QCOMPARE(view->model()->rowAt(current(*view)).place, u"socket.py:836"_s);
        QVERIFY(isSeen(*view, current(*view)));
        press(*view, Qt::Key_N);
        QCOMPARE(view->model()->rowAt(current(*view)).place, u"sync.py:208"_s);
        press(*view, Qt::Key_N);
        QCOMPARE(view->model()->rowAt(current(*view)).place, u"socket.py:851"_s);
    }

    void ctrlFFindsWhatIsTyped()
    {
        const auto view = made(samples::slurmrestd());
        QTRY_COMPARE(current(*view), 3);
        press(*view, Qt::Key_F, Qt::ControlModifier);
        auto *line = view->findChild<QLineEdit *>(u"traceback.find"_s);
        QVERIFY(line->isVisible());
        QTRY_VERIFY(line->hasFocus());
        auto *result = view->findChild<TextLabel *>(u"traceback.findResult"_s);
        QTest::keyClicks(line, u"_TRANSPORTS"_s);
        QCOMPARE(view->model()->rowAt(current(*view)).place, u"default.py:232"_s);
        QCOMPARE(result->text(), u"1 of 1"_s);
        line->clear();
        QTest::keyClicks(line, u"list_resources"_s);
        QCOMPARE(result->text(), u"1 of 2"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(result->text(), u"2 of 2"_s);
        QTest::keyClick(line, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(result->text(), u"1 of 2"_s);
        QTest::keyClicks(line, u"nowhere"_s);
        QCOMPARE(result->text(), u"not found"_s);
        QTest::keyClick(line, Qt::Key_Escape);
        QVERIFY(!line->isVisible());
        QTRY_VERIFY(view->listView()->hasFocus());
    }

    void findWorksInTheRawTextToo()
    {
        const auto view = made(samples::slurmrestd());
        view->setRaw(true);
        view->setQueryWords({u"CREATE_connection"_s});
        QVERIFY(!view->rawView()->editor()->extraSelections().isEmpty());
        press(*view, Qt::Key_N);
        QCOMPARE(view->rawView()->editor()->textCursor().selectedText(), u"create_connection"_s);
        const int first = view->rawView()->editor()->textCursor().position();
        press(*view, Qt::Key_N);
        QVERIFY(view->rawView()->editor()->textCursor().position() > first);
        press(*view, Qt::Key_N, Qt::ShiftModifier);
        QCOMPARE(view->rawView()->editor()->textCursor().position(), first);
    }

    void whatIsCutFromALongRawTextIsFound()
    {
        const QByteArray text = samples::manyFrames(4000, "httpx");
        const auto view = made({"deep", text});
        view->setRaw(true);
        QVERIFY(view->rawView()->isCut());
        view->setQueryWords({u"in f1717\n"_s.trimmed()});
        press(*view, Qt::Key_N);
        QTRY_COMPARE(view->rawView()->editor()->textCursor().selectedText(), u"in f1717"_s);
        QVERIFY(!view->rawView()->isCut());
    }

    void copiesAreTheServersText()
    {
        const auto view = made(samples::slurmrestd());
        QSignalSpy noted(view.get(), &TracebackView::noted);
        QTRY_COMPARE(current(*view), 3);
        press(*view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(
            QGuiApplication::clipboard()->text(),
            u"  File \"/opt/site-agent/lib/python3.11/site-packages/waldur_site_agent_slurm/rest_client.py\", line "
            u"133, in "
            u"_request\n    response = self._http.request(method, path, headers=self._headers())"_s);
        press(*view, Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 u"/opt/site-agent/lib/python3.11/site-packages/waldur_site_agent_slurm/rest_client.py:133"_s);
        press(*view, Qt::Key_A, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QString::fromUtf8(samples::slurmrestd().traceback));
        QCOMPARE(noted.count(), 3);
    }

    void copiesAreMaskedAndTheRawOnesWarn()
    {
        const QByteArray secret = "hunter2horse";
        const auto view =
            made({"Log-in failed", "Traceback (most recent call last):\n  File \"/opt/a.py\", line 3, in f\n"
                                   "    g()\nRuntimeError: password='" +
                                       secret + "'\n"});
        QSignalSpy noted(view.get(), &TracebackView::noted);
        view->copyAll();
        QCOMPARE(noted.count(), 1);
        QVERIFY(!QGuiApplication::clipboard()->text().contains(QString::fromUtf8(secret)));
        QVERIFY(noted.at(0).at(0).toString().contains(u"masked"_s));
        view->setRaw(true);
        view->copyAll();
        QCOMPARE(noted.count(), 2);
        QVERIFY(QGuiApplication::clipboard()->text().contains(QString::fromUtf8(secret)));
        QVERIFY(noted.at(1).at(0).toString().contains(u"unredacted"_s));

        // The editor's own ways to copy warn too.
        QPlainTextEdit *editor = view->rawView()->editor();
        QTest::keyClick(editor, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(noted.count(), 2); // nothing is selected
        editor->selectAll();
        QTest::keyClick(editor, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(noted.count(), 3);
        QCOMPARE(QGuiApplication::clipboard()->text(), editor->toPlainText());
        QVERIFY(noted.at(2).at(0).toString().contains(u"unredacted"_s));
        QGuiApplication::clipboard()->clear();
        emit editor->customContextMenuRequested(QPoint(5, 5));
        auto *menu = editor->findChild<QMenu *>(u"traceback.rawMenu"_s);
        QVERIFY(menu);
        auto *copy = menu->findChild<QAction *>(u"edit-copy"_s);
        QVERIFY(copy);
        copy->trigger();
        QCOMPARE(noted.count(), 4);
        QCOMPARE(QGuiApplication::clipboard()->text(), editor->toPlainText());
        menu->close();
    }

    void anErrorWithoutATracebackSaysWhy()
    {
        const auto view = made({"Internal backend error. Please contact the service provider.", {}});
        const QString said = view->model()->index(0).data(Qt::AccessibleTextRole).toString();
        QVERIFY(said.contains(u"expose_backend_error_details"_s));
        QVERIFY(said.contains(u"agent's log on the site"_s));
        QVERIFY(!view->findChild<SegmentedControl *>()->isVisible());
        press(*view, Qt::Key_T);
        QVERIFY(!view->isRaw());
        view->setError({"set by hand", {}}, u"Ada set this request erred."_s);
        QCOMPARE(view->model()->index(0).data(Qt::AccessibleTextRole).toString(), u"Ada set this request erred."_s);
    }

    void hostileTextIsTamed()
    {
        const QByteArray evil = "\xE2\x80\xAE"
                                "evil\x07<b>bold</b>\x1b]0;x\x07";
        const auto view =
            made({evil, "Traceback (most recent call last):\n  File \"/a/waldur_x/" + evil + ".py\", line 9, in " +
                            evil + "\n    " + evil + "\nValueError: " + evil + '\n'});
        view->grab();
        for (int row = 0; row < view->model()->rowCount(); ++row) {
            const QString said = view->model()->index(row).data(Qt::AccessibleTextRole).toString();
            QVERIFY(!said.contains(QChar(0x202E)) && !said.contains(QChar(7)) && !said.contains(QChar(27)));
            const QString tip = view->model()->index(row).data(Qt::ToolTipRole).toString();
            QVERIFY(!tip.contains(u"<b>"_s) && !tip.contains(QChar(0x202E)));
        }
    }

    void hugeTracebacksOpen_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("200 KB of frames") << samples::manyFrames(1200, "waldur_site_agent");
        QTest::newRow("5 MB of frames") << samples::manyFrames(38'000, "waldur_site_agent");
        QTest::newRow("5 MB of libraries") << samples::manyFrames(38'000, "httpx");
        QTest::newRow("5 MB of words") << QByteArray("lorem ipsum dolor sit amet\n").repeated(190'000);
        QTest::newRow("5 MB in one line") << QByteArray(5 * 1024 * 1024, 'x');
    }

    void hugeTracebacksOpen()
    {
        QFETCH(QByteArray, text);
        const auto view = made({"x", text});
        QTRY_VERIFY(current(*view) >= 0);
        view->grab();
        QVERIFY(view->model()->rowCount() <= 2 * MostRowsAtOnce + 100 + MostRowsAtOnce);
        view->setRaw(true);
        view->grab();
        QVERIFY(view->rawView()->editor()->document()->characterCount() <= 2 * RawTraceback::ShownBytes);
        view->setRaw(false);
        view->setQueryWords({u"nowhere"_s});
        view->findNext();
    }

    void anotherBarMayHoldTheTools()
    {
        TracebackView view;
        QWidget bar;
        QWidget *tools = view.takeTools();
        tools->setParent(&bar);
        view.setError(samples::slurmrestd());
        QCOMPARE(tools->findChild<TextLabel *>(u"traceback.summary"_s)->text(),
                 u"3 steps, cause first · 4 agent frames · 6 folded"_s);
    }

private:
    WaldeskStyle *m_style = nullptr;
};

QTEST_MAIN(TestTracebackView)
#include "tst_tracebackview.moc"
