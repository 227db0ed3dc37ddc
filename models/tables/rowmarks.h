// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/uuid.h"

#include <QObject>
#include <QSet>

#include <vector>

namespace waldesk::tables
{

/// The requests that a person has marked for one action on all of them. They are kept by uuid, so that a refresh,
/// another order and another filter leave them as they are. Owned by the page that has the list.
class RowMarks : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] bool contains(const domain::Uuid &row) const { return m_marks.contains(row); }
    [[nodiscard]] int count() const { return static_cast<int>(m_marks.size()); }
    [[nodiscard]] bool isEmpty() const { return m_marks.isEmpty(); }
    [[nodiscard]] const QSet<domain::Uuid> &all() const { return m_marks; }

    void toggle(const domain::Uuid &row);
    void add(const std::vector<domain::Uuid> &rows);
    void clear();

signals:
    void changed();

private:
    QSet<domain::Uuid> m_marks;
};

} // namespace waldesk::tables
