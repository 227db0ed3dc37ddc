// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/journalwrite.h"
#include "ui/panels/detailpanel.h"
#include "ui/panels/requesttimes.h"

#include <optional>

class QHBoxLayout;
class QStackedLayout;

namespace waldesk::ui
{

class ActionBar;
class ElidedLabel;
class JournalFields;
class MessageBlock;
class SegmentedControl;
class StateBadge;
class TextLabel;
class TracebackView;

/// One write of the journal, read: who did what with which outcome, the text that it replaced, the text that was sent,
/// and all fields. It shows what it is given and decides nothing.
class JournalDetail : public DetailPanel
{
    Q_OBJECT
public:
    explicit JournalDetail(QWidget *parent = nullptr);

    /// nullopt: nothing is chosen. outcome: in words. together: how many were begun with it, itself too.
    void setWrite(const std::optional<archive::JournalWrite> &write, const QString &outcome, int together,
                  const Clock &clock);
    void setClock(const Clock &clock); ///< of the same write: its time is another one on the next day
    [[nodiscard]] ActionBar *actionBar() const override { return m_actions; }

    void focusContent() override;
    void setQueryWords(const QStringList &words) override;
    void toggleRaw() override;
    void findNext() override;
    void findPrevious() override;
    void nextSection();
    /// Message and traceback of the text that is shown, else of what was replaced; empty where there is none.
    [[nodiscard]] QString shownText() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    enum Section { ReplacedSection, SentSection, FieldsSection };
    QWidget *buildContent();
    QWidget *buildHead();
    QWidget *buildSectionBar();
    void showHead(const QString &outcome, int together);
    void showTime();
    void showSection(int section);
    [[nodiscard]] const domain::ErrorText &textOf(int section) const;
    void setLook();

    std::optional<archive::JournalWrite> m_write;
    Clock m_clock;
    QWidget *m_head = nullptr;
    StateBadge *m_badge = nullptr;
    ElidedLabel *m_title = nullptr;
    TextLabel *m_time = nullptr;
    ElidedLabel *m_who = nullptr;
    TextLabel *m_answer = nullptr;
    TextLabel *m_reason = nullptr;
    TextLabel *m_together = nullptr;
    QWidget *m_sectionBar = nullptr;
    SegmentedControl *m_sections = nullptr;
    ElidedLabel *m_meta = nullptr;
    QWidget *m_tools = nullptr;
    QWidget *m_text = nullptr; ///< message and traceback
    QHBoxLayout *m_messageRow = nullptr;
    MessageBlock *m_message = nullptr;
    TracebackView *m_traceback = nullptr;
    JournalFields *m_fields = nullptr;
    QStackedLayout *m_stack = nullptr;
    ActionBar *m_actions = nullptr;
};

} // namespace waldesk::ui
