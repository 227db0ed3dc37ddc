// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/shownlabels.h"
#include "tests/support/startdemo.h"
#include "ui/base/waldeskstyle.h"
#include "ui/pages/errorspage.h"
#include "ui/pages/journalpage.h"
#include "ui/pages/planpage.h"
#include "ui/pages/requestspage.h"
#include "ui/panels/notebar.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/palettemodel.h"
#include "ui/shell/topbar.h"
#include "ui/widgets/environmentframe.h"
#include "ui/widgets/keysheet.h"
#include "ui/widgets/navlist.h"
#include "ui/widgets/textlabel.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QScreen>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>

using namespace waldesk;
using namespace Qt::StringLiterals;
using domain::Environment;

namespace
{

/// Of one widget.
class PaintCount : public QObject
{
public:
    explicit PaintCount(QWidget *widget) { widget->installEventFilter(this); }
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        count += event->type() == QEvent::Paint ? 1 : 0;
        return QObject::eventFilter(watched, event);
    }
    int count = 0;
};

/// The top bar without a window below it.
struct OnlyBar {
    OnlyBar() { bar.resize(1400, bar.sizeHint().height()); }

    QMenu menu;
    QAction lock;
    QAction palette;
    ui::TopBar bar{&menu, &lock, &palette};
};

} // namespace

/// The window around the pages: what is loud, what a key opens, and where a pasted uuid leads.
class TestMainWindow : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        ui::WaldeskStyle::install(*qApp, ui::WaldeskStyle::Scheme::Light);
        m_demo = testsupport::startDemo(300);
        QVERIFY(m_demo);
    }

    void cleanup()
    {
        m_window.reset();
        m_open.reset();
    }

    void theLiveMarkIsPaintedOnlyWhenItsWordsChange()
    {
        OnlyBar only;
        ui::TopBar &bar = only.bar;
        bar.show();
        QVERIFY(QTest::qWaitForWindowExposed(&bar));
        ui::TopBar::Content content;
        content.profile = u"Test"_s;
        content.freshness = u"Live \u00B7 12 s ago"_s;
        content.liveness = u"Last success 10:00:00\nNext look in 5 s\n12 requests in the last minute"_s;
        bar.setContent(content);
        auto *mark = bar.findChild<QWidget *>(u"freshnessLabel"_s);
        QVERIFY(mark && mark->isVisible());
        QCOMPARE(mark->accessibleName(), content.freshness);
        QCOMPARE(mark->toolTip(), content.liveness);
        QCOMPARE(mark->accessibleDescription(), content.liveness);
        // What is painted with the next frame is painted with this one.
        auto *frame = new QWidget(&bar);
        frame->resize(4, 4);
        frame->show();
        PaintCount frames(frame);
        const auto nextFrame = [&frames, frame] {
            frames.count = 0;
            frame->update();
            return QTest::qWaitFor([&frames] { return frames.count > 0; }, 20'000);
        };
        QVERIFY(nextFrame());
        PaintCount paints(mark);
        content.liveness = u"Last success 10:00:00\nNext look in 4 s\n12 requests in the last minute"_s;
        bar.setContent(content);
        bar.setContent(content);
        QVERIFY(nextFrame());
        QCOMPARE(paints.count, 0);
        QCOMPARE(mark->toolTip(), content.liveness);
        content.freshness = u"Live \u00B7 13 s ago"_s;
        bar.setContent(content);
        QVERIFY(nextFrame());
        QVERIFY(paints.count > 0);
    }

    void theTooltipOfTheLiveMarkFollowsWhileItIsRead()
    {
        OnlyBar only;
        ui::TopBar &bar = only.bar;
        bar.show();
        QVERIFY(QTest::qWaitForWindowExposed(&bar));
        ui::TopBar::Content content;
        content.trouble = true;
        content.freshness = u"Offline, as of 10:00"_s;
        content.sentence = u"It refuses the connection. Next try in 7 s."_s;
        bar.setContent(content);
        auto *mark = bar.findChild<QWidget *>(u"freshnessLabel"_s);
        QToolTip::showText(QCursor::pos(), mark->toolTip(), mark);
        QCOMPARE(QToolTip::text(), content.sentence);
        content.sentence = u"It refuses the connection. Next try in 6 s."_s;
        bar.setContent(content);
        QCOMPARE(QToolTip::text(), content.sentence);
        QToolTip::showText(QCursor::pos(), u"of something else"_s, mark);
        content.sentence = u"It does not accept the token."_s;
        bar.setContent(content);
        QCOMPARE(QToolTip::text(), u"of something else"_s);
        QToolTip::hideText();
    }

    void theMenuIsSeenOnAFilledBar()
    {
        OnlyBar only;
        ui::TopBar &bar = only.bar;
        ui::TopBar::Content content;
        content.environment = Environment::Production;
        const auto *button = bar.findChild<QWidget *>(u"menuButton"_s);
        const ui::Look &look = ui::Look::of(&bar);
        /// Pixels of the icon that are nearer to `ink` than to what is behind it.
        const auto inked = [&](const QColor &ink, const QColor &behind) {
            const QImage picture = bar.grab(button->geometry()).toImage();
            int pixels = 0;
            for (int y = 0; y < picture.height(); ++y) {
                for (int x = 0; x < picture.width(); ++x) {
                    const int grey = qGray(picture.pixel(x, y));
                    pixels += std::abs(grey - qGray(ink.rgb())) < std::abs(grey - qGray(behind.rgb()));
                }
            }
            return pixels;
        };
        content.locked = true;
        bar.setContent(content);
        QVERIFY(!bar.isFilled());
        const int usual = inked(look.text, look.window);
        QVERIFY(usual > 0);
        content.locked = false;
        content.mayWrite = true;
        bar.setContent(content);
        QVERIFY(bar.isFilled());
        QCOMPARE(inked(look.environmentText(), look.environment(Environment::Production)), usual);
    }

    void aProductionProfileIsReadOnlyUntilItIsUnlocked()
    {
        QVERIFY(open(Environment::Production));
        auto *bar = m_window->findChild<ui::EnvironmentBar *>(u"topBar"_s);
        QVERIFY2(bar->blockText().contains(u"read-only"), qPrintable(bar->blockText()));
        QVERIFY(!bar->isFilled());
        press(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY2(bar->blockText().contains(u"writing"), qPrintable(bar->blockText()));
        QVERIFY2(bar->blockText().contains(u"left"), qPrintable(bar->blockText()));
        QVERIFY(bar->isFilled());
        press(Qt::Key_L, Qt::ControlModifier);
        QVERIFY(bar->blockText().contains(u"read-only"));
    }

    void theDemoIsNeverLocked()
    {
        QVERIFY(open(Environment::Demo));
        const QAction *unlock = m_window->commands().find(u"session.unlock"_s);
        QVERIFY(!unlock->isEnabled());
        QVERIFY(!ui::Commands::reason(unlock).isEmpty());
        QVERIFY(m_window->findChild<ui::EnvironmentBar *>(u"topBar"_s)->blockText().contains(u"nothing leaves"));
    }

    void thePaletteOpensARequestByItsPastedUuid_data()
    {
        QTest::addColumn<QString>("form");
        QTest::newRow("as the server prints it") << u"%1"_s;
        QTest::newRow("its API address") << u"https://waldur.example.org/api/backend-resource-requests/%1/"_s;
    }

    void thePaletteOpensARequestByItsPastedUuid()
    {
        QFETCH(QString, form);
        QVERIFY(open(Environment::Demo));
        const domain::Uuid wanted = m_open->store.row(m_open->store.size() / 2).uuid;
        press(Qt::Key_K, Qt::ControlModifier);
        auto *field = m_window->findChild<QLineEdit *>(u"paletteField"_s);
        QVERIFY(field);
        field->setText(form.arg(wanted.toString()));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(m_window->findChild<ui::RequestsPage *>()->currentRequest(), wanted);
        QTRY_VERIFY(!m_window->findChild<QLineEdit *>(u"paletteField"_s)); // it is gone when it is done
    }

    void thePaletteTakesAnyAddress_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("detail");
        const QString uuid = QString(32, u'5');
        const QString asked = u"not loaded yet, the server is asked"_s;
        const QString elsewhere = u"the address is of %1, and "_s;
        QTest::newRow("a uuid") << uuid << u"Open request 555555"_s << asked;
        QTest::newRow("a link without a server")
            << u"waldesk:///request/"_s + uuid << u"Open request 555555"_s << asked;
        QTest::newRow("a link of another server")
            << u"waldesk://tartu/request/"_s + uuid << u"Open request 555555"_s << elsewhere.arg(u"tartu");
        QTest::newRow("an API address of another server")
            << u"https://waldur.example.org:8443/api/backend-resource-requests/%1/"_s.arg(uuid)
            << u"Open request 555555"_s << elsewhere.arg(u"waldur.example.org:8443");
        QTest::newRow("of this one") << u"here/api/backend-resource-requests/%1/"_s.arg(uuid)
                                     << u"Open request 555555"_s << asked;
        QTest::newRow("a query") << u"waldesk:///query?q=state%3Asent%20riga"_s << u"state:sent riga"_s
                                 << u"its requests"_s;
        QTest::newRow("an empty query") << u"waldesk:///query?q="_s << u"All requests"_s << u"its requests"_s;
        QTest::newRow("a query of another server")
            << u"waldesk://tartu/query?q=state%3Asent"_s << u"state:sent"_s << elsewhere.arg(u"tartu");
    }
    void thePaletteTakesAnyAddress()
    {
        QFETCH(QString, typed);
        QFETCH(QString, words);
        QFETCH(QString, detail);
        QVERIFY(open(Environment::Demo));
        const QString here = m_open->open.session.server().root.toString(QUrl::StripTrailingSlash);
        press(Qt::Key_K, Qt::ControlModifier);
        auto *field = m_window->findChild<QLineEdit *>(u"paletteField"_s);
        field->setText(typed.startsWith(u"here/") ? here + typed.sliced(4) : typed);
        const auto *model =
            qobject_cast<const ui::PaletteModel *>(m_window->findChild<QListView *>(u"paletteList"_s)->model());
        QVERIFY(model->firstChoosable() >= 0);
        const ui::PaletteItem *item = model->itemAt(model->index(model->firstChoosable()));
        QCOMPARE(item->words, words);
        QVERIFY2(item->detail.startsWith(detail), qPrintable(item->detail));
        if (item->kind != ui::PaletteItem::Kind::Query)
            return;
        const QString line = item->line;
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(m_window->findChild<ui::RequestsPage *>()->queryLine(), line);
    }

    void thePaletteFindsWordsOfRequestsCommandsAndOfferings()
    {
        QVERIFY(open(Environment::Demo));
        press(Qt::Key_K, Qt::ControlModifier);
        auto *list = m_window->findChild<QListView *>(u"paletteList"_s);
        QVERIFY(list);
        QAbstractItemModelTester tester(list->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        m_window->findChild<QLineEdit *>(u"paletteField"_s)->setText(u"er"_s);
        QStringList headings;
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            headings << list->model()->index(row, 0).data(ui::PaletteModel::HeadingRole).toString();
        }
        headings.removeAll(QString());
        QVERIFY2(headings.contains(u"Requests"_s) && headings.contains(u"Commands"_s), qPrintable(headings.join(u',')));
        m_window->findChild<QLineEdit *>(u"paletteField"_s)->setText(u"riga"_s);
        QVERIFY(list->model()->rowCount() > 1);
        press(Qt::Key_Escape);
        QTRY_VERIFY(!m_window->findChild<QListView *>(u"paletteList"_s));
    }

    void thePaletteBeginsWithWhatThePageInFrontCanDo()
    {
        QVERIFY(open(Environment::Demo));
        for (const QString &page : {u"requests"_s, u"errors"_s, u"stuck"_s}) {
            m_window->goTo(page);
            press(Qt::Key_K, Qt::ControlModifier);
            const auto *model =
                qobject_cast<const ui::PaletteModel *>(m_window->findChild<QListView *>(u"paletteList"_s)->model());
            const ui::PaletteItem *first = model->itemAt(model->index(1)); // below the heading
            QVERIFY2(first && first->action && frontPage()->actions().contains(first->action.data()),
                     qPrintable(page + u": "_s + (first ? first->words : QString())));
            for (int row = 0; row < model->rowCount(); ++row) {
                const ui::PaletteItem *item = model->itemAt(model->index(row));
                QVERIFY(!item || !item->action || item->action->objectName() != u"window.palette"_s);
            }
            press(Qt::Key_Escape);
            QTRY_VERIFY(!m_window->findChild<QListView *>(u"paletteList"_s));
        }
    }

    void thePaletteSaysThatItFoundNothing()
    {
        QVERIFY(open(Environment::Demo));
        press(Qt::Key_K, Qt::ControlModifier);
        auto *field = m_window->findChild<QLineEdit *>(u"paletteField"_s);
        auto *none = m_window->findChild<QLabel *>(u"paletteNone"_s);
        QVERIFY(field && none && !none->isVisible());
        field->setText(u"no such word"_s);
        QTRY_VERIFY(none->isVisible());
        QVERIFY2(none->text().contains(u"“no such word”"_s), qPrintable(none->text()));
        field->setText(u"riga"_s);
        QTRY_VERIFY(!none->isVisible());
        field->clear();
        QVERIFY(!none->isVisible());
    }

    /// What a person is not shown is not done.
    void aCommandOfAnotherPageShowsItsPageFirst_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("page");
        QTest::addColumn<bool>("runs");
        QTest::newRow("a filter") << u"errors"_s << u"Only Sent"_s << u"requests"_s << true;
        QTest::newRow("at once") << u"requests"_s << u"Acknowledge"_s << u"errors"_s << false;
        QTest::newRow("on its page") << u"errors"_s << u"Acknowledge"_s << u"errors"_s << true;
    }
    void aCommandOfAnotherPageShowsItsPageFirst()
    {
        QFETCH(QString, from);
        QFETCH(QString, command);
        QFETCH(QString, page);
        QFETCH(bool, runs);
        QVERIFY(open(Environment::Demo));
        m_window->goTo(u"errors"_s);
        QTRY_VERIFY(m_window->isSettled());
        m_window->goTo(from);
        QTRY_VERIFY(m_window->isSettled());
        press(Qt::Key_K, Qt::ControlModifier);
        auto *field = m_window->findChild<QLineEdit *>(u"paletteField"_s);
        QVERIFY(field);
        field->setText(command);
        QSignalSpy ran(&m_window->commands(), &ui::Commands::aboutToRun);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(currentPage(), u"go."_s + page);
        QCOMPARE(ran.count(), runs ? 1 : 0);
        if (!runs)
            QTRY_VERIFY2(noteText().contains(command), qPrintable(noteText()));
    }

    void aCommandOfAPageThatIsNotThereSaysWhy()
    {
        QVERIFY(open(Environment::Demo));
        m_window->goTo(u"errors"_s);
        QTRY_VERIFY(m_window->isSettled());
        press(Qt::Key_K, Qt::ControlModifier);
        m_window->findChild<QLineEdit *>(u"paletteField"_s)->setText(u"Plan: send it"_s);
        QTest::keyClick(m_window->findChild<QLineEdit *>(u"paletteField"_s), Qt::Key_Return);
        const QString reason = ui::Commands::reason(m_window->commands().find(u"go.plan"_s));
        QVERIFY(!reason.isEmpty());
        QTRY_COMPARE(noteText(), reason);
        QCOMPARE(currentPage(), u"go.errors"_s);
    }

    void aKeyOfAnotherPageSaysWhoseItIs()
    {
        QVERIFY(open(Environment::Demo));
        m_window->goTo(u"requests"_s);
        m_window->goTo(u"journal"_s);
        QTRY_VERIFY(m_window->isSettled());
        const QString before = allText();
        QVERIFY(!before.contains(u"is a key of the page"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_1);
        QTRY_VERIFY2(allText().contains(u"Only Sent is a key of the page Requests"), qPrintable(allText()));
        QCOMPARE(currentPage(), u"go.journal"_s);
    }

    void enterPressesTheButtonThatHasTheFocus()
    {
        QVERIFY(open(Environment::Demo));
        m_window->goTo(u"errors"_s);
        QTRY_VERIFY(m_window->isSettled());
        auto *page = m_window->findChild<ui::ErrorsPage *>();
        QVERIFY(page);
        page->setQueryLine(u"no-such-word"_s);
        QTRY_COMPARE(page->state(), ui::PageState::Empty);
        for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Escape}) {
            page->setQueryLine(u"no-such-word"_s);
            QTRY_COMPARE(page->state(), ui::PageState::Empty);
            auto *clear = buttonNamed(*page, u"Clear the filter"_s);
            QVERIFY(clear);
            clear->setFocus();
            QTest::keyClick(clear, key);
            QTRY_COMPARE(page->state(), ui::PageState::Ready);
            QCOMPARE(page->queryLine(), QString());
        }
    }

    void theKeysSheetNamesEveryCommandThatHasAKey()
    {
        QVERIFY(open(Environment::Demo));
        press(Qt::Key_Question);
        const auto *sheet = m_window->findChild<ui::KeySheet *>();
        QVERIFY(sheet);
        QStringList words;
        for (const auto *label : sheet->findChildren<ui::ElidedLabel *>()) {
            words << label->text();
        }
        int named = 0;
        for (const ui::Commands::Entry &entry : m_window->commands().entries()) {
            if (!entry.action->shortcut().isEmpty()) {
                const QString told = entry.keyWords.isEmpty() ? entry.action->text().remove(u'&') : entry.keyWords;
                QVERIFY2(words.contains(told), qPrintable(told));
                ++named;
            }
        }
        QVERIFY(named > 20);
        press(Qt::Key_Escape);
        QTRY_VERIFY(!m_window->findChild<ui::KeySheet *>());
    }

    void noWordOfTheKeysSheetIsCut_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("wide") << QSize(1440, 900);
        QTest::newRow("narrow") << QSize(1024, 640);
    }
    void noWordOfTheKeysSheetIsCut()
    {
        QFETCH(QSize, size);
        QVERIFY(open(Environment::Demo));
        m_window->resize(size);
        press(Qt::Key_Question);
        const auto *sheet = m_window->findChild<ui::KeySheet *>();
        QVERIFY(sheet);
        for (const auto *label : sheet->findChildren<ui::ElidedLabel *>()) {
            QVERIFY2(!label->isElided(), qPrintable(label->text()));
        }
        press(Qt::Key_Escape);
    }

    void theKeysSheetSaysOnWhichPageAKeyMeansWhat()
    {
        QVERIFY(open(Environment::Demo));
        int named = 0;
        QHash<QStringList, ui::KeyLine> seen;
        for (const ui::KeyGroup &group : ui::keyGroups(m_window->commands())) {
            for (const ui::KeyLine &line : group.lines) {
                if (const auto other = seen.constFind(line.keys); other != seen.constEnd()) {
                    const bool isTold = line.page != other->page || line.words.startsWith(u"Plan"_s);
                    QVERIFY2(isTold, qPrintable(line.words));
                    ++named;
                }
                seen.insert(line.keys, line);
            }
        }
        QVERIFY(named > 0); // Ctrl+C at least copies a uuid here and a text there
        QVERIFY(seen.value({u"j"_s}).page.isEmpty());
        QCOMPARE(seen.value({u"Enter"_s}).words.isEmpty(), false);
    }

    void oneOverlayAtATime_data()
    {
        QTest::addColumn<QList<QKeyCombination>>("keys");
        QTest::addColumn<QString>("open");
        const QKeyCombination palette = Qt::CTRL | Qt::Key_K;
        const QKeyCombination sheet(Qt::Key_Question);
        const QKeyCombination escape(Qt::Key_Escape);
        using Keys = QList<QKeyCombination>;
        QTest::newRow("the palette, asked for twice") << Keys{palette, palette} << u"palette"_s;
        QTest::newRow("and three times") << Keys{palette, palette, palette} << u"palette"_s;
        QTest::newRow("the palette over the keys") << Keys{sheet, palette} << u"palette"_s;
        QTest::newRow("a question mark is text in the palette") << Keys{palette, sheet} << u"palette"_s;
        QTest::newRow("closed once is closed") << Keys{palette, palette, escape} << QString();
        QTest::newRow("closed and opened") << Keys{palette, escape, palette} << u"palette"_s;
        QTest::newRow("the keys, closed by their own key") << Keys{sheet, sheet} << QString();
    }

    void oneOverlayAtATime()
    {
        QFETCH(QList<QKeyCombination>, keys);
        QFETCH(QString, open);
        QVERIFY(this->open(Environment::Demo));
        for (const QKeyCombination each : keys) {
            press(each.key(), each.keyboardModifiers());
        }
        const auto overlays = [this] {
            QStringList names;
            for (const auto *each : m_window->findChildren<ui::OverlayPanel *>()) {
                names << each->objectName();
            }
            return names;
        };
        QTRY_COMPARE(overlays(), open.isEmpty() ? QStringList() : QStringList{open}); // one that closed goes later
        const auto *panel = m_window->findChild<ui::OverlayPanel *>();
        QVERIFY(QApplication::focusWidget());
        QCOMPARE(panel && panel->isAncestorOf(QApplication::focusWidget()), !open.isEmpty());
    }

    void aCommandOfTheMenuClosesTheOverlayFirst()
    {
        QVERIFY(open(Environment::Demo));
        for (const auto &id : {u"go.requests"_s, u"window.keys"_s, u"window.palette"_s}) {
            press(Qt::Key_K, Qt::ControlModifier);
            QTRY_COMPARE(m_window->findChildren<ui::OverlayPanel *>().size(), 1);
            m_window->commands().find(id)->trigger();
            QTRY_COMPARE(m_window->findChildren<ui::OverlayPanel *>().size(), id == u"go.requests" ? 0 : 1);
            if (id == u"go.requests") {
                QVERIFY(m_window->findChild<ui::RequestsPage *>()->isAncestorOf(QApplication::focusWidget()) ||
                        m_window->findChild<ui::RequestsPage *>()->hasFocus());
            }
        }
    }

    void noCommandOpensOneThingTwice_data()
    {
        QTest::addColumn<QString>("page");
        QTest::addColumn<QString>("line");
        QTest::addColumn<QStringList>("opened");
        QTest::newRow("Errors") << u"go.errors"_s << QString()
                                << QStringList{u"causeRules"_s, u"compare"_s, u"errors.rename"_s,
                                               u"errors.exportDialog"_s, u"errors.muteMenu"_s};
        QTest::newRow("Requests") << u"go.requests"_s << u"state:processing"_s
                                  << QStringList{u"keySheet"_s, u"palette"_s, u"requests.exportDialog"_s};
    }

    void noCommandOpensOneThingTwice()
    {
        QFETCH(QString, page);
        QFETCH(QString, line);
        QFETCH(QStringList, opened);
        QVERIFY(open(Environment::Demo));
        if (!line.isEmpty()) {
            domain::Address address;
            address.target = domain::Address::Target::Query;
            address.line = line;
            m_window->goTo(address);
        }
        QStringList ids;
        for (const auto &entry : m_window->commands().entries()) {
            ids.append(entry.action->objectName());
        }
        ids.removeAll(u"window.quit"_s);
        QSet<QString> seen;
        for (const QString &id : std::as_const(ids)) {
            m_window->commands().find(page)->trigger();
            QTRY_VERIFY(m_window->isSettled());
            for (int times = 0; times < 2; ++times) { // by key and palette, say, before a person sees the first
                if (QAction *action = m_window->commands().find(id); action && action->isEnabled()) {
                    action->trigger();
                }
            }
            const QStringList now = lyingOver();
            const QSet<QString> each(now.cbegin(), now.cend());
            QVERIFY2(now.size() == each.size(), qPrintable(id + u": "_s + now.join(u", ")));
            seen += each;
            closeWhatLiesOver();
            QTRY_COMPARE(lyingOver(), QStringList());
        }
        for (const QString &name : std::as_const(opened)) {
            QVERIFY2(seen.contains(name), qPrintable(name)); // else what is above proves nothing
        }
    }

    void whatIsNotInFrontIsBuiltLater()
    {
        QVERIFY(open(Environment::Demo));
        // By itself, when the rows of the page in front were shown.
        QTRY_VERIFY(m_window->findChild<ui::JournalPage *>() && m_window->findChild<ui::PlanPage *>());
        QVERIFY(m_window->findChild<ui::RequestsPage *>());
        // Or before that: the one that somebody goes to, and all for who looks at the list of all commands.
        struct Way {
            QString command;
            bool journal;
            bool plan;
            bool errors;
        };
        for (const Way &way : {Way{u"go.journal"_s, true, false, false}, Way{u"go.errors"_s, false, false, true},
                               Way{u"window.palette"_s, true, true, true}, Way{u"window.keys"_s, true, true, true}}) {
            m_window.reset();
            m_window = std::make_unique<ui::MainWindow>();
            m_window->showWorkspace(
                {m_open->open, m_open->store, m_open->feed, m_folder.filePath(u"window.ini"_s), &m_open->causes},
                u"requests"_s);
            QVERIFY(!m_window->findChild<ui::JournalPage *>());
            QVERIFY(!m_window->findChild<ui::ErrorsPage *>());
            QVERIFY(m_window->commands().find(u"go.journal"_s)); // its key and its place are there at once
            m_window->commands().find(way.command)->trigger();
            const QByteArray told = way.command.toUtf8();
            QVERIFY2((m_window->findChild<ui::JournalPage *>() != nullptr) == way.journal, told.constData());
            QVERIFY2((m_window->findChild<ui::PlanPage *>() != nullptr) == way.plan, told.constData());
            QVERIFY2((m_window->findChild<ui::ErrorsPage *>() != nullptr) == way.errors, told.constData());
        }
    }

    void whatTakesTheFocusHasANameForAScreenReader()
    {
        QVERIFY(open(Environment::Demo));
        QStringList pages;
        for (const auto &entry : m_window->commands().entries()) {
            if (entry.action->objectName().startsWith(u"go."_s) && entry.action->isEnabled())
                pages << entry.action->objectName();
        }
        QVERIFY(pages.size() > 1);
        QStringList nameless;
        for (const QString &page : std::as_const(pages)) {
            m_window->commands().find(page)->trigger();
            QTRY_VERIFY(m_window->isSettled());
            for (QWidget *each : m_window->findChildren<QWidget *>()) {
                if (!each->isVisible() || !(each->focusPolicy() & Qt::TabFocus) || each->focusProxy())
                    continue;
                QAccessibleInterface *told = QAccessible::queryAccessibleInterface(each);
                if (!told || told->text(QAccessible::Name).trimmed().isEmpty())
                    nameless << u"%1: %2 %3"_s.arg(page, QLatin1String(each->metaObject()->className()),
                                                   each->objectName());
            }
        }
        QCOMPARE(nameless, QStringList());
    }

    void closingTheConnectionClosesWhatLiesOverIt()
    {
        m_window = std::make_unique<ui::MainWindow>();
        m_window->showConnect();
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        press(Qt::Key_K, Qt::ControlModifier);
        QVERIFY(m_window->findChild<ui::OverlayPanel *>());
        QVERIFY(openInto(Environment::Demo));
        QTRY_VERIFY(!m_window->findChild<ui::OverlayPanel *>());
    }

    void theUsualSizeFitsTheScreen_data()
    {
        QTest::addColumn<QSize>("screen");
        QTest::addColumn<QSize>("window");
        QTest::newRow("a large one") << QSize(2560, 1400) << QSize(1440, 900);
        QTest::newRow("a laptop") << QSize(1366, 728) << QSize(1366, 728);
        QTest::newRow("the smallest") << QSize(800, 560) << QSize(800, 560);
        QTest::newRow("a tall one") << QSize(1080, 1880) << QSize(1080, 900);
    }

    void theUsualSizeFitsTheScreen()
    {
        QFETCH(QSize, screen);
        QTEST(ui::MainWindow::usualSize(screen), "window");
    }

    void theWindowComesBackWhereItWas()
    {
        const QString file = m_folder.filePath(u"place.ini"_s);
        const QSize room = QGuiApplication::primaryScreen()->availableSize();
        ui::MainWindow first;
        first.keepPlace(file);
        QVERIFY(first.width() <= room.width() && first.height() <= room.height());
        first.showConnect();
        first.show();
        QVERIFY(QTest::qWaitForWindowExposed(&first));
        first.setGeometry(30, 40, 640, 480);
        QTRY_COMPARE(first.size(), QSize(640, 480));
        QTRY_VERIFY(QFile::exists(file)); // by itself: a program that is killed has kept it too
        {
            ui::MainWindow second;
            second.keepPlace(file);
            QCOMPARE(second.size(), QSize(640, 480));
            second.resize(room.width() * 2, 480);
        }
        ui::MainWindow third; // a smaller screen than the one it was kept on
        third.keepPlace(file);
        QVERIFY(third.width() <= room.width());
    }

    void thePagesFitASmallScreen()
    {
        QVERIFY(open(Environment::Demo));
        for (const auto &id : {u"go.errors"_s, u"go.requests"_s}) {
            m_window->commands().find(id)->trigger();
            // Pages fold by the width they get, so what they need is asked at the small size, and the window must not
            // keep a person from making it that small.
            const QSize small(780, 540);
            m_window->resize(small);
            QTRY_COMPARE(m_window->size(), small);
            const auto fits = [this, small] {
                const QSize least = m_window->minimumSizeHint();
                return least.width() <= small.width() && least.height() <= small.height();
            };
            QTRY_VERIFY2(fits(), qPrintable(QString::number(m_window->minimumSizeHint().width())));
            for (const QSize size : {QSize(800, 560), QSize(960, 1040), small}) {
                m_window->resize(size);
                QTRY_COMPARE(m_window->size(), size);
            }
        }
    }

    void aNarrowWindowHasARail()
    {
        QVERIFY(open(Environment::Demo));
        auto *sidebar = m_window->findChild<ui::NavList *>();
        m_window->resize(1600, 900);
        QTRY_VERIFY(!sidebar->isRail());
        m_window->resize(1024, 640);
        QTRY_VERIFY(sidebar->isRail());
    }

    void closingAndOpeningAgainLeavesNothingBehind()
    {
        // The list of all commands builds the pages that are not in front, whether or not they had been built by then.
        const auto allCommands = [this] {
            m_window->commands().find(u"window.keys"_s)->trigger();
            return m_window->commands().entries().size();
        };
        QVERIFY(open(Environment::Demo));
        const auto before = allCommands();
        m_window->closeWorkspace();
        QVERIFY(m_window->commands().entries().size() < before);
        m_open.reset();
        QVERIFY(openInto(Environment::Test));
        QCOMPARE(allCommands(), before);
    }

    void theConnectPageStandsAloneAndSettles()
    {
        m_window = std::make_unique<ui::MainWindow>();
        QSignalSpy settled(m_window.get(), &ui::MainWindow::settled);
        m_window->showConnect();
        m_window->show();
        QTRY_VERIFY(settled.size() >= 1);
        QVERIFY(m_window->isSettled());
        press(Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(m_window->findChild<QLineEdit *>(u"paletteField"_s));
    }

private:
    /// What the composition makes, in its order.
    struct Open {
        Open(const api::Connection &connection, const session::Profile &profile)
            : client(connection), journal(profile.folder + u"/journal.jsonl"_s),
              open(client, store, journal, profile, {}), feed(client, store),
              archive(profile.folder + u"/causes.sqlite"_s), rules(profile.folder + u"/config"_s),
              index(store, rules.classifierRules()), triageFeed(client, store, archive),
              triage(store, index, archive, triageFeed, client),
              actions(triage, archive, rules, open.undo), causes{triageFeed, index, triage, rules, archive, actions}
        {
        }
        api::WaldurClient client;
        tables::RequestStore store;
        archive::Journal journal;
        session::OpenConnection open;
        workflows::RequestFeed feed;
        archive::CauseArchive archive;
        workflows::RuleStore rules;
        workflows::ErrorClassifier index;
        workflows::TriageFeed triageFeed;
        workflows::Triage triage;
        session::CauseActions actions;
        ui::CauseWorkspace causes;
    };

    bool open(Environment environment)
    {
        m_window = std::make_unique<ui::MainWindow>();
        m_window->resize(1440, 900);
        return openInto(environment);
    }

    bool openInto(Environment environment)
    {
        api::Connection connection;
        connection.root = m_demo->url();
        connection.token = m_demo->tokens().staff;
        m_open = std::make_unique<Open>(connection, session::Profile{u"test"_s, environment, m_folder.path()});
        m_window->showWorkspace(
            {m_open->open, m_open->store, m_open->feed, m_folder.filePath(u"window.ini"_s), &m_open->causes});
        m_open->open.session.start();
        m_window->show();
        return QTest::qWaitForWindowExposed(m_window.get()) &&
               QTest::qWaitFor(
                   [this] {
                       return m_open->store.size() == 300 && m_open->open.session.hasPerson() && m_window->isSettled();
                   },
                   20'000); // a page that has read its rows takes the focus
    }

    /// The names of the dialogs, menus and overlays that are shown.
    [[nodiscard]] QStringList lyingOver() const
    {
        QStringList names;
        for (const QWidget *each : m_window->findChildren<QWidget *>()) {
            const bool over = qobject_cast<const QDialog *>(each) || qobject_cast<const QMenu *>(each) ||
                              qobject_cast<const ui::OverlayPanel *>(each);
            if (over && each->isVisible()) {
                names.append(each->objectName());
            }
        }
        return names;
    }

    void closeWhatLiesOver()
    {
        for (QWidget *each : m_window->findChildren<QWidget *>()) {
            if (auto *overlay = qobject_cast<ui::OverlayPanel *>(each)) {
                overlay->closePanel();
            } else if (qobject_cast<QDialog *>(each) || qobject_cast<QMenu *>(each)) {
                each->close();
            }
        }
    }

    [[nodiscard]] const QWidget *frontPage() const
    {
        for (const QStackedWidget *pages : m_window->findChildren<QStackedWidget *>()) {
            const QWidget *front = pages->currentWidget();
            if (front && !front->property("waldesk_page").toString().isEmpty())
                return front;
        }
        return nullptr;
    }
    [[nodiscard]] QString currentPage() const
    {
        const QWidget *front = frontPage();
        return front ? front->property("waldesk_page").toString() : QString();
    }

    [[nodiscard]] QString noteText() const
    {
        const auto *note = m_window->findChild<ui::NoteBar *>();
        return note && note->isVisible() ? note->sentence() : QString();
    }

    [[nodiscard]] QString allText() const { return testsupport::shownLabels(*m_window).join(u'\n'); }

    static QPushButton *buttonNamed(const QWidget &parent, const QString &text)
    {
        for (auto *button : parent.findChildren<QPushButton *>()) {
            if (button->text() == text && button->isVisible())
                return button;
        }
        return nullptr;
    }

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWidget *target = QApplication::focusWidget() ? QApplication::focusWidget() : m_window.get();
        QTest::keyClick(target, key, modifiers);
    }

    QTemporaryDir m_folder;
    std::unique_ptr<demo::DemoService> m_demo;
    std::unique_ptr<Open> m_open;
    std::unique_ptr<ui::MainWindow> m_window; ///< goes first: its pages refer to m_open
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
