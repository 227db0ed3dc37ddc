// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/causegroup.h"
#include "ui/base/look.h"
#include "ui/panels/detailpanel.h"
#include "ui/panels/requesttimes.h"

#include <QWidget>

#include <functional>
#include <optional>

class QStackedLayout;
class QVBoxLayout;

namespace waldesk::ui
{

class ActionBar;
class CauseAbout;
class CauseNumbers;
class ElidedLabel;
class IconButton;
class LinkButton;
class OfferingShares;
class RunsText;
class TextLabel;
class TracebackView;

/// One cause, read down to the line in the agent: what it is, who must act, its numbers, and one of its errors; or what
/// is known about it. It shows what it is given and decides nothing.
class CauseDetail : public DetailPanel
{
    Q_OBJECT
public:
    /// One error of the cause.
    struct Sample {
        domain::Request request;
        int number = 0; ///< from 1
        int count = 0;
    };
    struct Content {
        tables::CauseGroup group;
        std::optional<Sample> sample;
        QString note;
        Clock clock;
        std::function<QString(const domain::Uuid &)> customerOf;
    };

    explicit CauseDetail(QWidget *parent = nullptr);

    void setContent(const std::optional<Content> &content); ///< nullopt: nothing is chosen
    void setFold(Fold fold);
    [[nodiscard]] ActionBar *actionBar() const override { return m_actions; }
    [[nodiscard]] TracebackView *traceback() const { return m_traceback; }
    [[nodiscard]] CauseAbout *about() const { return m_about; }
    [[nodiscard]] bool isAboutShown() const;
    void showAbout(bool about);
    void focusContent() override;
    void setReason(const QString &line); ///< why actions are off, below them
    void setQueryWords(const QStringList &words) override;
    void toggleRaw() override;
    void findNext() override;
    void findPrevious() override;

signals:
    void aboutWanted();      ///< "Why one group?" or its way back
    void stepWanted(int by); ///< to another error of the cause
    void requestWanted(waldesk::domain::Uuid uuid);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildContent();
    QWidget *buildHead();
    QWidget *buildFirstLine();
    QWidget *buildWho();
    QWidget *buildSampleBar();
    void showHead();
    void showWho();
    void showNumbers();
    void showSample();
    void setLook();
    void fit();

    std::optional<Content> m_content;
    Fold m_fold = Fold::Wide;
    QWidget *m_head = nullptr;
    QVBoxLayout *m_headColumn = nullptr;
    QWidget *m_kindIcon = nullptr;
    TextLabel *m_kind = nullptr;
    ElidedLabel *m_type = nullptr;
    ElidedLabel *m_name = nullptr;
    ElidedLabel *m_pill = nullptr;
    TextLabel *m_key = nullptr;
    IconButton *m_copyKey = nullptr;
    LinkButton *m_why = nullptr;
    RunsText *m_title = nullptr;
    RunsText *m_root = nullptr;
    QWidget *m_who = nullptr;
    TextLabel *m_whoTitle = nullptr;
    TextLabel *m_whoWords = nullptr;
    ElidedLabel *m_noteLine = nullptr;
    CauseNumbers *m_numbers = nullptr;
    OfferingShares *m_shares = nullptr;
    QWidget *m_sampleBar = nullptr;
    QWidget *m_sampleIcon = nullptr;
    LinkButton *m_request = nullptr;
    ElidedLabel *m_sampleWords = nullptr;
    IconButton *m_previous = nullptr;
    IconButton *m_next = nullptr;
    TextLabel *m_position = nullptr;
    QStackedLayout *m_body = nullptr;
    TracebackView *m_traceback = nullptr;
    CauseAbout *m_about = nullptr;
    ActionBar *m_actions = nullptr;
};

} // namespace waldesk::ui
