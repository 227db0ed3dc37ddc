// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/errorspage.h"
#include "ui/shell/mainwindow.h"

#include <QTemporaryDir>

#include <memory>

class QListView;

namespace waldesk::testsupport
{

/// The real window on a server of the test, with everything that the composition would make, in its order. Judged by
/// what is visible and driven by keys, as a person would; keys() counts them.
class CauseDesk
{
public:
    CauseDesk(const QUrl &root, const QByteArray &token, QSize size = {1440, 900});
    ~CauseDesk();

    [[nodiscard]] bool open(); ///< shows the window and waits until its home page is settled
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier); ///< on what has the focus
    void type(const QString &text);
    [[nodiscard]] int keys() const { return m_keys; }

    template <typename W>
    [[nodiscard]] W *named(const char *objectName) const
    {
        return window->findChild<W *>(QLatin1String(objectName));
    }
    [[nodiscard]] QListView *list() const;
    [[nodiscard]] const tables::CauseGroup *current() const;
    [[nodiscard]] QString shownText() const; ///< all words that can be seen outside of views

    QTemporaryDir folder;
    api::WaldurClient client;
    tables::RequestStore store;
    archive::Journal journal;
    session::OpenConnection connection;
    session::Session &session; ///< of `connection`
    workflows::RequestFeed feed;
    archive::CauseArchive archive;
    workflows::RuleStore rules;
    workflows::ErrorClassifier index;
    workflows::TriageFeed triageFeed;
    workflows::Triage triage;
    session::CauseActions actions;
    ui::CauseWorkspace causes;
    std::unique_ptr<ui::MainWindow> window;
    ui::ErrorsPage *page = nullptr;

private:
    int m_keys = 0;
};

} // namespace waldesk::testsupport
