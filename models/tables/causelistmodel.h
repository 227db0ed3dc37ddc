// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/causegroup.h"

#include <QAbstractListModel>
#include <QSet>
#include <QTimeZone>

#include <array>
#include <memory>
#include <optional>

namespace waldesk::tables
{

/// The causes in sections (new, back, ongoing, recovered), a section row above the rows of its causes; a section
/// without causes has no row. Never resets: setGroups() merges by key, so that the current row, the selection and what
/// is scrolled to survive. A cause that is shown keeps its place among those of its section until the order is asked
/// for anew: rows do not move under the cursor. While newcomers are held, a cause that was not known waits, and one
/// that belongs to another section now stays where it is, until showHeld(); only a cause without errors leaves.
/// Sections count what waits as well, and say so. Folded sections show their own row alone; Recovered begins folded.
class CauseListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum CauseRole : int {
        GroupRole = Qt::UserRole + 40, ///< CauseGroup; invalid on section rows
        KeyRole,                       ///< QByteArray; empty on section rows
        KindRole,                      ///< int of CauseKind; also of section rows
        SectionRole,                   ///< bool: a section row
        FoldedRole,                    ///< bool, of section rows
        CountRole,                     ///< qint64: errors of the row
    };
    /// Hold: the places are kept, and what is new waits.
    enum class Order : quint8 { Keep, Anew, Hold };
    /// Within each section. Impact: errors of the period, then offerings hit, then last seen.
    enum class SortKey : quint8 { Impact, LastSeen, FirstSeen, Offerings, Who };
    Q_ENUM(SortKey)

    /// What a section row says.
    struct Section {
        CauseKind kind = CauseKind::New;
        qint64 causes = 0; ///< also those that are not shown for want of room
        qint64 errors = 0;
        qint64 hidden = 0; ///< causes beyond setMostRows()
        qint64 held = 0;   ///< causes that wait for showHeld()
        bool folded = false;
        QString bars; ///< what stands above the bars of its causes
        friend bool operator==(const Section &, const Section &) = default;
        [[nodiscard]] QString title() const;   ///< "New"
        [[nodiscard]] QString summary() const; ///< "4 causes, 25 errors", translated
    };

    explicit CauseListModel(QObject *parent = nullptr);
    ~CauseListModel() override;

    /// In any order; muted ones must not be among them.
    /// touched: keys that a person has just changed; nothing of them is held.
    void setGroups(std::vector<std::shared_ptr<const CauseGroup>> groups, Order order = Order::Keep,
                   const QSet<QByteArray> &touched = {});
    [[nodiscard]] int heldCount() const;  ///< causes that wait to be shown
    [[nodiscard]] int movedCount() const; ///< causes that are shown and belong to another section
    void showHeld();
    void setSortKey(SortKey key); ///< arranges anew; default: impact
    [[nodiscard]] SortKey sortKey() const;
    [[nodiscard]] static QString sortKeyTitle(SortKey key);
    void setMostRows(int perSection); ///< default 1 000: the rest is counted in its section

    void setFolded(CauseKind kind, bool folded);

    [[nodiscard]] const CauseGroup *groupAt(int row) const;            ///< nullptr on section rows and out of range
    [[nodiscard]] std::optional<Section> sectionAt(int row) const;     ///< of section rows alone
    [[nodiscard]] int rowOf(const QByteArray &key) const;              ///< -1 when not shown or folded away
    [[nodiscard]] const CauseGroup *find(const QByteArray &key) const; ///< folded ones too

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void heldChanged(); ///< heldCount() or movedCount() is another

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::tables
