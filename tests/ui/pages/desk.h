// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/foundresourcecache.h"
#include "models/session/openconnection.h"
#include "models/session/stuckrequests.h"
#include "models/workflows/requestfeed.h"
#include "ui/pages/requestspage.h"

#include <QAccessible>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

class QAbstractButton;
class QLabel;
class QLineEdit;
class QTableView;

namespace waldesk::testsupport
{

/// A window with nothing but the requests page on a server of the test: everything that the composition would make, in
/// its order. Judged by what is visible and driven by keys, as a person would.
class Desk
{
public:
    struct Options {
        QSize size{1240, 800};
        domain::Environment environment = domain::Environment::Test;
        int undoMs = 5000;
        bool session = true;          ///< reads users/me and the like
        bool stuck = false;           ///< knows what is stuck; read by open()
        bool found = false;           ///< reads what Done requests found
        bool environmentKnown = true; ///< a person has said what kind of server it is
    };

    Desk(const QUrl &root, const QByteArray &token, Options options);
    ~Desk();

    [[nodiscard]] ui::Workspace workspace();
    [[nodiscard]] bool open(); ///< shows the window and waits until the page is settled
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier); ///< on what has the focus
    void type(const QString &text);

    [[nodiscard]] QLineEdit *filter() const;
    [[nodiscard]] QTableView *table() const;
    [[nodiscard]] QAbstractButton *button(const QString &accessibleName) const; ///< visible ones only
    template <typename W>
    [[nodiscard]] W *named(const char *objectName) const
    {
        return window->findChild<W *>(QLatin1String(objectName));
    }
    [[nodiscard]] QString cell(int row, tables::RequestTableModel::Column column) const;
    [[nodiscard]] QString pending(int row) const; ///< what the row says is about to happen
    [[nodiscard]] domain::Request rowAt(int row) const;
    [[nodiscard]] int shownRow(domain::State state) const; ///< the first row in that state, -1
    [[nodiscard]] QString note() const;                    ///< the sentence at the foot, empty when there is none
    [[nodiscard]] QString reasonLine() const;
    [[nodiscard]] QString emptyTitle() const; ///< of the page that stands in for rows, empty while there are rows
    [[nodiscard]] QString shownText() const;  ///< all labels that can be seen, for "it says ..."
    /// The row as the server has it now.
    [[nodiscard]] std::optional<domain::Request> onServer(const domain::Uuid &uuid);

    QTemporaryDir folder;
    api::WaldurClient client;
    tables::RequestStore store;
    archive::Journal journal;
    session::OpenConnection connection;
    session::Session &session; ///< of `connection`
    workflows::RequestFeed feed;
    std::unique_ptr<session::StuckRequests> stuck;
    std::unique_ptr<session::FoundResourceCache> foundCache;
    std::unique_ptr<QWidget> window;
    std::unique_ptr<ui::Commands> commands;
    ui::RequestsPage *page = nullptr;
};

} // namespace waldesk::testsupport
