// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/pages/desk.h"

#include "models/tables/roles.h"
#include "tests/support/connections.h"
#include "tests/support/shownlabels.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace waldesk::testsupport
{

Desk::Desk(const QUrl &root, const QByteArray &token, Options options)
    : client(connectionTo(root, token)), journal(folder.filePath(QStringLiteral("journal.jsonl"))),
      connection(client, store, journal,
                 {QStringLiteral("desk"), options.environment, folder.path(), options.environmentKnown},
                 folder.filePath(QStringLiteral("window.ini"))),
      session(connection.session), feed(client, store), window(std::make_unique<QWidget>()),
      commands(std::make_unique<ui::Commands>())
{
    client.setRetryDelayMs(1);
    window->resize(options.size);
    if (options.stuck)
        stuck = std::make_unique<session::StuckRequests>(client, store, connection.session, connection.clock);
    if (options.found)
        foundCache = std::make_unique<session::FoundResourceCache>(client);
    page = new ui::RequestsPage(workspace(), *commands, window.get());
    connection.pending.setDelay(options.undoMs);
    auto *column = new QVBoxLayout(window.get());
    column->setContentsMargins({});
    column->addWidget(page);
    if (options.session)
        session.start();
}

Desk::~Desk()
{
    // The commands are told when their hosts die, so they go last.
    window.reset();
}

ui::Workspace Desk::workspace()
{
    ui::Workspace made{connection, store, feed, folder.filePath(QStringLiteral("window.ini"))};
    made.stuck = stuck.get();
    made.found = foundCache.get();
    return made;
}

bool Desk::open()
{
    if (stuck)
        stuck->start();
    window->show();
    window->activateWindow();
    page->start();
    return QTest::qWaitForWindowActive(window.get()) && QTest::qWaitFor([this] { return page->isSettled(); }, 20'000);
}

void Desk::press(int key, Qt::KeyboardModifiers modifiers)
{
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

void Desk::type(const QString &text)
{
    QTest::keyClicks(QApplication::focusWidget(), text);
}

QLineEdit *Desk::filter() const
{
    for (QLineEdit *field : window->findChildren<QLineEdit *>()) {
        if (field->accessibleName() == QLatin1String("Filter"))
            return field;
    }
    return nullptr;
}

QTableView *Desk::table() const
{
    for (QTableView *view : window->findChildren<QTableView *>()) {
        if (view->accessibleName() == QLatin1String("Requests"))
            return view;
    }
    return nullptr;
}

QAbstractButton *Desk::button(const QString &accessibleName) const
{
    const QList<QAbstractButton *> all = window->findChildren<QAbstractButton *>();
    for (QAbstractButton *each : all) {
        const QString name = each->accessibleName().isEmpty() ? each->text() : each->accessibleName();
        if (each->isVisible() && name == accessibleName)
            return each;
    }
    return nullptr;
}

QString Desk::cell(int row, tables::RequestTableModel::Column column) const
{
    return table()->model()->index(row, column).data().toString();
}

QString Desk::pending(int row) const
{
    return table()->model()->index(row, 0).data(tables::PendingRole).toString();
}

domain::Request Desk::rowAt(int row) const
{
    return store.request(*store.find(page->model().uuidAt(row)));
}

int Desk::shownRow(domain::State state) const
{
    for (int row = 0; row < page->model().rowCount(); ++row) {
        if (rowAt(row).state == state)
            return row;
    }
    return -1;
}

QString Desk::note() const
{
    const auto *label = named<QLabel>("note.text");
    return label->isVisible() ? label->text() : QString();
}

QString Desk::reasonLine() const
{
    QStringList lines;
    const auto *bar = named<QWidget>("detail.actions");
    for (const QLabel *label : bar->findChildren<QLabel *>()) {
        if (label->isVisible())
            lines.append(label->text());
    }
    return lines.join(QLatin1Char(' '));
}

QString Desk::emptyTitle() const
{
    const auto *empty = named<QWidget>("requests.empty");
    if (!empty->isVisible())
        return {};
    const auto labels = empty->findChildren<QLabel *>();
    return labels.isEmpty() ? QString() : labels.front()->text();
}

QString Desk::shownText() const
{
    return shownLabels(*window).join(QLatin1Char('\n'));
}

std::optional<domain::Request> Desk::onServer(const domain::Uuid &uuid)
{
    std::optional<domain::Request> found;
    bool answered = false;
    client.retrieve(uuid, window.get(), [&](const api::Result<api::OneRequest> &result) {
        answered = true;
        if (result)
            found = result->request;
    });
    if (!QTest::qWaitFor([&answered] { return answered; }, 20'000))
        return std::nullopt;
    return found;
}

} // namespace waldesk::testsupport
