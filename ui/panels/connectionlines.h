// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/connectiontest.h"

#include <QWidget>

#include <array>

namespace waldesk::ui
{

/// The four lines of a connection test: mark, sentence, small second line. Plain text, one accessible text for all.
class ConnectionLines : public QWidget
{
    Q_OBJECT
public:
    using Lines = std::array<workflows::ConnectionTest::LineState, 4>;

    explicit ConnectionLines(QWidget *parent = nullptr);

    void setLines(const Lines &lines);
    /// What stands here before the first test, and when what was typed can not be tested.
    void setSentence(const QString &sentence, bool problem);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    /// Lays out and, with a painter, draws; one function for both, so that no line is ever cut.
    int layOut(int width, QPainter *painter) const;

    Lines m_lines;
    QString m_sentence;
    bool m_problem = false;
};

} // namespace waldesk::ui
