// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"
#include "ui/base/workspace.h"

#include <QObject>
#include <QStringList>

#include <functional>

class QLineEdit;
class QListWidget;

namespace waldesk::ui
{

/// What may stand at the cursor of a query: a pure function of the text. Keys where none is typed yet, else values of
/// the key, each as it has to be typed.
struct QueryCompletions {
    qsizetype from = 0; ///< what a choice replaces begins here
    qsizetype length = 0;
    QStringList words; ///< keys end in a colon
};
using KnownValues = std::function<QStringList(domain::QueryKey)>;
[[nodiscard]] QueryCompletions completionsAt(const QString &text, qsizetype cursor, const KnownValues &values,
                                             domain::QueryScope scope = domain::QueryScope::Requests);

/// Values that are known for a key: words of the language, offerings, who must act, keys of the causes that are shown.
[[nodiscard]] QStringList knownValues(const Workspace &workspace, domain::QueryKey key);

/// Completes the query under the field while it is typed. The best is preselected; Down and Up choose another, Tab
/// takes it, Enter takes only what was chosen and else goes on to the field, Esc hides the list. It never takes the
/// focus.
class QueryCompletion : public QObject
{
    Q_OBJECT
public:
    explicit QueryCompletion(QLineEdit *field);
    ~QueryCompletion() override;

    void setValues(KnownValues values);
    void setScope(domain::QueryScope scope) { m_scope = scope; } ///< whose keys are offered
    [[nodiscard]] bool isShown() const;
    [[nodiscard]] QStringList shownWords() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void update(const QString &text);
    void take(int row);
    void hide();
    [[nodiscard]] bool onKey(int key);

    QLineEdit *m_field;
    QListWidget *m_list = nullptr; ///< a child of the window, made when it is first needed
    KnownValues m_values;
    domain::QueryScope m_scope = domain::QueryScope::Requests;
    QueryCompletions m_found;
    bool m_chosen = false; ///< with the arrows: Enter takes it
};

} // namespace waldesk::ui
