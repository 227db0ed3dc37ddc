// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/connectionlines.h"

#include "ui/base/displaytext.h"
#include "ui/base/icons.h"
#include "ui/base/look.h"
#include "ui/base/painting.h"

#include <QFontMetrics>
#include <QPainter>

namespace waldesk::ui
{

namespace
{

using Mark = workflows::ConnectionTest::Mark;

struct MarkLook {
    QString icon;
    QColor colour;
};

MarkLook markLook(Mark mark, const Look &look)
{
    switch (mark) {
    case Mark::Good:
        return {QStringLiteral("state-done"), look.ink(Shade::Done)};
    case Mark::Note:
        return {QStringLiteral("info"), look.text2};
    case Mark::Bad:
        return {QStringLiteral("state-erred"), look.ink(Shade::Erred)};
    case Mark::Running:
        return {QStringLiteral("act-refresh"), look.accent};
    case Mark::Waiting:
    case Mark::Skipped:
        break;
    }
    return {QStringLiteral("state-unknown"), look.dim};
}

int drawWrapped(QPainter *painter, const QRect &space, const QFont &font, const QColor &colour, const QString &text)
{
    const QFontMetrics metrics(font);
    const QRect bounds = metrics.boundingRect(space, Qt::TextWordWrap, text);
    if (painter) {
        painter->setFont(font);
        painter->setPen(colour);
        painter->drawText(space, Qt::TextWordWrap, text);
    }
    return bounds.height();
}

} // namespace

ConnectionLines::ConnectionLines(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("connectionLines"));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ConnectionLines::setLines(const Lines &lines)
{
    m_lines = lines;
    m_sentence.clear();
    QStringList spoken;
    for (const auto &line : m_lines) {
        if (!line.title.isEmpty()) {
            spoken << (line.detail.isEmpty() ? line.title : line.title + QStringLiteral(": ") + line.detail);
        }
    }
    setAccessibleName(tr("Test of the connection"));
    setAccessibleDescription(spoken.join(QStringLiteral(". ")));
    updateGeometry();
    update();
}

void ConnectionLines::setSentence(const QString &sentence, bool problem)
{
    m_sentence = sentence;
    m_problem = problem;
    setAccessibleName(tr("Test of the connection"));
    setAccessibleDescription(sentence);
    updateGeometry();
    update();
}

int ConnectionLines::layOut(int width, QPainter *painter) const
{
    const Look &look = Look::of(this);
    const int pad = look.units(2.5);
    const int left = pad + look.iconSide + look.units(2);
    const int room = std::max(look.chars(20), width - left - pad);
    int y = look.units(2.5);
    const auto drawOne = [&](const MarkLook &mark, const QString &title, const QString &detail, const QColor &ink) {
        if (painter) {
            paintIcon(painter, QRect(pad, y + (look.h - look.iconSide) / 2, look.iconSide, look.iconSide), mark.icon,
                      mark.colour);
        }
        y += drawWrapped(painter, QRect(left, y, room, 10'000), look.body, ink, escapeForDisplay(title));
        if (!detail.isEmpty()) {
            y += drawWrapped(painter, QRect(left, y, room, 10'000), look.small, look.text2, escapeForDisplay(detail));
        }
        y += look.units(1.5);
    };
    if (!m_sentence.isEmpty()) {
        drawOne(m_problem ? markLook(Mark::Bad, look) : markLook(Mark::Note, look), m_sentence, {},
                m_problem ? look.ink(Shade::Erred) : look.text2);
    } else {
        for (const auto &line : m_lines) {
            const bool quiet = line.mark == Mark::Waiting || line.mark == Mark::Skipped;
            drawOne(markLook(line.mark, look), line.title, line.detail, quiet ? look.dim : look.text);
        }
    }
    return y + look.units(1);
}

QSize ConnectionLines::sizeHint() const
{
    const int width = Look::of(this).chars(62);
    return {width, layOut(width, nullptr)};
}

QSize ConnectionLines::minimumSizeHint() const
{
    const int width = Look::of(this).chars(30);
    return {width, layOut(std::max(width, this->width()), nullptr)};
}

int ConnectionLines::heightForWidth(int width) const
{
    return layOut(width, nullptr);
}

void ConnectionLines::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    paint::box(&painter, rect(), look.raised, look.line, paint::ButtonRadius);
    painter.setRenderHint(QPainter::Antialiasing);
    layOut(width(), &painter);
}

void ConnectionLines::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event)) {
        updateGeometry();
        update();
    }
}

} // namespace waldesk::ui
