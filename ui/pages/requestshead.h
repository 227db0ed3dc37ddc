// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/requesttablemodel.h"
#include "ui/base/look.h"
#include "ui/base/workspace.h"

#include <QWidget>

#include <array>
#include <optional>

class QBoxLayout;

namespace waldesk::ui
{

class CoverageBar;
class RequestsQuery;
class StateStrip;
class ElidedLabel;

/// The state strip above the query line of the Requests page, and the coverage line below it, which the page puts in
/// its place: the server's counts with what this window changed since, and how much of the list is loaded and shown.
class RequestsHead : public QWidget
{
    Q_OBJECT
public:
    RequestsHead(const Workspace &workspace, RequestsQuery &query, tables::RequestTableModel &model,
                 const tables::RowMarks &marks, QWidget *parent);

    [[nodiscard]] StateStrip *strip() const { return m_strip; }
    [[nodiscard]] CoverageBar *coverage() const { return m_coverage; }
    void setFold(Fold fold);
    void showNow(); ///< states and coverage as they are now

protected:
    void changeEvent(QEvent *event) override;

private:
    void showCounts();
    void showHint();
    /// As the other numbers of the strip: under the server's part of the query, without its states.
    [[nodiscard]] qint64 stuckCount() const;
    void showTrouble();
    void setLook();

    Workspace m_workspace;
    RequestsQuery &m_query;
    tables::RequestTableModel &m_model;
    const tables::RowMarks &m_marks;
    QBoxLayout *m_row = nullptr;
    StateStrip *m_strip = nullptr;
    ElidedLabel *m_hint = nullptr;
    CoverageBar *m_coverage = nullptr;
    Fold m_fold = Fold::Wide;
};

} // namespace waldesk::ui
