// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"
#include "ui/panels/detailpanel.h"
#include "ui/panels/foundlist.h"
#include "ui/panels/requesttimes.h"
#include "ui/panels/stuckabout.h"

#include <QWidget>

#include <optional>

class QStackedLayout;
class QVBoxLayout;

namespace waldesk::ui
{

class ActionBar;
class ElidedLabel;
class FieldsPanel;
class IconButton;
class LinkButton;
class MessageBlock;
class SegmentedControl;
class StateBadge;
class TextLabel;
class TracebackView;

/// One request, read down to its error: state, offering, whose it is, message, way through the states, traceback or all
/// fields, and at the foot the commands. It shows what it is given and decides nothing. Until build() it is an empty
/// surface that takes the words of a query and nothing else: its parts take longer than the first rows beside it.
class RequestDetail : public DetailPanel
{
    Q_OBJECT
public:
    explicit RequestDetail(QWidget *parent = nullptr);

    void build(); ///< once
    [[nodiscard]] bool isBuilt() const { return m_content != nullptr; }
    /// nullopt: nothing is chosen.
    void setRequest(const std::optional<domain::Request> &request, const Clock &clock, const QString &customer);
    /// Below the message, of the request that is set next: "1 of 6 with this cause", and who must act.
    void setCause(const QString &link, const QString &words);
    /// Of the request that is set next: what it was asked again from, and the newest it was asked again as; nil: none.
    void setChain(const domain::Uuid &previous, const domain::Uuid &next);
    /// "not from here, between 14:02:10 and 14:02:15": of the request that is set next; empty: nothing is known.
    void setElsewhere(const QString &words);
    /// Of the request that is set next: it is no longer on the server, and what stands here is what was known last.
    void setGone(bool gone);
    /// Of the request that is set next: that and why it is stuck; nullopt: it is not.
    void setStuck(const std::optional<StuckShown> &stuck);
    /// Of the request that is set next: what it found; nullopt: that is not known here.
    void setFound(const std::optional<FoundShown> &found);
    void setPending(const QString &text); ///< what the badge says instead: "Erred in 4 s"; empty: nothing
    [[nodiscard]] ActionBar *actionBar() const override { return m_actions; }
    [[nodiscard]] TracebackView *traceback() const { return m_traceback; }

    void focusContent() override;
    void setQueryWords(const QStringList &words) override;
    void toggleRaw() override;
    void findNext() override;
    void findPrevious() override;
    void toggleFields();
    void copyUuid() const;
    void saveTraceback();

signals:
    void causeClicked();
    void foundRetryClicked();
    /// Of resources that were found: what would become of each is to be shown before anything is sent.
    void foundPlanWanted(waldesk::domain::Action action, std::vector<waldesk::domain::BackendResource> resources);
    void agentsClicked();                            ///< of the offering of a stuck request
    void requestClicked(waldesk::domain::Uuid uuid); ///< of the chain

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildContent();
    QWidget *buildHead();
    QWidget *buildTimeline();
    QWidget *buildSectionBar();
    QWidget *buildSections();
    void showHead(const QString &customer);
    void showMessage();
    void showSections(const QString &customer, bool otherRow);
    void showSection();
    void showStuck();
    [[nodiscard]] bool hasEnded() const;              ///< or was ended before: an error is shown
    [[nodiscard]] SegmentedControl *sections() const; ///< those of this kind of request; null: all fields alone
    void setLook();
    void fitHeight();

    QStringList m_queryWords;
    std::optional<domain::Request> m_request;
    Clock m_clock;
    QString m_causeLink;
    QString m_causeWords;
    QString m_elsewhereWords;
    bool m_gone = false;
    QWidget *m_content = nullptr;
    QWidget *m_head = nullptr;
    StateBadge *m_badge = nullptr;
    ElidedLabel *m_offering = nullptr;
    TextLabel *m_age = nullptr;
    ElidedLabel *m_customer = nullptr;
    TextLabel *m_uuid = nullptr;
    TextLabel *m_goneMark = nullptr;
    LinkButton *m_previous = nullptr;
    LinkButton *m_next = nullptr;
    domain::Uuid m_previousRow;
    domain::Uuid m_nextRow;
    MessageBlock *m_message = nullptr;
    TextLabel *m_elsewhere = nullptr;
    QWidget *m_timelineBox = nullptr;
    Timeline *m_timeline = nullptr;
    QWidget *m_sectionBar = nullptr;
    SegmentedControl *m_sections = nullptr;      ///< of an error
    SegmentedControl *m_stuckSections = nullptr; ///< of a stuck request
    SegmentedControl *m_foundSections = nullptr; ///< of a Done request
    ElidedLabel *m_meta = nullptr;
    QWidget *m_tools = nullptr; ///< of the traceback
    IconButton *m_save = nullptr;
    QStackedLayout *m_sectionStack = nullptr;
    TracebackView *m_traceback = nullptr;
    FieldsPanel *m_fields = nullptr;
    std::optional<StuckShown> m_stuck;
    StuckAbout *m_stuckAbout = nullptr;
    std::optional<FoundShown> m_found;
    FoundList *m_foundList = nullptr;
    ActionBar *m_actions = nullptr;
};

} // namespace waldesk::ui
