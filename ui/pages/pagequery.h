// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"

#include <QObject>

#include <optional>
#include <vector>

namespace waldesk::ui
{

/// The filter of a page: the terms that hold, shown as chips, and the words that are being typed, which take effect at
/// once. States that are typed replace those that hold. A line that does not parse changes nothing: the last good
/// result stays. What a line may say depends on its scope: rows of the journal have other keys than requests.
class PageQuery : public QObject
{
    Q_OBJECT
public:
    explicit PageQuery(QObject *parent = nullptr, domain::QueryScope scope = domain::QueryScope::Requests);

    [[nodiscard]] domain::QueryScope scope() const { return m_scope; }
    [[nodiscard]] const domain::Query &committed() const { return m_committed; }
    [[nodiscard]] domain::Query effective() const; ///< with what is being typed
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] std::vector<domain::State> states() const;                                 ///< empty: all
    [[nodiscard]] const std::optional<domain::QueryError> &error() const { return m_error; } ///< of what is typed
    /// The page shows the chosen states in a strip of its own, so they need no chip.
    [[nodiscard]] virtual bool hasStateStrip() const;
    /// Where a term of committed() is looked at, by its index there.
    [[nodiscard]] virtual domain::TermPlace placeOf(size_t term) const;

    void setCommitted(domain::Query query);
    bool setLine(const QString &line); ///< instead of all that holds and is typed; false when it does not parse
    void addLine(const QString &line); ///< further terms; nothing when it does not parse
    void drop(size_t term);            ///< of committed()
    void setTyped(const QString &text);
    bool commitTyped(); ///< makes chips of it; false when it does not parse
    void setStates(const std::vector<domain::State> &states);
    [[nodiscard]] bool asksForStuck() const; ///< `is:stuck` is among the terms of effective()
    /// What the state strip chooses: states, and whether only stuck ones.
    void setStrip(const std::vector<domain::State> &states, bool stuck);

signals:
    void changed(); ///< terms, places or error

protected:
    virtual void committedChanged();
    virtual void typedChanged();

private:
    [[nodiscard]] domain::Query::Parsed parsed(const QString &line) const;
    [[nodiscard]] domain::Query none() const; ///< an empty query of the scope

    domain::QueryScope m_scope;
    domain::Query m_committed;
    domain::Query m_typed;
    std::optional<domain::QueryError> m_error;
};

} // namespace waldesk::ui
