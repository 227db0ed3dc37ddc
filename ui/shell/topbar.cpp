// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/topbar.h"

#include "ui/base/icons.h"
#include "ui/base/look.h"
#include "ui/base/painting.h"
#include "ui/panels/requesttimes.h"

#include <QAbstractButton>
#include <QAction>
#include <QCursor>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QKeySequence>
#include <QMenu>
#include <QPainter>
#include <QStyleOptionToolButton>
#include <QTimeZone>
#include <QToolButton>
#include <QToolTip>

#include <utility>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

namespace
{

/// Looks like the input it opens: the palette's field stands over it.
class CommandField : public QAbstractButton
{
public:
    explicit CommandField(QWidget *parent);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

CommandField::CommandField(QWidget *parent) : QAbstractButton(parent)
{
    setObjectName(u"commandField"_s);
    setText(TopBar::tr("Find a request, run a command"));
    setAccessibleName(TopBar::tr("Find a request, run a command"));
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::IBeamCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize CommandField::sizeHint() const
{
    const Look &look = Look::of(this);
    return {look.chars(48), look.controlHeight()};
}

QSize CommandField::minimumSizeHint() const
{
    const Look &look = Look::of(this);
    return {look.chars(18), look.controlHeight()};
}

void CommandField::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    paint::box(&painter, rect(), underMouse() ? look.hover : look.base, hasFocus() ? look.accent : look.edge,
               paint::ButtonRadius, hasFocus() ? 2 : 1);
    const int pad = look.units(2);
    paintIcon(&painter, QRect(pad, (height() - look.iconSide) / 2, look.iconSide, look.iconSide), u"act-search"_s,
              look.text2);
    const QString keys = QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText);
    painter.setFont(look.small);
    painter.setPen(look.dim);
    painter.drawText(QRect(0, 0, width() - pad, height()), Qt::AlignVCenter | Qt::AlignRight, keys);
    const int left = pad + look.iconSide + look.units(1);
    const int room = width() - left - QFontMetrics(look.small).horizontalAdvance(keys) - 2 * pad;
    painter.setFont(look.body);
    painter.drawText(QRect(left, 0, room, height()), Qt::AlignVCenter | Qt::TextSingleLine,
                     QFontMetrics(look.body).elidedText(text(), Qt::ElideRight, room));
}

/// Its icon says menu already; the arrow of a button with a menu would stand in it. White while the bar is filled, as
/// what stands beside it: an icon of the style has the colour of text.
class MenuButton : public QToolButton
{
public:
    explicit MenuButton(EnvironmentBar *bar) : QToolButton(bar), m_bar(*bar) {}

protected:
    void paintEvent(QPaintEvent *event) override
    {
        if (!m_bar.isFilled()) {
            QToolButton::paintEvent(event);
            return;
        }
        const Look &look = Look::of(this);
        QPainter painter(this);
        if (underMouse() || isDown())
            paint::box(&painter, rect(), m_bar.pointedColour(), QColor(), paint::ButtonRadius);
        QRect mark(QPoint(), iconSize());
        mark.moveCenter(rect().center());
        paintIcon(&painter, mark, icon().name(), look.environmentText());
        if (hasFocus())
            paint::box(&painter, rect(), QColor(), look.environmentText(), paint::ButtonRadius, 2);
    }

    void initStyleOption(QStyleOptionToolButton *option) const override
    {
        QToolButton::initStyleOption(option);
        option->features &= ~QStyleOptionToolButton::ToolButtonFeatures(QStyleOptionToolButton::HasMenu);
    }

private:
    const EnvironmentBar &m_bar;
};

QString noteFor(const TopBar::Content &content)
{
    if (content.environment == Environment::Demo) {
        return TopBar::tr("nothing leaves this computer");
    }
    if (!content.mayWrite) {
        return content.role.isEmpty() ? TopBar::tr("read-only") : TopBar::tr("read-only (%1)").arg(content.role);
    }
    if (content.locked) {
        return TopBar::tr("read-only");
    }
    return content.timeLeft.isEmpty() ? TopBar::tr("writing") : TopBar::tr("writing · %1").arg(content.timeLeft);
}

} // namespace

TopBar::TopBar(QMenu *menu, QAction *lock, QAction *palette, QWidget *parent) : EnvironmentBar(parent)
{
    setObjectName(u"topBar"_s);
    m_profile = addItem({}, {});
    m_profile->setObjectName(u"profileLabel"_s);
    m_profile->setBold(true);
    m_profile->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed); // a long name is elided
    m_lockNow = addItem({}, tr("Lock now"));
    m_lockNow->setObjectName(u"lockNow"_s);
    m_lockNow->setBoxed(true);
    m_lockNow->setBold(true);
    m_lockNow->setActive(true);
    m_lockNow->hide();
    connect(m_lockNow, &QAbstractButton::clicked, lock, &QAction::trigger);
    row()->addStretch(1);
    auto *command = new CommandField(this);
    row()->addWidget(command, 3);
    connect(command, &QAbstractButton::clicked, palette, &QAction::trigger);
    row()->addStretch(1);
    m_freshness = addItem(u"server"_s, {});
    m_freshness->setObjectName(u"freshnessLabel"_s);
    m_person = addItem(u"person"_s, {});
    m_person->setObjectName(u"personLabel"_s);
    m_menuButton = new MenuButton(this);
    m_menuButton->setObjectName(u"menuButton"_s);
    m_menuButton->setAccessibleName(tr("Menu"));
    m_menuButton->setToolTip(tr("Menu"));
    m_menuButton->setIcon(icon(u"act-menu"_s));
    m_menuButton->setPopupMode(QToolButton::InstantPopup);
    m_menuButton->setMenu(menu);
    m_menuButton->setAutoRaise(true);
    m_menuButton->setFocusPolicy(Qt::TabFocus);
    row()->addWidget(m_menuButton);
}

namespace
{

// An answer that takes longer is said to be missing: "live" would not be true of the rows.
constexpr domain::Duration LateAnswer = domain::Duration::seconds(8);

/// The word of the live mark and what stands in its tooltip.
/// isRead: the server has answered this window, so that lastRead is not the time of what an earlier one has kept.
void showLive(TopBar::Content &content, session::LiveUpdates &live, domain::Timestamp lastRead, bool isRead,
              const Clock &clock)
{
    using Phase = workflows::ChangeFeed::Phase;
    const workflows::ChangeFeed &feed = live.feed();
    const domain::Timestamp now = clock.now;
    const domain::Timestamp last = std::max(lastRead, feed.lastSuccess().value_or(domain::Timestamp()));
    if (last.microseconds == 0)
        return;
    QStringList lines{TopBar::tr("Last success %1").arg(clock.clockText(last))};
    if (live.isPaused())
        lines << TopBar::tr("Paused: nobody used this window for long, or the screen is locked");
    else if (const auto next = feed.nextPoll())
        lines << TopBar::tr("Next look in %1 s").arg(std::max<qint64>(0, (*next - now).microseconds / 1'000'000));
    lines << TopBar::tr("%n request(s) in the last minute", nullptr, feed.requestsLastMinute());
    if (const QString sentence = live.clockSentence(); !sentence.isEmpty())
        lines << sentence;
    content.liveness = lines.join(u'\n');
    if (content.trouble)
        return;
    const Phase phase = feed.phase();
    const domain::Duration awaited = now - feed.awaitedSince().value_or(now);
    if (awaited >= LateAnswer)
        content.freshness =
            TopBar::tr("No answer for %1, as of %2").arg(domain::shortDuration(awaited), clock.minuteText(last));
    else if (phase == Phase::Paused)
        content.freshness = TopBar::tr("Paused, as of %1").arg(clock.minuteText(last));
    else if (isRead && (phase == Phase::Waiting || phase == Phase::Reading))
        content.freshness = now - last < domain::Duration::seconds(1)
                                ? TopBar::tr("Live \u00B7 just now")
                                : TopBar::tr("Live \u00B7 %1 ago").arg(domain::shortDuration(now - last));
}

} // namespace

TopBar::Content TopBar::contentOf(const session::Session &session, const workflows::RequestFeed &feed,
                                  session::LiveUpdates *live, const Clock &clock)
{
    Content content;
    content.environment = session.profile().environment;
    content.locked = session.isLocked();
    content.profile = session.profile().name;
    if (const qint64 left = session.unlockedFor().microseconds / 1'000'000; left > 0) {
        content.timeLeft = tr("%1:%2 left").arg(left / 60).arg(left % 60, 2, 10, QChar(u'0'));
    }
    const api::ConnectionState &state = session.connectionState();
    content.offline = session.isOffline();
    content.trouble = !state.maySend();
    if (content.trouble) {
        content.sentence = state.text(clock.now);
    }
    domain::Timestamp last = feed.lastSuccess();
    if (live)
        last = std::max(last, live->feed().lastSuccess().value_or(last));
    if (last.microseconds != 0) {
        const QString read = clock.minuteText(last);
        content.freshness = content.trouble ? tr("%1, as of %2").arg(state.title(), read) : tr("as of %1").arg(read);
    } else if (content.trouble) {
        content.freshness = state.title();
    }
    if (live && live->isOn())
        showLive(content, *live, last, feed.hasAnswered() || live->feed().lastSuccess(), clock);
    if (session.hasPerson()) {
        const domain::Person &person = session.person();
        const QString name = person.fullName.isEmpty() ? person.username : person.fullName;
        const QString role = person.roleWord();
        content.role = role;
        // Where the roles cannot be read, the server's own answer decides.
        content.mayWrite = person.isStaff || !person.rolesKnown || !person.managedOfferings.isEmpty() ||
                           !person.managedCustomers.isEmpty();
        content.person = role.isEmpty() ? name : name + u" · "_s + role;
    }
    return content;
}

void TopBar::setContent(const Content &content)
{
    const std::optional<Content> before = std::exchange(m_content, content);
    if (before == content)
        return;
    QStringList lines{content.sentence, content.liveness};
    lines.removeAll({});
    const QString more = lines.join(u'\n');
    // One that is being read would stay as it was, with the seconds of then.
    const bool isRead = QToolTip::isVisible() && QToolTip::text() == m_freshness->toolTip();
    m_freshness->setToolTip(more);
    if (isRead)
        QToolTip::showText(QCursor::pos(), more, m_freshness);
    m_freshness->setAccessibleDescription(more);
    if (before) {
        // The seconds that are left stand in the tooltip alone.
        Content seen = content;
        seen.sentence = before->sentence;
        seen.liveness = before->liveness;
        if (seen == *before)
            return;
    }
    setEnvironment(content.environment, !content.locked && content.mayWrite, noteFor(content));
    m_profile->set({}, content.profile);
    m_lockNow->setVisible(content.environment == Environment::Production && !content.locked);
    m_freshness->set(content.offline ? u"offline"_s : u"server"_s, content.freshness);
    m_freshness->setIconShade(content.trouble ? Shade::Erred : Shade::Unknown);
    m_person->set(u"person"_s, content.person);
    showWhatFits();
}

QSize TopBar::minimumSizeHint() const
{
    return {roomFor({}), sizeHint().height()};
}

/// With the rest as narrow as it may get.
int TopBar::roomFor(std::initializer_list<const QWidget *> rare) const
{
    const QHBoxLayout &items = *row();
    int room = items.contentsMargins().left() + items.contentsMargins().right();
    for (int at = 0; at < items.count(); ++at) {
        const QWidget *widget = items.itemAt(at)->widget();
        if (!widget || widget == m_freshness || widget == m_person || (widget == m_lockNow && widget->isHidden()))
            continue;
        const bool shrinks = widget->sizePolicy().horizontalPolicy() & QSizePolicy::ShrinkFlag;
        room += items.spacing() + (shrinks ? widget->minimumSizeHint() : widget->sizeHint()).width();
    }
    for (const QWidget *each : rare)
        room += items.spacing() + each->sizeHint().width();
    return room;
}

/// Where there is no room, what is rare goes first: how fresh, then who.
void TopBar::showWhatFits()
{
    m_person->setVisible(width() >= roomFor({m_person}));
    m_freshness->setVisible(width() >= roomFor({m_person, m_freshness}));
}

void TopBar::resizeEvent(QResizeEvent *event)
{
    EnvironmentBar::resizeEvent(event);
    showWhatFits();
}

void TopBar::changeEvent(QEvent *event)
{
    EnvironmentBar::changeEvent(event);
    if (lookChanged(event))
        showWhatFits();
}

} // namespace waldesk::ui
