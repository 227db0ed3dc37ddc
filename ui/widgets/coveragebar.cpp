// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/coveragebar.h"

#include "ui/base/icons.h"
#include "ui/base/painting.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/textlabel.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace waldesk::ui
{

namespace
{

/// Lower than a page's buttons: it stands in a line of text.
class SlotButton : public QPushButton
{
public:
    using QPushButton::QPushButton;
    [[nodiscard]] QSize sizeHint() const override
    {
        const Look &look = Look::of(this);
        return {QPushButton::sizeHint().width() - look.units(2), look.h + look.units(1.5)};
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }
};

constexpr int ProgressChars = 9;

} // namespace

CoverageBar::CoverageBar(QWidget *parent) : QWidget(parent), m_well(new QWidget(this)), m_banner(new QWidget(this))
{
    setObjectName(QStringLiteral("coverageBar"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    buildWell();
    buildBanner();
    applyMargins();
    m_banner->hide();
    setCoverage({});
}

void CoverageBar::buildWell()
{
    auto *row = new QHBoxLayout(m_well);
    m_progressSpace = new QWidget(m_well);
    m_shown = new TextLabel(TextRole::SmallStrong, Ink::Text, m_well);
    m_shown->setObjectName(QStringLiteral("coverageShown"));
    m_facts = new ElidedLabel(TextRole::Body, Ink::Text2, m_well);
    m_facts->setObjectName(QStringLiteral("coverageFacts"));
    m_loaded = new TextLabel(TextRole::Small, Ink::Text2, m_well);
    m_loaded->setObjectName(QStringLiteral("coverageLoaded"));
    m_fresh = new LinkButton({}, m_well);
    m_fresh->setObjectName(QStringLiteral("showNew"));
    m_loadAll = new LinkButton(tr("Load all"), m_well);
    m_loadAll->setObjectName(QStringLiteral("loadAll"));
    m_cancel = new LinkButton(tr("Cancel"), m_well);
    m_cancel->setObjectName(QStringLiteral("cancelLoading"));
    m_cancel->setAccessibleName(tr("Cancel loading"));
    m_hint = new ElidedLabel(TextRole::Small, Ink::Dim, m_well);
    m_hint->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(m_progressSpace);
    row->addWidget(m_shown);
    row->addWidget(m_facts, 1);
    for (QWidget *one : std::initializer_list<QWidget *>{m_loaded, m_fresh, m_loadAll, m_cancel})
        row->addWidget(one);
    row->addWidget(m_hint, 1);
    connect(m_fresh, &QAbstractButton::clicked, this, &CoverageBar::freshClicked);
    connect(m_loadAll, &QAbstractButton::clicked, this, &CoverageBar::loadAllClicked);
    connect(m_cancel, &QAbstractButton::clicked, this, &CoverageBar::cancelClicked);
}

void CoverageBar::buildBanner()
{
    auto *row = new QHBoxLayout(m_banner);
    m_headline = new TextLabel(TextRole::Strong, Ink::Text, m_banner);
    m_headline->setObjectName(QStringLiteral("bannerHeadline"));
    m_detail = new ElidedLabel(TextRole::Body, Ink::Text2, m_banner);
    m_detail->setObjectName(QStringLiteral("bannerDetail"));
    m_nextTry = new TextLabel(TextRole::Small, Ink::Text2, m_banner);
    auto *details = new SlotButton(tr("Details"), m_banner);
    details->setObjectName(QStringLiteral("bannerDetails"));
    auto *retry = new SlotButton(tr("Retry now"), m_banner);
    retry->setObjectName(QStringLiteral("bannerRetry"));
    m_details = details;
    m_retry = retry;
    row->addWidget(m_headline);
    row->addWidget(m_detail, 1);
    for (QWidget *one : std::initializer_list<QWidget *>{m_nextTry, m_details, m_retry})
        row->addWidget(one);
    connect(details, &QAbstractButton::clicked, this, &CoverageBar::detailsClicked);
    connect(retry, &QAbstractButton::clicked, this, &CoverageBar::retryClicked);
}

void CoverageBar::applyMargins()
{
    const Look &look = Look::of(this);
    m_progressSpace->setFixedWidth(look.chars(ProgressChars));
    m_well->layout()->setContentsMargins(look.units(2.5), 0, look.units(2.5), 0);
    m_well->layout()->setSpacing(look.units(1.5));
    m_banner->layout()->setContentsMargins(look.units(2.5) + look.iconSide + look.units(1.5), 0, look.units(2.5), 0);
    m_banner->layout()->setSpacing(look.units(2));
}

void CoverageBar::setCoverage(const Coverage &coverage)
{
    m_coverage = coverage;
    const QString shown = groupedNumber(coverage.shown);
    const QString loaded = groupedNumber(coverage.loaded);
    const bool all = coverage.total && coverage.loaded >= *coverage.total;
    const QString marked =
        coverage.marked > 0 ? QStringLiteral(" · ") + tr("%1 marked").arg(groupedNumber(coverage.marked)) : QString();
    m_shown->setText(tr("%1 shown").arg(shown) + marked);
    const bool facts = !coverage.facts.isEmpty();
    m_facts->setText(coverage.facts + marked);
    if (facts)
        m_loaded->setText(coverage.scope);
    else if (!coverage.total)
        m_loaded->setText(QStringLiteral("· ") +
                          (coverage.loading ? tr("%1 loaded so far").arg(loaded) : tr("%1 loaded").arg(loaded)));
    else if (all)
        m_loaded->setText(QStringLiteral("· ") + tr("all %1 loaded").arg(loaded));
    else
        m_loaded->setText(QStringLiteral("· ") + tr("%1 of %2 loaded").arg(loaded, groupedNumber(*coverage.total)));
    m_loadAll->setVisible(!coverage.loading && (coverage.more || (coverage.total && !all)));
    m_cancel->setVisible(coverage.loading);
    m_fresh->setVisible(coverage.fresh + coverage.moved > 0);
    const QString words =
        coverage.fresh > 0 ? tr("%n new", nullptr, coverage.fresh) : tr("%n moved", nullptr, coverage.moved);
    m_fresh->setText(QStringLiteral("\u25B2 ") + words);
    m_fresh->setAccessibleName(coverage.facts.isEmpty() ? tr("Show %n new request(s)", nullptr, coverage.fresh)
                                                        : tr("Show what waits: %1").arg(words));
    m_fresh->setToolTip(tr("Show them (.)"));
    m_hint->setText(coverage.hint);
    m_facts->setVisible(facts);
    for (QWidget *one : std::initializer_list<QWidget *>{m_progressSpace, m_shown, m_hint})
        one->setVisible(!facts);
    setAccessibleName(sentence());
    update();
}

void CoverageBar::setTrouble(const std::optional<Trouble> &trouble)
{
    m_trouble = trouble.has_value();
    if (trouble) {
        m_headline->setText(trouble->headline);
        m_detail->setText(trouble->detail);
        m_nextTry->setText(trouble->nextTry);
        m_nextTry->setVisible(!trouble->nextTry.isEmpty());
        m_details->setVisible(trouble->hasDetails);
        m_retry->setVisible(trouble->canRetry);
    }
    m_well->setVisible(!m_trouble);
    m_banner->setVisible(m_trouble);
    setAccessibleName(sentence());
    update();
}

QString CoverageBar::sentence() const
{
    QString words =
        m_trouble ? m_headline->text() + QStringLiteral(": ") + m_detail->text()
                  : (m_coverage.facts.isEmpty() ? m_shown : m_facts)->text() + QLatin1Char(' ') + m_loaded->text();
    if (!m_trouble && m_coverage.fresh > 0)
        words += QStringLiteral(", ") + tr("%n new", nullptr, m_coverage.fresh);
    return words.replace(QChar(QChar::Nbsp), QLatin1Char(' '));
}

QSize CoverageBar::sizeHint() const
{
    const Look &look = Look::of(this);
    return {look.chars(80), look.slotHeight()};
}

QSize CoverageBar::minimumSizeHint() const
{
    return {Look::of(this).chars(30), sizeHint().height()};
}

void CoverageBar::resizeEvent(QResizeEvent *)
{
    m_well->setGeometry(rect());
    m_banner->setGeometry(rect());
}

void CoverageBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event)) {
        applyMargins();
        updateGeometry();
    }
}

void CoverageBar::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    if (m_trouble) {
        const QColor ink = look.ink(Shade::Erred);
        painter.fillRect(rect(), look.tint(Shade::Erred));
        painter.fillRect(0, 0, paint::BarWidth, height(), ink);
        paintIcon(&painter, QRect(look.units(2.5), 0, look.iconSide, height()), QStringLiteral("offline"), ink);
        return;
    }
    if (!m_coverage.facts.isEmpty())
        return;
    QRect track(m_progressSpace->x(), (height() - paint::BarWidth) / 2, m_progressSpace->width(), paint::BarWidth);
    painter.fillRect(track, look.line);
    const qint64 total = m_coverage.total.value_or(0);
    if (total > 0) {
        track.setWidth(int(track.width() * qMin(m_coverage.loaded, total) / total));
        painter.fillRect(track, look.accent);
    }
}

} // namespace waldesk::ui
