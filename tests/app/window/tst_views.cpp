// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition.h"
#include "models/session/noticesettings.h"
#include "models/session/savedviews.h"
#include "tests/app/memorykeychain.h"
#include "tests/support/home.h"
#include "tests/support/startdemo.h"
#include "ui/base/waldeskstyle.h"
#include "ui/pages/requestspage.h"
#include "ui/panels/noticesdialog.h"
#include "ui/panels/saveviewdialog.h"
#include "ui/panels/viewsdialog.h"
#include "ui/shell/palettemodel.h"
#include "ui/widgets/navlist.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace waldesk;
using namespace Qt::StringLiterals;
using testsupport::MemoryKeychain;

/// Saved views in the program as it is composed: saved from the query line, found, opened, arranged, kept.
class TestViews : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        ui::WaldeskStyle::install(*qApp, ui::WaldeskStyle::Scheme::Light);
        QGuiApplication::setQuitOnLastWindowClosed(false);
        m_server = testsupport::startDemo(200);
        QVERIFY(m_server);
    }

    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        testsupport::useHome(*m_home);
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        m_keychain = std::make_shared<MemoryKeychain::Content>();
        m_profile.name = u"work"_s;
        m_profile.root = m_server->url();
        m_profile.environment = domain::Environment::Test;
        m_keychain->secrets.insert(m_profile.secretKey(), m_server->tokens().staff);
        QVERIFY(app::ProfileStore().save(m_profile, true));
        QVERIFY(open());
    }

    void cleanup() { m_program.reset(); }

    void aViewIsSavedByKeysAndIsThereAtTheNextStart()
    {
        QVERIFY(saveView(u"state:sent,processing"_s, u"Open ones"_s));
        QTRY_VERIFY(item(u"Open ones"_s));
        QCOMPARE(session::SavedViews(m_profile.folder()).views().size(), size_t(1));
        QVERIFY(item(u"Open ones"_s)->isChecked()); // it is what the page shows
        QVERIFY(open());
        QTRY_VERIFY(item(u"Open ones"_s));
        QVERIFY(!item(u"Open ones"_s)->isChecked());
        item(u"Open ones"_s)->click();
        QTRY_COMPARE(page()->queryLine(), u"state:sent,processing"_s);
        QVERIFY(page()->isVisible());
        QVERIFY(item(u"Open ones"_s)->isChecked());
        press(Qt::Key_0); // all states: the view is left
        QTRY_VERIFY(!item(u"Open ones"_s)->isChecked());
        QTRY_VERIFY(m_program->window().findChild<ui::NavItem *>(u"nav-go.requests"_s)->isChecked());
    }

    void itsNumberIsTheServersAndThatOfThePage_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("what the server filters") << u"state:sent"_s;
        QTest::newRow("what is looked for here") << u"state:erred has:traceback"_s;
    }

    void itsNumberIsTheServersAndThatOfThePage()
    {
        QFETCH(QString, line);
        QVERIFY(saveView(line, u"v"_s));
        QTRY_VERIFY(item(u"v"_s));
        QTRY_VERIFY(page()->isSettled() && page()->matches());
        const QString number = ui::groupedNumber(page()->matches()->count);
        QVERIFY(page()->matches()->count > 0);
        QTRY_COMPARE(item(u"v"_s)->accessibleDescription(), number);
        QCOMPARE(page()->shownCount(), page()->matches()->count);
        QVERIFY(item(u"v"_s)->toolTip().contains(line.toHtmlEscaped()));
    }

    void theNumberOfWhatIsShownStandsWhenItIsSaved()
    {
        const QString line = u"state:erred has:traceback"_s; // which no server counts
        m_program->window().goTo(u"requests"_s);
        page()->setQueryLine(line);
        QTRY_VERIFY(page()->isSettled() && page()->matches() && page()->matches()->complete);
        press(Qt::Key_D, Qt::ControlModifier);
        QTRY_VERIFY(dialog<ui::SaveViewDialog>());
        dialog<ui::SaveViewDialog>()->findChild<QLineEdit *>(u"saveViewName"_s)->setText(u"v"_s);
        dialog<ui::SaveViewDialog>()->findChild<QPushButton *>(u"saveViewSave"_s)->click();
        QTRY_VERIFY(item(u"v"_s));
        QTRY_COMPARE(item(u"v"_s)->accessibleDescription(), ui::groupedNumber(page()->matches()->count));
    }

    void savingALineThatHasAViewReplacesIt()
    {
        QVERIFY(saveView(u"state:sent"_s, u"v"_s));
        QTRY_VERIFY(item(u"v"_s));
        page()->setQueryLine(u"state:done"_s);
        press(Qt::Key_D, Qt::ControlModifier);
        QTRY_VERIFY(hasKeys(dialog<ui::SaveViewDialog>()));
        auto *name = dialog<ui::SaveViewDialog>()->findChild<QLineEdit *>(u"saveViewName"_s);
        auto *save = dialog<ui::SaveViewDialog>()->findChild<QPushButton *>(u"saveViewSave"_s);
        name->clear();
        QVERIFY(!save->isEnabled());
        name->setText(u" V "_s);
        QCOMPARE(save->text(), u"Replace"_s);
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_VERIFY(!dialog<ui::SaveViewDialog>());
        const session::SavedViews kept(m_profile.folder());
        QCOMPARE(kept.views().size(), size_t(1));
        QCOMPARE(kept.views().front(), (domain::SavedView{u"v"_s, u"state:done"_s, false}));
    }

    void theErrorsPageSavesWhatItShows()
    {
        m_program->window().goTo(u"errors"_s);
        press(Qt::Key_D, Qt::ControlModifier);
        QTRY_VERIFY(hasKeys(dialog<ui::SaveViewDialog>()));
        QTest::keyClick(dialog<ui::SaveViewDialog>()->findChild<QLineEdit *>(u"saveViewName"_s), Qt::Key_Return);
        QTRY_VERIFY(item(u"state:erred"_s));
    }

    void aKeyOpensEachOfTheFirstNine()
    {
        QVERIFY(saveView(u"state:sent"_s, u"first"_s));
        QVERIFY(saveView(u"state:done"_s, u"second"_s));
        press(Qt::Key_G);
        press(Qt::Key_1);
        QTRY_COMPARE(page()->queryLine(), u"state:sent"_s);
        press(Qt::Key_G);
        press(Qt::Key_2);
        QTRY_COMPARE(page()->queryLine(), u"state:done"_s);
    }

    void thePaletteFindsAView()
    {
        QVERIFY(saveView(u"state:sent"_s, u"Waiting"_s));
        m_program->window().goTo(u"errors"_s);
        press(Qt::Key_K, Qt::ControlModifier);
        auto *field = find<QLineEdit>(u"paletteField"_s);
        QVERIFY(field);
        field->setText(u"waiti"_s);
        const auto *list = find<QListView>(u"paletteList"_s);
        QStringList headings;
        for (int row = 0; row < list->model()->rowCount(); ++row)
            headings << list->model()->index(row, 0).data(ui::PaletteModel::HeadingRole).toString();
        headings.removeAll(QString());
        QVERIFY2(headings.contains(u"Views"_s), qPrintable(headings.join(u',')));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(page()->queryLine(), u"state:sent"_s);
        QVERIFY(page()->isVisible());
    }

    void whatAnotherWindowSavesComesByItself()
    {
        session::SavedViews other(m_profile.folder());
        QCOMPARE(other.add({u"theirs"_s, u"state:sent"_s, false}), QString());
        QTRY_VERIFY(item(u"theirs"_s));
        QCOMPARE(other.remove(u"theirs"_s), QString());
        QTRY_VERIFY(!item(u"theirs"_s));
    }

    void aViewThatAnotherWindowDeletesIsNotOpened()
    {
        QVERIFY(saveView(u"state:sent"_s, u"Waiting"_s));
        page()->setQueryLine(u"state:done"_s);
        press(Qt::Key_K, Qt::ControlModifier);
        auto *field = find<QLineEdit>(u"paletteField"_s);
        QVERIFY(field);
        field->setText(u"waiti"_s);
        session::SavedViews other(m_profile.folder());
        QCOMPARE(other.remove(u"Waiting"_s), QString());
        QTRY_VERIFY(!item(u"Waiting"_s));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY(!field->isVisible());
        QCOMPARE(page()->queryLine(), u"state:done"_s);
    }

    void aNameThatIsTypedStaysWhileAnotherWindowSavesAView()
    {
        for (const QString &name : {u"a"_s, u"b"_s})
            QVERIFY(saveView(u"text:"_s + name, name));
        press(Qt::Key_G);
        press(Qt::Key_V);
        QTRY_VERIFY(hasKeys(dialog<ui::ViewsDialog>()));
        auto *list = dialog<ui::ViewsDialog>()->findChild<QListWidget *>(u"viewsList"_s);
        list->setCurrentRow(1);
        dialog<ui::ViewsDialog>()->findChild<QPushButton *>(u"viewsRename"_s)->click();
        QTRY_VERIFY(list->findChild<QLineEdit *>());
        auto *field = list->findChild<QLineEdit *>();
        field->setText(u"half a na"_s);
        session::SavedViews other(m_profile.folder());
        QCOMPARE(other.add({u"theirs"_s, u"state:sent"_s, false}), QString());
        QTRY_VERIFY(item(u"theirs"_s)); // this window knows
        QCOMPARE(list->findChild<QLineEdit *>(), field);
        QCOMPARE(field->text(), u"half a na"_s);
        field->setText(u"half a name"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(names(), (QStringList{u"a"_s, u"half a name"_s, u"theirs"_s}));
        QTRY_COMPARE(list->count(), 3);
    }

    void viewsAreArrangedByKeys()
    {
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
            QVERIFY(saveView(u"text:"_s + name, name));
        press(Qt::Key_G);
        press(Qt::Key_V);
        QTRY_VERIFY(dialog<ui::ViewsDialog>());
        auto *list = dialog<ui::ViewsDialog>()->findChild<QListWidget *>(u"viewsList"_s);
        list->setCurrentRow(2);
        QTRY_VERIFY(list->isActiveWindow());
        QTest::keyClick(list, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(names(), (QStringList{u"a"_s, u"c"_s, u"b"_s}));
        QCOMPARE(list->currentRow(), 1); // it goes along
        list->item(1)->setText(u"sea"_s);
        QTRY_COMPARE(names(), (QStringList{u"a"_s, u"sea"_s, u"b"_s}));
        QTRY_COMPARE(list->currentItem()->text(), u"sea"_s);
        list->item(1)->setText(u"A"_s); // taken
        QTRY_COMPARE(list->item(1)->text(), u"sea"_s);
        QVERIFY(dialog<ui::ViewsDialog>()->findChild<QLabel *>(u"viewsSentence"_s)->text().contains(u"already"_s));
        list->item(0)->setCheckState(Qt::Checked);
        QTRY_VERIFY(session::SavedViews(m_profile.folder()).find(u"a"_s)->notify);
        dialog<ui::ViewsDialog>()->findChild<QPushButton *>(u"viewsLink"_s)->click();
        const auto link = domain::Address::tryParse(QGuiApplication::clipboard()->text());
        QVERIFY(link);
        QCOMPARE(link->profile, u"work"_s);
        QVERIFY(m_program->window().isVisible());
        list->setCurrentRow(1);
        dialog<ui::ViewsDialog>()->findChild<QPushButton *>(u"viewsDelete"_s)->click();
        QTRY_COMPARE(names(), (QStringList{u"a"_s, u"b"_s}));
        dialog<ui::ViewsDialog>()->findChild<QPushButton *>(u"viewsOpen"_s)->click();
        QTRY_COMPARE(page()->queryLine(), u"text:b"_s);
    }

    void aDeletedViewComesBackByUndo()
    {
        for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
            QVERIFY(saveView(u"text:"_s + name, name));
        QVERIFY(menuOf(u"b"_s, u"Delete"_s));
        QTRY_COMPARE(names(), (QStringList{u"a"_s, u"c"_s}));
        m_program->window().goTo(u"requests"_s);
        QTRY_VERIFY(isReady());
        press(Qt::Key_Z);
        QTRY_COMPARE(names(), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
    }

    void theMenuOfAViewWorks()
    {
        QVERIFY(saveView(u"text:a"_s, u"a"_s));
        QVERIFY(saveView(u"text:\"b & c\""_s, u"b"_s));
        QVERIFY(menuOf(u"b"_s, u"Move up"_s));
        QTRY_COMPARE(names(), (QStringList{u"b"_s, u"a"_s}));
        QVERIFY(menuOf(u"b"_s, u"Notify me"_s));
        QTRY_VERIFY(session::SavedViews(m_profile.folder()).find(u"b"_s)->notify);
        QVERIFY(menuOf(u"b"_s, u"Copy link"_s));
        const auto link = domain::Address::tryParse(QGuiApplication::clipboard()->text());
        QVERIFY(link);
        QCOMPARE(link->line, u"text:\"b & c\""_s);
        QVERIFY(menuOf(u"a"_s, u"Open"_s));
        QTRY_COMPARE(page()->queryLine(), u"text:a"_s);
        QVERIFY(menuOf(u"a"_s, u"Rename…"_s));
        QTRY_VERIFY(dialog<ui::ViewsDialog>());
        QCOMPARE(dialog<ui::ViewsDialog>()->findChild<QListWidget *>(u"viewsList"_s)->currentItem()->text(), u"a"_s);
    }

    void aDamagedFileIsSaidAndKept()
    {
        m_program.reset();
        QFile file(m_profile.folder() + u"/views.json"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{");
        file.close();
        QVERIFY(open());
        QTRY_VERIFY(says(u"damaged"_s));
    }

    void namesAreTextAndNothingElse()
    {
        session::SavedViews views(m_profile.folder());
        QCOMPARE(views.add({u"<b>R&D</b>"_s, u"text:\"<img src=x>\""_s, false}), QString());
        QVERIFY(open());
        QTRY_VERIFY(item(u"<b>R&D</b>"_s));
        QVERIFY(!item(u"<b>R&D</b>"_s)->toolTip().contains(u"<img"_s));
        item(u"<b>R&D</b>"_s)->click();
        QTRY_COMPARE(page()->queryLine(), u"text:\"<img src=x>\""_s);
    }

    void whatTheDesktopTellsIsChosenForThisProfile()
    {
        command(u"session.notices"_s)->trigger();
        QTRY_VERIFY(dialog<ui::NoticesDialog>());
        auto *on = dialog<ui::NoticesDialog>()->findChild<QCheckBox *>(u"noticesOn"_s);
        auto *views = dialog<ui::NoticesDialog>()->findChild<QCheckBox *>(u"noticesViews"_s);
        QVERIFY(on->isChecked() && views->isChecked() && views->isEnabled());
        views->setChecked(false);
        on->setChecked(false);
        QVERIFY(!views->isEnabled());
        dialog<ui::NoticesDialog>()->findChild<QPushButton *>(u"noticesSave"_s)->click();
        QTRY_VERIFY(!dialog<ui::NoticesDialog>());
        const auto kept = session::NoticeSettings::read(m_profile.folder());
        QVERIFY(!kept.on && !kept.views && kept.newCauses);
    }

private:
    [[nodiscard]] QAction *command(const QString &name) const { return m_program->window().commands().find(name); }
    [[nodiscard]] ui::RequestsPage *page() const { return find<ui::RequestsPage>({}); }
    [[nodiscard]] ui::NavItem *item(const QString &view) const { return find<ui::NavItem>(u"nav-view.open."_s + view); }

    template <typename Widget>
    Widget *find(const QString &name) const
    {
        return m_program->window().findChild<Widget *>(name);
    }
    template <typename Dialog>
    Dialog *dialog() const
    {
        auto *found = m_program->window().findChild<Dialog *>();
        return found && found->isVisible() ? found : nullptr;
    }

    /// Until then a key goes to what had the focus before, even if it is sent to a field of the dialog: shortcuts
    /// follow the focus.
    [[nodiscard]] static bool hasKeys(const QDialog *dialog) { return dialog && dialog->isActiveWindow(); }

    [[nodiscard]] bool isReady() const { return m_program->window().isActiveWindow() && !QApplication::modalWindow(); }

    [[nodiscard]] bool open()
    {
        m_program.reset();
        m_program =
            std::make_unique<app::Composition>(app::WindowOptions(), std::make_unique<MemoryKeychain>(m_keychain));
        m_program->window().resize(1440, 900);
        m_program->start();
        return QTest::qWaitFor(
            [this] { return m_program->window().windowTitle() == u"work — Waldesk"_s && page() && isReady(); }, 20'000);
    }

    [[nodiscard]] bool saveView(const QString &line, const QString &name)
    {
        m_program->window().goTo(u"requests"_s);
        page()->setQueryLine(line);
        press(Qt::Key_D, Qt::ControlModifier);
        if (!QTest::qWaitFor([this] { return hasKeys(dialog<ui::SaveViewDialog>()); }, 20'000))
            return false;
        auto *field = dialog<ui::SaveViewDialog>()->template findChild<QLineEdit *>(u"saveViewName"_s);
        field->setText(name);
        QTest::keyClick(field, Qt::Key_Return);
        const bool done = QTest::qWaitFor([this] { return !dialog<ui::SaveViewDialog>() && isReady(); }, 20'000);
        m_program->window().goTo(u"requests"_s);
        return done && names().contains(name);
    }

    /// Chooses an entry of the menu of a view.
    [[nodiscard]] bool menuOf(const QString &view, const QString &entry)
    {
        if (!QTest::qWaitFor([&] { return item(view) != nullptr; }, 20'000))
            return false;
        ui::NavItem *shown = item(view);
        QContextMenuEvent event(QContextMenuEvent::Mouse, shown->rect().center(),
                                shown->mapToGlobal(shown->rect().center()));
        QApplication::sendEvent(shown, &event);
        auto *menu = find<QMenu>(u"viewMenu"_s);
        bool found = false;
        for (QAction *action : menu ? menu->actions() : QList<QAction *>()) {
            if (action->text() == entry) {
                action->trigger();
                found = true;
            }
        }
        if (menu)
            menu->close();
        m_program->window().activateWindow(); // without a window manager nobody gives the focus back
        return found && QTest::qWaitFor([this] { return !find<QMenu>(u"viewMenu"_s); }, 20'000);
    }

    [[nodiscard]] QStringList names() const
    {
        QStringList all;
        const session::SavedViews kept(m_profile.folder());
        for (const domain::SavedView &view : kept.views())
            all << view.name;
        return all;
    }

    [[nodiscard]] bool says(const QString &words) const
    {
        for (const auto *label : m_program->window().findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(words))
                return true;
        }
        return false;
    }

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWidget *target = QApplication::focusWidget() ? QApplication::focusWidget() : &m_program->window();
        QTest::keyClick(target, key, modifiers);
    }

    std::unique_ptr<demo::DemoService> m_server;
    std::unique_ptr<QTemporaryDir> m_home;
    std::shared_ptr<MemoryKeychain::Content> m_keychain;
    app::SavedProfile m_profile;
    std::unique_ptr<app::Composition> m_program;
};

QTEST_MAIN(TestViews)
#include "tst_views.moc"
