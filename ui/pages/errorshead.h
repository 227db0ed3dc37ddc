// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/workspace.h"
#include "ui/panels/requesttimes.h"

#include <QWidget>

class QBoxLayout;
class QMenu;
class QPushButton;
class QStackedLayout;

namespace waldesk::ui
{

class CoverageBar;
class SegmentedControl;
class TextLabel;

/// The head of the Errors page: the sentence of the title, grouping level and period, and below them the facts and how
/// much was read, or in the same place the error banner. It reads workflows::Triage and its feed, and sets level and
/// period there.
class ErrorsHead : public QWidget
{
    Q_OBJECT
public:
    /// The order of the causes is kept in the settings.
    ErrorsHead(const CauseWorkspace &causes, const QString &settingsFile, QWidget *parent = nullptr);

    void showNow(bool started, bool wide); ///< what is known now

signals:
    void rulesWanted();
    void cancelWanted();
    void newWanted(); ///< causes that wait are to be shown

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildTitle();
    void buildLevelMenu();
    void buildOrderMenu();
    void buildCoverage();
    void showTitle();
    [[nodiscard]] bool isUnread() const;
    [[nodiscard]] QString factsText() const;
    [[nodiscard]] QString scopeText(bool wide) const;
    void showTrouble();
    void setLook();

    const CauseWorkspace &m_causes;
    QString m_settingsFile;
    workflows::Triage &m_triage;
    QBoxLayout *m_titleRow = nullptr;
    TextLabel *m_title = nullptr;
    QPushButton *m_level = nullptr;
    QMenu *m_levelMenu = nullptr;
    QMenu *m_mutedMenu = nullptr;
    SegmentedControl *m_range = nullptr;
    CoverageBar *m_coverage = nullptr;
};

} // namespace waldesk::ui
