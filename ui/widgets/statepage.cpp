// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/statepage.h"

#include "ui/base/icons.h"
#include "ui/base/painting.h"
#include "ui/widgets/actionbar.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QProgressBar>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace waldesk::ui
{

namespace
{

constexpr int SkeletonRows = 8;

void clear(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // its own click may have led here
        }
        delete item;
    }
}

} // namespace

StatePage::StatePage(QWidget *parent)
    : QWidget(parent), m_column(new QWidget(this)), m_iconSpace(new QWidget(m_column)),
      m_title(new TextLabel(TextRole::Title, Ink::Text, m_column))
{
    setObjectName(QStringLiteral("statePage"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_title->setObjectName(QStringLiteral("stateTitle"));
    m_title->setWordWrap(true);
    auto *column = new QVBoxLayout(m_column);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_iconSpace);
    column->addWidget(m_title);
    m_paragraphs = new QVBoxLayout;
    column->addLayout(m_paragraphs);
    m_buttons = new QHBoxLayout;
    column->addLayout(m_buttons);
    auto *outer = new QVBoxLayout(this);
    outer->addStretch(2);
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(m_column, 4);
    middle->addStretch(1);
    outer->addLayout(middle);
    outer->addStretch(3);
    applyLook();
}

void StatePage::setContent(const QString &iconName, Shade shade, const QString &title, const QStringList &paragraphs,
                           const QList<QAction *> &actions)
{
    m_iconName = iconName;
    m_shade = shade;
    m_title->setText(title);
    setAccessibleName(title);
    setAccessibleDescription(paragraphs.join(QLatin1Char(' ')));
    clear(m_paragraphs);
    for (const QString &words : paragraphs) {
        auto *label = new TextLabel(words, TextRole::Body, Ink::Text2, m_column);
        label->setWordWrap(true);
        m_paragraphs->addWidget(label);
    }
    update();
    if (actions == m_actions)
        return;
    m_actions = actions;
    clear(m_buttons);
    for (QAction *action : actions) {
        auto *button = new ActionButton(action, m_column);
        m_buttons->addWidget(button);
        button->show(); // the layout does so a turn later, and until then it cannot take the focus
    }
    m_buttons->addStretch(1);
}

QString StatePage::title() const
{
    return m_title->text();
}

void StatePage::applyLook()
{
    const Look &look = Look::of(this);
    m_column->setMaximumWidth(look.chars(64));
    m_iconSpace->setFixedHeight(look.units(8));
    m_column->layout()->setSpacing(look.units(2));
    m_paragraphs->setSpacing(look.units(1.5));
    m_buttons->setSpacing(look.units(2));
    m_buttons->setContentsMargins(0, look.units(2), 0, 0);
}

void StatePage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        applyLook();
}

void StatePage::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.base);
    const QPoint corner = m_iconSpace->mapTo(this, QPoint());
    const QColor ink = m_shade == Shade::Unknown ? look.text2 : look.ink(m_shade);
    paintIcon(&painter, QRect(corner, QSize(look.units(8), look.units(8))), m_iconName, ink);
}

LoadingRows::LoadingRows(QWidget *parent)
    : QWidget(parent), m_words(new TextLabel(TextRole::Body, Ink::Text2, this)), m_progress(new QProgressBar(this))
{
    setObjectName(QStringLiteral("loadingRows"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Loading"));
    m_second.setSingleShot(true);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, [this] {
        m_late = true;
        arrange();
    });
    arrange();
}

void LoadingRows::start(const QString &words)
{
    m_late = false;
    setProgress(0, 0);
    setWords(words);
    m_second.start();
}

void LoadingRows::setWords(const QString &words)
{
    m_words->setText(words);
    setAccessibleName(words);
    arrange();
}

void LoadingRows::setProgress(qint64 done, qint64 total)
{
    // A thousand steps: the bar counts in int, rows do not.
    m_progress->setMaximum(total > 0 ? 1000 : 0);
    m_progress->setValue(total > 0 ? int(std::min(done, total) * 1000 / total) : 0);
    arrange();
}

bool LoadingRows::wordsShown() const
{
    return m_words->isVisibleTo(this);
}

void LoadingRows::arrange()
{
    const Look &look = Look::of(this);
    const int margin = look.units(2.5);
    const int top = margin + SkeletonRows * look.rowHeight() + look.units(2);
    const int wide = qMax(0, width() - 2 * margin);
    m_words->setVisible(m_late);
    m_words->setGeometry(margin, top, wide, look.h);
    m_progress->setVisible(m_late && m_progress->maximum() > 0);
    m_progress->setGeometry(margin, top + look.h + look.units(1.5), wide, look.u);
}

void LoadingRows::resizeEvent(QResizeEvent *)
{
    arrange();
}

void LoadingRows::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        arrange();
}

void LoadingRows::paintEvent(QPaintEvent *)
{
    static constexpr std::array<std::array<int, 3>, SkeletonRows> percents{{{90, 100, 62},
                                                                            {72, 82, 80},
                                                                            {90, 96, 50},
                                                                            {64, 91, 87},
                                                                            {90, 73, 68},
                                                                            {72, 88, 60},
                                                                            {90, 92, 75},
                                                                            {72, 87, 55}}};
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.base);
    const int margin = look.units(2.5);
    const int bar = look.units(2.25);
    const std::array<int, 3> left{margin, margin + look.chars(10), margin + look.chars(30)};
    const std::array<int, 3> room{look.chars(8), look.chars(18), qMax(0, width() - left[2] - margin)};
    for (size_t row = 0; row < percents.size(); ++row) {
        const int top = margin + int(row) * look.rowHeight();
        for (size_t part = 0; part < left.size(); ++part) {
            const int wide = room[part] * percents[row][part] / 100;
            paint::box(&painter, QRect(left[part], top + (look.rowHeight() - bar) / 2, wide, bar), look.selq, QColor(),
                       2);
        }
        painter.fillRect(margin, top + look.rowHeight() - 1, qMax(0, width() - 2 * margin), 1, look.line);
    }
}

} // namespace waldesk::ui
