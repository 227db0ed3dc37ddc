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
class ElidedLabel;
class LinkButton;
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

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildTitle();
    void buildLevelMenu();
    void buildOrderMenu();
    void buildFacts();
    void showFacts();
    void showScope(bool started, bool wide);
    void setLook();

    const CauseWorkspace &m_causes;
    QString m_settingsFile;
    workflows::Triage &m_triage;
    QBoxLayout *m_titleRow = nullptr;
    QBoxLayout *m_factsRow = nullptr;
    TextLabel *m_title = nullptr;
    QPushButton *m_level = nullptr;
    QMenu *m_levelMenu = nullptr;
    QMenu *m_mutedMenu = nullptr;
    SegmentedControl *m_range = nullptr;
    QWidget *m_slotWidget = nullptr;
    QStackedLayout *m_slot = nullptr; ///< facts and scope, or the banner, as high
    QWidget *m_factsLine = nullptr;
    ElidedLabel *m_facts = nullptr;
    TextLabel *m_scope = nullptr;
    LinkButton *m_loadAll = nullptr;
    CoverageBar *m_banner = nullptr;
};

} // namespace waldesk::ui
