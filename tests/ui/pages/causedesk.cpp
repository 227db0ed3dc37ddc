// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/pages/causedesk.h"

#include "tests/support/connections.h"
#include "tests/support/shownlabels.h"
#include "ui/panels/causenumbers.h"
#include "ui/panels/runstext.h"
#include "ui/widgets/statepage.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QListView>
#include <QTest>
#include <QTimer>

#include <algorithm>

namespace waldesk::testsupport
{

CauseDesk::CauseDesk(const QUrl &root, const QByteArray &token, QSize size)
    : client(connectionTo(root, token)), journal(folder.filePath(QStringLiteral("journal.jsonl"))),
      connection(client, store, journal, {QStringLiteral("desk"), domain::Environment::Test, folder.path()},
                 folder.filePath(QStringLiteral("window.ini"))),
      session(connection.session), feed(client, store), archive(folder.filePath(QStringLiteral("causes.sqlite"))),
      rules(folder.filePath(QStringLiteral("config"))), index(store, rules.classifierRules()),
      triageFeed(client, store, archive), triage(store, index, archive, triageFeed, client),
      actions(triage, archive, rules, connection.undo), causes{triageFeed, index, triage, rules, archive, actions},
      window(std::make_unique<ui::MainWindow>())
{
    client.setRetryDelayMs(1);
    QObject::connect(&rules, &workflows::RuleStore::changed, &index,
                     [this] { index.setRules(rules.classifierRules()); });
    window->resize(size);
}

CauseDesk::~CauseDesk()
{
    window.reset();
}

bool CauseDesk::open()
{
    window->showWorkspace({connection, store, feed, folder.filePath(QStringLiteral("window.ini")), &causes});
    session.start();
    window->show();
    window->activateWindow();
    page = window->findChild<ui::ErrorsPage *>();
    return page && QTest::qWaitForWindowActive(window.get()) &&
           QTest::qWaitFor([this] { return page->isSettled() && session.hasPerson(); }, 20'000);
}

void CauseDesk::press(int key, Qt::KeyboardModifiers modifiers)
{
    ++m_keys;
    QWidget *target = QApplication::focusWidget();
    QTest::keyClick(target ? target : window.get(), static_cast<Qt::Key>(key), modifiers);
    // A person who means a command lets a moment pass before the next letter.
    const auto waits = window->findChildren<QTimer *>(QStringLiteral("letterKeys.hold"));
    [[maybe_unused]] const bool acted = QTest::qWaitFor(
        [&waits] {
            return std::none_of(waits.begin(), waits.end(), [](const QTimer *each) { return each->isActive(); });
        },
        20'000);
}

void CauseDesk::type(const QString &text)
{
    QTest::keyClicks(QApplication::focusWidget(), text);
}

QListView *CauseDesk::list() const
{
    return named<QListView>("errors.list");
}

const tables::CauseGroup *CauseDesk::current() const
{
    return triage.group(page->currentCause());
}

QString CauseDesk::shownText() const
{
    QStringList all = shownLabels(*window);
    for (const QAbstractButton *button : window->findChildren<QAbstractButton *>()) {
        if (button->isVisible())
            all << button->text();
    }
    for (const ui::RunsText *text : window->findChildren<ui::RunsText *>()) {
        if (text->isVisible())
            all << text->text();
    }
    for (const ui::CauseNumbers *numbers : window->findChildren<ui::CauseNumbers *>()) {
        if (numbers->isVisible())
            all << numbers->accessibleName();
    }
    return all.join(QLatin1Char('\n'));
}

} // namespace waldesk::testsupport
