// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/causelistmodel.h"
#include "ui/delegates/causerow.h"
#include "ui/panels/requesttimes.h"

#include <QIdentityProxyModel>
#include <QSet>

namespace waldesk::ui
{

/// The causes as the delegate paints them: the model's values made words, in the window's zone.
class CauseRows : public QIdentityProxyModel
{
    Q_OBJECT
public:
    explicit CauseRows(tables::CauseListModel &causes, QObject *parent = nullptr);

    void setClock(const Clock &clock);           ///< ages; repaints
    void setMarks(const QSet<QByteArray> &keys); ///< causes that are marked for an action on several
    QVariant data(const QModelIndex &index, int role) const override;

private:
    tables::CauseListModel &m_causes;
    Clock m_clock;
    QSet<QByteArray> m_marks;
};

/// Words of a cause, made from values so that they can be tested without a window.
[[nodiscard]] CauseKind shownKind(tables::CauseKind kind);
[[nodiscard]] CauseRow causeRowOf(const tables::CauseGroup &group, const Clock &clock);
[[nodiscard]] QString kindWord(tables::CauseKind kind);         ///< "New"; of one cause
[[nodiscard]] QString titleOf(const tables::CauseGroup &group); ///< its own words; the name stands beside them
/// Name and title in one line, for menus and lists without columns.
[[nodiscard]] QString labelledTitle(const tables::CauseGroup &group);
/// "Done 14 times since; it used to fail 1 in 3", of one that recovered.
[[nodiscard]] QString recoveryText(const tables::CauseGroup &group);
/// "back since 14:05, after 23 quiet days".
[[nodiscard]] QString backText(const tables::CauseGroup &group, const Clock &clock);
[[nodiscard]] QString knownPill(const tables::KnownCause &known);            ///< "slurmdbd down → Site operator"
[[nodiscard]] QString sinceText(domain::Timestamp time, const Clock &clock); ///< "02:14", "18 Feb"
[[nodiscard]] QString dayText(domain::Timestamp time, const Clock &clock);   ///< "today 02:14", "18 Feb 02:14"

} // namespace waldesk::ui
