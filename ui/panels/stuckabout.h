// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/stuck.h"
#include "ui/base/workspace.h"
#include "ui/panels/requesttimes.h"

#include <QScrollArea>

#include <optional>
#include <vector>

class QVBoxLayout;

namespace waldesk::ui
{

class IconMark;
class LinkButton;
class TextLabel;

/// What is shown of a stuck request: how long, what is usual, why it may be, and on which answers of the server that
/// rests. Values and words only.
struct StuckShown {
    struct Line {
        QString icon;
        Shade shade = Shade::Unknown;
        QString title;
        QString detail;
        friend bool operator==(const Line &, const Line &) = default;
    };
    QString headline; ///< "Not picked up for 4 d: nobody listens: its queue has no reader"
    QString restsOn;  ///< "Rests on: ..."; empty: nothing is known
    QString asked;    ///< "asked 40 s ago"; empty: not yet
    std::vector<Line> lines;

    friend bool operator==(const StuckShown &, const StuckShown &) = default;
};
/// nullopt: the request is not stuck, or the workspace does not know.
[[nodiscard]] std::optional<StuckShown> stuckShownOf(const Workspace &workspace, const domain::Uuid &request,
                                                     const Clock &clock);

/// "Why it may be stuck": the lines of a StuckShown below each other, with a way to the agents of the offering.
class StuckAbout : public QScrollArea
{
    Q_OBJECT
public:
    explicit StuckAbout(QWidget *parent = nullptr);

    void setStuck(const StuckShown &shown);

signals:
    void agentsWanted();

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Row {
        QWidget *widget = nullptr;
        IconMark *icon = nullptr;
        TextLabel *title = nullptr;
        TextLabel *detail = nullptr;
    };
    Row addRow();
    void showRows();
    void setLook();

    StuckShown m_shown;
    QVBoxLayout *m_column = nullptr;
    std::vector<Row> m_rows;
    LinkButton *m_agents = nullptr;
};

} // namespace waldesk::ui
