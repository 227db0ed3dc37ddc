// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/keysheet.h"

#include "ui/widgets/statebadge.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QEvent>
#include <QGridLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

namespace
{

constexpr int GroupColumns = 3;
constexpr int CapColumnChars = 13;

bool isPlain(const QString &key)
{
    return key == QStringLiteral("…");
}

/// As tall as its content: QScrollArea's own hint ends at 24 lines, whatever there is room for.
class WholeScroll : public QScrollArea
{
public:
    using QScrollArea::QScrollArea;
    [[nodiscard]] QSize sizeHint() const override { return widget() ? widget()->sizeHint() : QScrollArea::sizeHint(); }
};

} // namespace

KeyCaps::KeyCaps(QStringList keys, QWidget *parent) : QWidget(parent), m_keys(std::move(keys))
{
    setAccessibleName(m_keys.join(QLatin1Char(' ')));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize KeyCaps::sizeHint() const
{
    const Look &look = Look::of(this);
    int width = 0;
    for (const QString &key : m_keys)
        width += (isPlain(key) ? look.units(2.5) : keyCapWidth(key, look)) + look.u;
    return {width, look.hSmall + look.u};
}

void KeyCaps::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    int x = 0;
    for (const QString &key : m_keys) {
        const int width = isPlain(key) ? look.units(2.5) : keyCapWidth(key, look);
        if (isPlain(key)) {
            painter.setPen(look.dim);
            painter.drawText(QRect(x, 0, width, height()), Qt::AlignCenter, key);
        } else {
            paintKeyCap(&painter, QRect(x, 0, width, height()), key, look);
        }
        x += width + look.u;
    }
}

KeySheet::KeySheet(QWidget *host) : OverlayPanel(host), m_content(new QWidget), m_grid(new QGridLayout)
{
    setObjectName(QStringLiteral("keySheet"));
    setAccessibleName(tr("Keys"));
    setSheetWidth(142, 0.94);
    auto *column = new QVBoxLayout(sheet());
    auto *head = new QHBoxLayout;
    head->addWidget(new TextLabel(tr("Keys"), TextRole::Head, Ink::Text, sheet()), 1);
    head->addWidget(new TextLabel(tr("made from the actions, so it is never out of date · ? or Esc closes"),
                                  TextRole::Small, Ink::Dim, sheet()));
    column->addLayout(head);
    // On a small screen the sheet is shorter than its keys.
    auto *scroll = new WholeScroll(sheet());
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    scroll->setFocusPolicy(Qt::StrongFocus);
    scroll->setAccessibleName(tr("Keys"));
    m_content->setLayout(m_grid);
    scroll->setWidget(m_content);
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    m_content->setAutoFillBackground(false);
    column->addWidget(scroll, 1);
    applyLook();
}

QWidget *KeySheet::groupWidget(const KeyGroup &group)
{
    const Look &look = Look::of(this);
    auto *box = new QWidget(m_content);
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(look.units(1));
    grid->setHorizontalSpacing(look.units(1.5));
    grid->setColumnMinimumWidth(0, look.chars(CapColumnChars));
    grid->setColumnStretch(1, 1);
    grid->addWidget(new TextLabel(group.title, TextRole::Strong, Ink::Text2, box), 0, 0, 1, 2);
    int row = 1;
    for (const KeyLine &line : group.lines) {
        grid->addWidget(new KeyCaps(line.keys, box), row, 0, Qt::AlignLeft | Qt::AlignVCenter);
        const int columns = line.page.isEmpty() ? 2 : 1;
        grid->addWidget(new ElidedLabel(line.words, TextRole::Body, Ink::Text, box), row, 1, 1, columns);
        if (!line.page.isEmpty())
            grid->addWidget(new TextLabel(line.page, TextRole::Small, Ink::Dim, box), row, 2);
        ++row;
    }
    grid->setRowStretch(row, 1);
    return box;
}

void KeySheet::setGroups(const std::vector<KeyGroup> &groups)
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int at = 0;
    for (const KeyGroup &group : groups) {
        m_grid->addWidget(groupWidget(group), at / GroupColumns, at % GroupColumns);
        ++at;
    }
    for (int column = 0; column < GroupColumns; ++column)
        m_grid->setColumnStretch(column, 1);
}

void KeySheet::applyLook()
{
    const Look &look = Look::of(this);
    sheet()->layout()->setContentsMargins(look.units(4), look.units(3), look.units(4), look.units(4));
    m_grid->setContentsMargins(0, look.units(1.5), 0, 0);
    m_grid->setVerticalSpacing(look.units(4));
    m_grid->setHorizontalSpacing(look.units(4));
}

void KeySheet::changeEvent(QEvent *event)
{
    OverlayPanel::changeEvent(event);
    if (lookChanged(event))
        applyLook();
}

void KeySheet::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Question)
        closePanel();
    OverlayPanel::keyPressEvent(event);
}

using Group = Commands::Group;

namespace
{

QString groupTitle(Group group)
{
    switch (group) {
    case Group::Move:
        return KeySheet::tr("Move");
    case Group::Find:
        return KeySheet::tr("Find");
    case Group::Go:
        return KeySheet::tr("Go");
    case Group::Read:
        return KeySheet::tr("Read");
    case Group::Act:
        return KeySheet::tr("Act");
    case Group::HandOver:
        return KeySheet::tr("Hand over");
    }
    return {};
}

/// Each key stroke of a shortcut on its own, as one types it: `G, R` is `g` and `r`, `Shift+N` is `N`. Of several
/// shortcuts the first: the others are there for other hands.
QStringList capsOf(const QAction *action)
{
    QStringList caps = action->shortcut().toString(QKeySequence::NativeText).split(u", "_s);
    for (QString &cap : caps) {
        // As it is called everywhere else, and printed on most keyboards.
        if (const QString name = QKeySequence(Qt::Key_Return).toString(QKeySequence::NativeText); cap.endsWith(name))
            cap = cap.chopped(name.size()) + KeySheet::tr("Enter");
        const QString shift = QKeySequence(Qt::SHIFT | Qt::Key_N).toString(QKeySequence::NativeText).chopped(1);
        if (cap.size() == 1) {
            cap = cap.toLower();
        } else if (cap.size() == shift.size() + 1 && cap.startsWith(shift)) {
            cap = cap.right(1);
        }
    }
    return caps;
}

QString wordsOf(const Commands::Entry &entry)
{
    return entry.keyWords.isEmpty() ? Commands::plainText(*entry.action) : entry.keyWords;
}

/// The page whose command it is, when its keys stand for something else elsewhere. The page's name is that of the
/// command that goes there; commands of no page in the sidebar have none.
QString pageOf(const Commands::Entry &entry, const Commands &commands)
{
    const QAction *page = commands.placeOf(*entry.action);
    if (!page)
        return {};
    const bool isAmbiguous =
        std::any_of(commands.entries().begin(), commands.entries().end(), [&](const Commands::Entry &other) {
            return other.action->shortcut() == entry.action->shortcut() && wordsOf(other) != wordsOf(entry);
        });
    const QString name = Commands::plainText(*page);
    return isAmbiguous && !wordsOf(entry).startsWith(name) ? name : QString();
}

} // namespace

std::vector<KeyGroup> keyGroups(const Commands &commands)
{
    std::vector<KeyGroup> groups;
    for (const Group group : {Group::Move, Group::Find, Group::Go, Group::Read, Group::Act, Group::HandOver}) {
        KeyGroup shown{groupTitle(group), {}};
        for (const Commands::Entry &entry : commands.entries()) {
            if (entry.group != group || entry.action->shortcut().isEmpty())
                continue;
            const KeyLine line{capsOf(entry.action), wordsOf(entry), pageOf(entry, commands)};
            const bool twice = std::any_of(shown.lines.begin(), shown.lines.end(), [&](const KeyLine &each) {
                return each.keys == line.keys && each.words == line.words;
            });
            if (!twice)
                shown.lines.push_back(line);
        }
        if (!shown.lines.empty())
            groups.push_back(std::move(shown));
    }
    return groups;
}

} // namespace waldesk::ui
