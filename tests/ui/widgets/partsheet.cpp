// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/widgets/partsheet.h"

#include "models/tables/roles.h"
#include "ui/base/icons.h"
#include "ui/base/waldeskstyle.h"
#include "ui/delegates/requestrowdelegate.h"
#include "ui/delegates/rowtable.h"
#include "ui/widgets/actionbar.h"
#include "ui/widgets/choicechip.h"
#include "ui/widgets/coveragebar.h"
#include "ui/widgets/environmentframe.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/messageblock.h"
#include "ui/widgets/navlist.h"
#include "ui/widgets/queryline.h"
#include "ui/widgets/segmentedcontrol.h"
#include "ui/widgets/statebadge.h"
#include "ui/widgets/statepage.h"
#include "ui/widgets/statestrip.h"
#include "ui/widgets/textlabel.h"
#include "ui/widgets/timeline.h"
#include "ui/widgets/undobar.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QStandardItemModel>

using namespace waldesk;
using namespace waldesk::ui;
using namespace Qt::StringLiterals;

namespace
{

QAction *act(QObject *parent, const QString &words, const QString &iconName, bool enabled)
{
    auto *action = new QAction(icon(iconName), words, parent);
    action->setObjectName(iconName);
    action->setEnabled(enabled);
    return action;
}

} // namespace

PartSheet::PartSheet()
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto *columns = new QHBoxLayout(this);
    auto *left = new QVBoxLayout;
    auto *right = new QVBoxLayout;
    columns->addLayout(left, 3);
    columns->addLayout(right, 2);
    left->addWidget(buttons());
    left->addWidget(labels());
    left->addWidget(requests());
    left->addWidget(frames());
    auto *foot = new QHBoxLayout;
    foot->addWidget(sidebar());
    foot->addWidget(table(), 1);
    left->addLayout(foot, 1);
    right->addWidget(detail());
    right->addWidget(states(), 1);
    resize(1440, 900);
}

QWidget *PartSheet::buttons()
{
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    for (const ButtonTone tone : {ButtonTone::Plain, ButtonTone::Primary, ButtonTone::Danger}) {
        auto *row = new QHBoxLayout;
        for (const bool enabled : {true, false}) {
            auto *button = new QPushButton(icon(u"act-ask-again"_s), u"Ask again"_s);
            setTone(button, tone);
            button->setEnabled(enabled);
            row->addWidget(button);
        }
        auto *down = new QPushButton(u"Down"_s);
        setTone(down, tone);
        down->setDown(true);
        row->addWidget(down);
        row->addStretch();
        column->addLayout(row);
    }
    auto *row = new QHBoxLayout;
    auto *combo = new QComboBox;
    combo->addItems({u"Token"_s, u"Bearer"_s});
    auto *check = new QCheckBox(u"Remember in the system keychain"_s);
    check->setChecked(true);
    auto *radio = new QRadioButton(u"Production"_s);
    radio->setChecked(true);
    for (QWidget *one : std::initializer_list<QWidget *>{new QLineEdit(u"https://waldur.example.org"_s), combo, check,
                                                         new QCheckBox(u"off"_s), radio, new QRadioButton(u"Test"_s)})
        row->addWidget(one);
    column->addLayout(row);
    auto *choices = new QHBoxLayout;
    for (const Environment one : {Environment::Production, Environment::Test, Environment::Other}) {
        auto *chip = new ChoiceChip(EnvironmentBar::environmentWord(one));
        chip->setSwatch(one);
        chip->setChecked(one == Environment::Production);
        choices->addWidget(chip);
    }
    for (const QString &word : {u"Not picked up"_s, u"Agent died"_s}) {
        auto *chip = new ChoiceChip(word);
        chip->setKey(u"1"_s);
        chip->setChecked(word == u"Not picked up"_s);
        choices->addWidget(chip);
    }
    auto *strip = new EnvironmentStrip;
    strip->set(Environment::Production, u"waldur.example.org"_s);
    choices->addWidget(strip);
    column->addLayout(choices);
    return box;
}

QWidget *PartSheet::labels()
{
    auto *box = new QWidget(this);
    auto *row = new QHBoxLayout(box);
    for (const auto state : domain::AllStates) {
        auto *badge = new StateBadge;
        badge->setState(state);
        row->addWidget(badge);
    }
    auto *stuck = new StateBadge;
    stuck->setShade(Shade::Stuck, u"Stuck"_s);
    row->addWidget(stuck);
    row->addWidget(new PillLabel(u"slurmdbd down → Site operator"_s));
    row->addWidget(new LinkButton(u"Why one group?"_s));
    row->addWidget(new SegmentedControl({u"Parsed"_s, u"Raw"_s}));
    row->addWidget(new IconButton(u"act-copy"_s, u"Copy"_s));
    row->addStretch();
    return box;
}

QWidget *PartSheet::requests()
{
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    auto *strip = new StateStrip;
    strip->setTotal(2134);
    strip->setCount(domain::State::Sent, 14);
    strip->setCount(domain::State::Processing, 9);
    strip->setCount(domain::State::Erred, 124);
    strip->setSelection({domain::State::Sent, domain::State::Processing, domain::State::Erred});
    auto *line = new QueryLine;
    line->setChips({{u"created"_s, u"since 20 Mar"_s, Chip::Place::Server, {}},
                    {u"offering"_s, u"not Harbor*"_s, Chip::Place::Here, {}}});
    auto *wrong = new QueryLine;
    wrong->setChips({{u"text"_s, u"refused"_s, Chip::Place::Both, {}},
                     {u"agee:>2h"_s, u"no such filter"_s, Chip::Place::Error, {}}});
    wrong->setText(u"agee:>2h"_s);
    wrong->setTextError(u"No filter is called agee; did you mean age?"_s);
    auto *well = new CoverageBar;
    well->setCoverage({147, 600, 2134, false, u"ordered by created, newest first (server)"_s});
    auto *ill = new CoverageBar;
    ill->setTrouble(Trouble{u"Server does not answer"_s,
                            u"waldur.example.org: connection timed out. Showing the rows of 09:41; actions are off."_s,
                            u"next try in 24 s"_s});
    for (QWidget *one : std::initializer_list<QWidget *>{strip, line, wrong, well, ill})
        column->addWidget(one);
    return box;
}

QWidget *PartSheet::detail()
{
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    auto *block = new MessageBlock;
    const QString words =
        u"slurmrestd request failed (GET /slurmdb/v0.0.41/accounts): [Errno 111] Connection refused"_s;
    const QString path = u"/slurmdb/v0.0.41/accounts"_s;
    block->setMessage(words, {{words.indexOf(path), path.size()}});
    block->setFootnote(u"1 of 6 with this cause"_s, u"slurmrestd down → Site operator"_s);
    auto *line = new Timeline;
    line->setSteps({{Shade::Sent, u"Sent"_s, u"09:19:02"_s, true, u"waited 3 s"_s, 3, false},
                    {Shade::Processing, u"Processing"_s, u"09:19:05"_s, true, u"worked 38 s"_s, 38, false},
                    {Shade::Erred, u"Erred"_s, u"09:19:43"_s, true, {}, 0, false}});
    auto *stuck = new Timeline;
    stuck->setSteps({{Shade::Sent, u"Sent"_s, u"09:10:22"_s, true, u"waiting 31 min"_s, 1860, true},
                     {Shade::Processing, u"Processing"_s, u"not yet"_s, false, {}, 0, false}});
    auto *bar = new ActionBar;
    QAction *again = act(bar, u"Ask again"_s, u"act-ask-again"_s, true);
    bar->setActions({act(bar, u"Start"_s, u"act-start"_s, false), act(bar, u"Set done"_s, u"act-done"_s, false),
                     act(bar, u"Set erred…"_s, u"act-erred"_s, false)},
                    {act(bar, u"Hand over"_s, u"act-hand-over"_s, true), again});
    bar->setPrimary(again);
    bar->setReason(u"Start needs Sent, Set done needs Processing. Set erred is off: it would overwrite the error."_s);
    for (QWidget *one : std::initializer_list<QWidget *>{block, line, stuck, bar})
        column->addWidget(one);
    return box;
}

QWidget *PartSheet::frames()
{
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    struct Case {
        Environment environment;
        bool writing;
        QString note;
    };
    for (const Case &one :
         {Case{Environment::Production, false, u"read-only"_s},
          Case{Environment::Production, true, u"writing · 14:32 left"_s}, Case{Environment::Test, true, u"writing"_s},
          Case{Environment::Demo, true, u"nothing leaves this computer"_s}}) {
        auto *frame = new EnvironmentFrame;
        frame->setEnvironment(one.environment);
        auto *bar = new EnvironmentBar;
        bar->setEnvironment(one.environment, one.writing, one.note);
        bar->addItem({}, u"waldur.example.org"_s)->setBold(true);
        if (bar->isFilled())
            bar->addItem({}, u"Lock now"_s)->setBoxed(true);
        bar->row()->addStretch();
        bar->addItem(u"live"_s, u"Live · 12 s ago"_s)->setIconShade(Shade::Done);
        bar->addItem(u"person"_s, u"Ada · staff"_s);
        bar->addItem(u"act-menu"_s, {});
        frame->setContent(bar);
        column->addWidget(frame);
    }
    return box;
}

QWidget *PartSheet::states()
{
    auto *box = new QWidget(this);
    auto *row = new QHBoxLayout(box);
    auto *page = new StatePage;
    page->setContent(
        u"act-filter"_s, Shade::Unknown, u"No row matches, in the 600 loaded"_s,
        {u"Older rows that are not loaded: 1 534. Looked for in loaded rows only: “offering” and “text”."_s},
        {act(page, u"Load all (6 pages)"_s, {}, true), act(page, u"Drop “text: refused”"_s, {}, true)});
    auto *rows = new LoadingRows;
    rows->start(u"Reading waldur.example.org: 300 of 2 134"_s);
    row->addWidget(page, 1);
    row->addWidget(rows, 1);
    return box;
}

QWidget *PartSheet::sidebar()
{
    auto *list = new NavList(this);
    list->addPage(u"errors"_s, u"nav-errors"_s, u"Errors"_s)->setCount(u"4 new"_s, Ink::Accent);
    list->addPage(u"requests"_s, u"nav-requests"_s, u"Requests"_s);
    list->addHeading(u"Offerings by open errors"_s);
    list->addLink(u"o1"_s, u"offering"_s, u"SLURM Tartu CPU"_s)->setCount(u"19"_s);
    list->addStretch();
    list->addLink(u"keys"_s, u"keyboard"_s, u"Keys"_s)->setCount(u"?"_s);
    list->setCurrent(u"requests"_s);
    return list;
}

QWidget *PartSheet::table()
{
    using domain::State;
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *model = new QStandardItemModel(0, 5, box);
    model->setHorizontalHeaderLabels(
        {u"State"_s, u"Offering"_s, u"Created"_s, u"Took"_s, u"Error, or what it waits for"_s});
    const auto add = [model](State state, const QStringList &words, const QString &pending, bool dimmed) {
        QList<QStandardItem *> row;
        for (const QString &word : words) {
            auto *item = new QStandardItem(word);
            item->setData(int(state), tables::StateRole);
            item->setData(pending, tables::PendingRole);
            item->setData(dimmed, tables::DimmedRole);
            if (row.size() == 2 || row.size() == 3)
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            row << item;
        }
        model->appendRow(row);
    };
    model->setHeaderData(2, Qt::Horizontal, int(Qt::AlignRight | Qt::AlignVCenter), Qt::TextAlignmentRole);
    model->setHeaderData(3, Qt::Horizontal, int(Qt::AlignRight | Qt::AlignVCenter), Qt::TextAlignmentRole);
    add(State::Processing, {{}, u"SLURM Tartu CPU"_s, u"just now"_s, u"4 s"_s, u"(agent at work)"_s}, {}, false);
    add(State::Erred,
        {{}, u"SLURM Riga"_s, u"22 min"_s, u"41 s"_s, u"slurmrestd request failed (GET /slurmdb/v0.0.41/accounts)"_s},
        {}, false);
    add(State::Sent, {{}, u"MOAB Kaunas"_s, u"31 min"_s, u"31 min"_s, u"Not picked up"_s}, u"Erred in 4 s"_s, false);
    add(State::Done, {{}, u"OKD Vilnius"_s, u"2 h"_s, u"7 s"_s, {}}, {}, true);
    add(State::Erred, {{}, u"Hostile"_s, u"3 h"_s, u"1 s"_s, u"\u001b[31mred\u001b[0m <b>x</b>\nline \u202etwo"_s}, {},
        false);
    auto *view = new RowTable(box);
    view->setModel(model);
    view->setItemDelegate(new RequestRowDelegate(0, 4, view));
    view->horizontalHeader()->setStretchLastSection(true);
    view->horizontalHeader()->setSortIndicator(2, Qt::DescendingOrder);
    view->setColumnWidth(0, view->widthFor({u"Erred in 4 s"_s}, u"State"_s, true));
    view->setColumnWidth(1, view->widthFor({u"SLURM Tartu CPU"_s}, u"Offering"_s));
    view->setColumnWidth(2, view->widthFor({u"just now"_s}, u"Created"_s));
    view->setColumnWidth(3, view->widthFor({u"31 min"_s}, u"Took"_s));
    view->selectRow(1);
    view->setObjectName(u"requests"_s);
    auto *bar = new UndoBar(box);
    bar->arm(u"Setting erred in 4 s:"_s, u"MOAB Kaunas d4410b"_s, 5000);
    bar->setRemaining(3600);
    column->addWidget(view, 1);
    column->addWidget(bar);
    return box;
}
